// Package runes classifies text as ASCII, UTF-8 or other bytes, and counts the
// characters of fields.
package runes

// A Class is what is known about the encoding of a text. A part of the text
// that is cut between characters has the same class or a higher one.
type Class int

// The classes.
const (
	Bytes Class = iota // not valid UTF-8
	UTF8               // valid UTF-8 (RFC 3629)
	ASCII              // no byte above 127
)

// ClassOf returns the class of b.
func ClassOf(b []byte) Class {
	class, _ := Classify(b)
	return class
}

// Classify returns the class of b, and whether there is a NUL in it.
func Classify(b []byte) (class Class, nul bool) { return classify(b) }

// Lengths counts the characters of the fields buf[start[i]:end[i]], which must
// be valid UTF-8: every byte except the continuation bytes 10xxxxxx. It returns
// the sum of the lengths and the smallest and the largest length. There must be
// at least one field. start and end must have the same length. Lengths panics
// unless start[i] <= end[i] <= len(buf) < 2^32.
func Lengths(buf []byte, start, end []uint32) (sum, shortest, longest uint64) {
	end = end[:len(start)]
	var l lengths
	lengthsOf(&l, buf, start, end)
	return l.sum, l.min, l.max
}

// lengths are the results of Lengths.
type lengths struct{ sum, min, max uint64 }

// merge adds the lengths of other fields.
func (l *lengths) merge(o lengths) {
	l.sum += o.sum
	l.min, l.max = min(l.min, o.min), max(l.max, o.max)
}

// none are the lengths of no fields. Merging them changes nothing.
var none = lengths{min: 1<<64 - 1}
