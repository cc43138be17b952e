// Package runes says what bytes a text is made of and counts the characters of its
// fields.
package runes

// A Class says what is known of some text. Any part of it has the same class or a
// better one, if it is cut at characters.
type Class int

// The classes.
const (
	Bytes Class = iota // something is not UTF-8
	UTF8               // valid UTF-8 (RFC 3629)
	ASCII              // no byte above 127
)

// ClassOf returns the class of b.
func ClassOf(b []byte) Class { return classOf(b) }

// Lengths counts the characters of the fields buf[start[i]:end[i]], which are valid
// UTF-8: all bytes but 10xxxxxx. It returns their sum, the smallest and the largest
// number; there must be one field at least. start and end have the same length, and
// start[i] <= end[i] <= len(buf) < 2^32, else it panics.
func Lengths(buf []byte, start, end []uint32) (sum, least, most uint64) {
	end = end[:len(start)]
	var l lengths
	lengthsOf(&l, buf, start, end)
	return l.sum, l.least, l.most
}

// lengths are what Lengths returns.
type lengths struct{ sum, least, most uint64 }

func (l *lengths) merge(o lengths) {
	l.sum += o.sum
	l.least, l.most = min(l.least, o.least), max(l.most, o.most)
}

// none is what a merge with other lengths does not change.
var none = lengths{least: 1<<64 - 1}
