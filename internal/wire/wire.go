// Package wire encodes numbers and texts as bytes, and decodes them from bytes
// that anybody may have written.
//
// Values follow each other without names or types: who reads must know what was
// written. Integers are varints as in encoding/binary, so that small ones are
// short. Equal values have equal bytes.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// AppendUint appends v.
func AppendUint(b []byte, v uint64) []byte { return binary.AppendUvarint(b, v) }

// AppendInt appends v.
func AppendInt(b []byte, v int64) []byte { return binary.AppendVarint(b, v) }

// AppendFloat appends the bits of v.
func AppendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

// AppendBool appends v.
func AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// AppendBytes appends the length of v, and v.
func AppendBytes(b, v []byte) []byte { return append(AppendUint(b, uint64(len(v))), v...) }

// AppendString appends the length of v, and v.
func AppendString(b []byte, v string) []byte { return append(AppendUint(b, uint64(len(v))), v...) }

// A Decoder reads values in the order in which they were appended. After the
// first error it returns zeros only, so that callers may ask for the error once
// at the end. They must still bound what they do with a value.
type Decoder struct {
	rest []byte
	err  error
}

// NewDecoder returns a Decoder of b.
func NewDecoder(b []byte) *Decoder { return &Decoder{rest: b} }

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Rest returns how many bytes are left.
func (d *Decoder) Rest() int { return len(d.rest) }

// End returns the first error, or one that says that bytes are left.
func (d *Decoder) End() error {
	if len(d.rest) > 0 {
		d.Fail("%d bytes too many", len(d.rest))
	}
	return d.err
}

// Fail sets the error, unless there is one. Nothing more can be read.
func (d *Decoder) Fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
	d.rest = nil
}

var errShort = errors.New("the data ends too early")

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.rest = nil
}

// Uint reads what AppendUint has written.
func (d *Decoder) Uint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if !d.skip(n) {
		return 0
	}
	return v
}

// Int reads what AppendInt has written.
func (d *Decoder) Int() int64 {
	v, n := binary.Varint(d.rest)
	if !d.skip(n) {
		return 0
	}
	return v
}

// skip passes over a varint of n bytes, as encoding/binary counts them. There
// is one spelling of each number, so that equal values have equal bytes.
func (d *Decoder) skip(n int) bool {
	switch {
	case n < 0:
		d.Fail("a number is out of range")
	case n == 0:
		d.fail(errShort)
	case n > 1 && d.rest[n-1] == 0:
		d.Fail("a number has a needless byte")
	default:
		d.rest = d.rest[n:]
		return true
	}
	return false
}

// Float reads what AppendFloat has written.
func (d *Decoder) Float() float64 {
	b := d.Fixed(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

// Bool reads what AppendBool has written.
func (d *Decoder) Bool() bool {
	b := d.Fixed(1)
	if b != nil && b[0] > 1 {
		d.Fail("%d is neither true nor false", b[0])
	}
	return b != nil && b[0] == 1
}

// Bytes reads what AppendBytes has written. They are those of the input.
func (d *Decoder) Bytes() []byte { return d.Fixed(d.Len(1)) }

// String reads what AppendString has written.
func (d *Decoder) String() string { return string(d.Bytes()) }

// Fixed returns the next n bytes of the input, or nil if there are fewer.
func (d *Decoder) Fixed(n int) []byte {
	if n < 0 || n > len(d.rest) {
		d.fail(errShort)
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

// Len reads the number of values that follow, of at least size bytes each. It
// is no more than the input can hold, so that memory for them may be allocated.
func (d *Decoder) Len(size int) int {
	n := d.Uint()
	if n > uint64(len(d.rest)/max(1, size)) {
		d.fail(errShort)
		return 0
	}
	return int(n)
}
