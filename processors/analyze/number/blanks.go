package number

import "bytes"

// blanks are the blanks that programs write into numbers: the usual one, the
// one that does not break lines, its narrow form, and the thin one.
var blanks = [...]string{" ", "\u00a0", "\u202f", "\u2009"}

// trimBlanks returns b without the blanks and tabs around it.
func trimBlanks(b []byte) []byte { return trimBlanksLeft(trimBlanksRight(b)) }

func trimBlanksLeft(b []byte) []byte {
	for {
		n := len(b)
		b = bytes.TrimLeft(b, " \t")
		for _, s := range blanks[1:] {
			b = bytes.TrimPrefix(b, []byte(s))
		}
		if len(b) == n {
			return b
		}
	}
}

func trimBlanksRight(b []byte) []byte {
	for {
		n := len(b)
		b = bytes.TrimRight(b, " \t")
		for _, s := range blanks[1:] {
			b = bytes.TrimSuffix(b, []byte(s))
		}
		if len(b) == n {
			return b
		}
	}
}
