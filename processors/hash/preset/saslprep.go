package preset

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// errSASLprep is the failure of a password that a server would change.
var errSASLprep = errors.New("password is one that postgres changes by SASLprep before it hashes it: normalise the list to NFKC, without soft hyphens and the like")

// saslprepared returns the password if SASLprep (RFC 4013) leaves it as it is,
// or if a server takes its bytes because SASLprep does not apply to it. What it
// would change fails: whether it does depends on which characters Unicode 3.2
// had.
func saslprepared(password []byte) ([]byte, error) {
	if !utf8.Valid(password) {
		return password, nil
	}
	if !norm.NFKC.IsNormal(password) {
		return nil, errSASLprep
	}
	for _, r := range string(password) {
		if mapped(r) {
			return nil, errSASLprep
		}
	}
	return password, nil
}

// mapped reports whether SASLprep maps r to nothing (RFC 3454 table B.1) or to
// a space (table C.1.2).
func mapped(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r == 0xad, r == 0x34f, r == 0x1806, r >= 0x180b && r <= 0x180d, r >= 0x200b && r <= 0x200d,
		r == 0x2060, r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff:
		return true
	}
	return r == 0xa0 || r == 0x1680 || r >= 0x2000 && r <= 0x200b || r == 0x202f || r == 0x205f || r == 0x3000
}
