package source

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/runes"
)

// A detection is what the first bytes of a file tell about its encoding.
type detection struct {
	encoding Encoding
	bom      int // length of the byte order mark
	hints    []hint.Hint
}

// detect returns the encoding of a file that begins with head. whole says that
// head is the whole file. The error is a [*FormatError] for a file that is no
// text; where an encoding is given, all is taken for text.
func detect(head []byte, whole bool, given Encoding) (d detection, err error) {
	for _, b := range boms {
		if !bytes.HasPrefix(head, []byte(b.bytes)) {
			continue
		}
		if given == EncodingAuto || given.covers(b.encoding) {
			// Some programs put a mark before one that is there.
			n := len(b.bytes)
			for n < len(head) && bytes.HasPrefix(head[n:], []byte(b.bytes)) {
				n += len(b.bytes)
			}
			return detection{encoding: b.encoding, bom: n}, nil
		}
		if b.encoding == UTF8 || given != UTF8 {
			d.hints = append(d.hints, hint.Hint{
				Kind: "byte_order_mark", Text: "though its byte order mark is that of " + string(b.encoding),
				Settings: []hint.Setting{{Name: "Encoding", Value: string(b.encoding)}}, Remedy: "believes it",
			})
		}
		break
	}
	if given != EncodingAuto {
		d.encoding = given.orderOf(head)
		return d, nil
	}
	if err := refuseBinary(head, whole); err != nil {
		return d, err
	}
	sample := head[:min(len(head), maxSample)]
	if e := detectWide(sample); e != EncodingAuto {
		d.encoding = e
		return d, nil
	}
	if !whole {
		head = withoutPart(head)
	}
	if utf8.Valid(head) {
		d.encoding = UTF8
		if isISO2022JP(sample) {
			d.guess(ISO2022JP)
		}
		return d, nil
	}
	chars, faults := runes.Weigh(head, manyFaults)
	if err := refuseControls(sample, chars >= faults); err != nil {
		return d, err
	}
	if chars >= faults {
		d.encoding = UTF8
		d.hints = append(d.hints, hint.Hint{
			Kind: "invalid", Text: fmt.Sprintf("utf-8 but for %s in its beginning", countOf(faults, "byte sequence")), Count: int64(faults),
			Settings: []hint.Setting{{Name: "Invalid", Value: "error"}}, Remedy: "refuses that",
		})
		return d, nil
	}
	d.guess(guessLegacy(head))
	return d, nil
}

// manyFaults are enough to tell.
const manyFaults = 1000

// maxSample is how much is looked at where that is enough to tell.
const maxSample = 64 << 10

// guess takes e, and says so.
func (d *detection) guess(e Encoding) {
	d.encoding = e
	d.hints = append(d.hints, hint.Hint{
		Kind: "encoding", Text: "its encoding guessed",
		Settings: []hint.Setting{{Name: "Encoding", Value: string(e)}}, Remedy: "or another decides",
	})
}

// covers reports whether e, as it was given, leaves open what mark says.
func (e Encoding) covers(mark Encoding) bool {
	return e == mark || (e == UTF16 || e == UTF32) && strings.HasPrefix(string(mark), string(e))
}

// orderOf returns the encoding, with the order of bytes that text without a
// mark seems to have.
func (e Encoding) orderOf(head []byte) Encoding {
	little, big := UTF16LE, UTF16BE
	switch e {
	case UTF16:
	case UTF32:
		little, big = UTF32LE, UTF32BE
	default:
		return e
	}
	sample := head[:min(len(head), maxSample)]
	if plausible(sample, big) > plausible(sample, little) {
		return big
	}
	return little
}

// withoutPart leaves out a character that is cut at the end of head.
func withoutPart(head []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(head); i++ {
		if last := head[len(head)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// isISO2022JP reports whether text switches to a set of Japanese characters and
// back.
func isISO2022JP(text []byte) bool {
	return (bytes.Contains(text, []byte("\x1b$B")) || bytes.Contains(text, []byte("\x1b$@"))) &&
		(bytes.Contains(text, []byte("\x1b(B")) || bytes.Contains(text, []byte("\x1b(J")))
}
