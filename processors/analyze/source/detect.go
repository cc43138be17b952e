package source

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"fanout/internal/charset"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/runes"
)

// A detection is what the first bytes of a file tell about its encoding.
type detection struct {
	encoding charset.Encoding
	bom      int // length of the byte order mark
	hints    []hint.Hint
}

// detect returns the encoding of a file that begins with head. whole says that
// head is the whole file. The error is a [*FormatError] for a file that is no
// text; where an encoding is given, all is taken for text.
func detect(head []byte, whole bool, given charset.Encoding) (d detection, err error) {
	if mark, n := charset.Mark(head); n > 0 {
		if given == charset.Auto || given.Covers(mark) {
			return detection{encoding: mark, bom: n}, nil
		}
		if mark == charset.UTF8 || given != charset.UTF8 {
			d.hints = append(d.hints, hint.Hint{
				Kind: "byte_order_mark", Text: "the byte order mark says " + string(mark),
				Settings: []hint.Setting{{Name: "Encoding", Value: string(mark)}}, Remedy: "follows it",
			})
		}
	}
	if given != charset.Auto {
		d.encoding = given.OrderOf(head)
		return d, nil
	}
	if err := refuseBinary(head, whole); err != nil {
		return d, err
	}
	sample := head[:min(len(head), maxSample)]
	if e := charset.DetectWide(sample); e != charset.Auto {
		d.encoding = e
		return d, nil
	}
	if !whole {
		head = charset.WithoutPart(head)
	}
	if utf8.Valid(head) {
		d.encoding = charset.UTF8
		if isISO2022JP(sample) {
			d.guess(charset.ISO2022JP)
		}
		return d, nil
	}
	chars, faults := runes.Weigh(head, manyFaults)
	if err := refuseControls(sample, chars >= faults); err != nil {
		return d, err
	}
	if chars >= faults {
		d.encoding = charset.UTF8
		d.hints = append(d.hints, hint.Hint{
			Kind: "invalid", Text: fmt.Sprintf("%s near the beginning", countOf(faults, "invalid byte sequence")), Count: int64(faults),
			Settings: []hint.Setting{{Name: "Invalid", Value: "error"}}, Remedy: "rejects the file",
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
func (d *detection) guess(e charset.Encoding) {
	d.encoding = e
	d.hints = append(d.hints, hint.Hint{
		Kind: "encoding", Text: "the encoding is a guess",
		Settings: []hint.Setting{{Name: "Encoding", Value: string(e)}}, Remedy: "or another sets it",
	})
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
