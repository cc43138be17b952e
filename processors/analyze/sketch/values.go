// Package sketch describes the distribution of a column in bounded memory: how
// many different values there are, which are frequent, and where the quantiles lie.
//
// Everything merges commutatively, and no result depends on how the input was
// cut or in which order the parts were merged.
package sketch

import "iter"

// Options bound the memory of Values. Results depend on them, so they must follow
// from the input and the flags, never from the machine.
type Options struct {
	// MaxDistinct is how many different values are counted exactly. Above it, or
	// where the values together are longer than MaxBytes, the column leaves the
	// exact regime: that depends on the set of its values only.
	MaxDistinct int
	MaxBytes    int // 0 means 64 × MaxDistinct

	// TopBytes bounds the candidates for the top values kept beyond the exact
	// regime: about 64 bytes and the value for each. 0 means 256 KiB. A value that is longer
	// than MaxValue is no candidate.
	TopBytes int

	// Leave, if not nil, is called once for each value in the exact table when
	// the table is given up, by Add or Merge. The value is valid during the call.
	//
	// It lets whoever counts values derive the other statistics of a column from
	// its few values: while the column is exact only the table is fed, and what
	// it held is handed on when that ends.
	Leave func(value []byte, count uint64)
}

// MaxValue is the length of the longest value that can be a top value beyond the
// exact regime, in bytes.
const MaxValue = 1024

// Values counts the different values of a column: exactly in a hash table that
// holds and compares the values themselves, up to Options.MaxDistinct; beyond that by
// HyperLogLog, and the frequent ones by a Count-Min sketch.
type Values struct {
	opt Options
}

// NewValues returns an empty Values. It is small and grows.
func NewValues(opt Options) *Values { return &Values{opt: opt} }

// Add counts the fields buf[start[i]:end[i]], one by one as they are: the caller
// leaves out nulls. base is the position of buf[0] in the whole input, so
// that base+start[i] is another one for every field of the column, and the same
// one however the input is cut; it chooses the candidates for the top values.
//
// It returns how many of the fields, from the first on, went into the exact table
// (and perhaps to Leave, if that was given up); the rest are counted, but will
// never be handed to Leave.
func (v *Values) Add(buf []byte, start, end []uint32, base uint64) (exact int) {
	panic("sketch: to be written")
}

// Merge adds what o holds. o must have the same options but for Leave, and is
// not to be used afterwards. v hands to its Leave what its own table held, and
// what o's table holds, where the union is not exact.
func (v *Values) Merge(o *Values) { panic("sketch: to be written") }

// Reset empties v and keeps some of its memory.
func (v *Values) Reset() { panic("sketch: to be written") }

// Exact says whether all values are in the exact table.
func (v *Values) Exact() bool { panic("sketch: to be written") }

// All yields the values with their counts, in no particular order, while v is exact.
func (v *Values) All() iter.Seq2[[]byte, uint64] { panic("sketch: to be written") }

// Cardinality is how many different values there are: exactly, or estimated by
// HyperLogLog with a standard error of 0.8 %.
func (v *Values) Cardinality() (n uint64, exact bool) { panic("sketch: to be written") }

// Counted is a value and how often it occurs.
type Counted struct {
	Value []byte
	Count uint64
}

// Top returns the n most frequent values, the most frequent first and equally
// frequent ones in the order of their bytes.
//
// Where the column is not exact the counts are estimates, a value that makes up
// less than 0.1 % of the column may be missing, and values that cannot be told
// from chance are left out: there are none if nearly all values are different.
func (v *Values) Top(n int) (top []Counted, exact bool) { panic("sketch: to be written") }

// Bytes is about how much memory v holds.
func (v *Values) Bytes() int { panic("sketch: to be written") }
