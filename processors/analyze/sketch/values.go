package sketch

import (
	"iter"
	"math/bits"
)

// Options bound the memory of Values. Results depend on them, so they must
// follow from the input and the flags, never from the machine.
type Options struct {
	// MaxDistinct is the number of distinct values up to which they are counted
	// exactly. Above it, or if the distinct values together are longer than
	// MaxBytes, the column leaves the exact regime. That depends only on the
	// set of its values.
	MaxDistinct int
	MaxBytes    int // 0 means 64 × MaxDistinct; at most 1 GiB

	// TopBytes bounds the memory for the top values beyond the exact regime: 64
	// bytes and the value for each candidate, and another quarter for the
	// counts. 0 means 256 KiB: about 3,000 candidates, and 4,096 counters in
	// each of 4 rows.
	TopBytes int

	// OnSpill, if not nil, is called once for each value in the exact table
	// when Add, Merge or Settle spills the table. The value is valid during the
	// call.
	//
	// It serves to derive the other statistics of a column from its few
	// distinct values: while the column is exact only the table is updated, and
	// OnSpill receives its contents when that ends.
	OnSpill func(value []byte, count uint64)

	// SharedLimit, if not nil, is shared by all Values of a column while they
	// are filled, to save memory. It changes no result.
	SharedLimit *SharedLimit
}

// MaxValue is the length in bytes of the longest value that can be a top value
// beyond the exact regime.
const MaxValue = 1024

// BeyondBytes returns how many bytes Values takes beyond the exact regime, for
// that limit of top values.
func BeyondBytes(topBytes int) int { return 18<<10 + topBytes/4*9 }

// Values counts the distinct values of a column. Up to Options.MaxDistinct it
// counts exactly, in a hash table that stores and compares the values
// themselves. Beyond that it estimates their number by HyperLogLog and the most
// frequent of them by a Count-Min sketch.
//
// The table takes 43 bytes for each of MaxDistinct values once a tenth of them
// occur, less before that, and in addition the values longer than 16 bytes.
// Beyond the exact regime it is replaced by 18 KiB and up to 2¼ times TopBytes.
type Values struct {
	opt     Options
	table   valueTable
	waiting waiting      // values that belong into the table
	approx  *approximate // not nil beyond the exact regime
}

// NewValues returns an empty Values. It is small and grows.
func NewValues(opt Options) *Values {
	if opt.MaxBytes == 0 {
		opt.MaxBytes = 64 * opt.MaxDistinct
	}
	opt.MaxBytes = min(opt.MaxBytes, maxTableBytes)
	if opt.TopBytes == 0 {
		opt.TopBytes = 256 << 10
	}
	return &Values{opt: opt, table: valueTable{max: opt.MaxDistinct}}
}

// Add counts the fields buf[start[i]:end[i]]; the caller leaves out nulls. base
// is the position of buf[0] in the whole input, so that base+start[i] is
// different for every field of the column and independent of how the input is
// cut. It selects the candidates for the top values.
//
// Add returns the number of fields, from the first on, that were added to the
// exact table (and passed to OnSpill if it was spilled afterwards). The other
// fields are counted, but will never be passed to OnSpill.
func (v *Values) Add(buf []byte, start, end []uint32, base uint64) (exact int) {
	end = end[:len(start)]
	limit := v.opt.SharedLimit
	if v.approx == nil && limit != nil && limit.exceeded.Load() {
		v.spill()
	}
	switch {
	case v.approx != nil:
	case v.waiting.open:
		v.wait(buf, start, end, base)
		return len(start)
	default:
		exact = v.addExact(buf, start, end, base)
		v.waiting.openIf(v)
	}
	if exact < len(start) {
		v.approx.add(buf, start[exact:], end[exact:], base)
	}
	return exact
}

// addExact adds fields to the table and returns their number. If one does not
// fit it spills the table and stops before that field.
func (v *Values) addExact(buf []byte, start, end []uint32, base uint64) int {
	t := &v.table
	slots := t.slots
	for i := range start {
		s, e := int(start[i]), int(end[i])
		size := e - s
		rank := rankOf(base + uint64(s))
		if canLoadEnds(buf, s, e) && len(slots) > 0 {
			ends := loadEnds(buf, s, e)
			at, _ := bits.Mul64(tableHash(ends, size), uint64(len(slots)))
			at &^= 1
			differ := slots[at].head ^ ends.head | slots[at].tail ^ ends.tail
			at += (differ | -differ) >> 63 // 1 if they differ: a branch would be mispredicted
			if x := &slots[at]; x.ends == ends && x.meta&sizeMask == uint64(size) && x.meta >= countOne {
				x.meta += countOne
				if rank < x.rank {
					x.rank = rank
				}
				continue
			}
		}
		if !v.countOne(buf, s, e, rank) {
			v.spill()
			return i
		}
		slots = t.slots
	}
	return len(start)
}

// countOne counts one field in the table and reports whether it fits.
func (v *Values) countOne(buf []byte, s, e int, rank uint64) bool {
	x := v.lookUp(buf, s, e)
	if x == nil {
		return false
	}
	x.meta += countOne
	x.rank = min(x.rank, rank)
	return true
}

// lookUp returns the slot of a value. It inserts the value if necessary, and
// returns nil if it does not fit.
func (v *Values) lookUp(buf []byte, s, e int) *slot {
	t := &v.table
	var hash uint64
	var x *slot
	if size := e - s; size <= shortSize {
		ends := endsOf(buf, s, e)
		hash = tableHash(ends, size)
		if x = t.find(ends, size, hash); x != nil {
			return x
		}
		if !v.fits(size) {
			return nil
		}
		x = t.insert(ends, size, hash)
	} else {
		b := buf[s:e]
		hash = tableHashLong(b)
		if x = t.findLong(b, hash); x != nil {
			return x
		}
		if !v.fits(size) {
			return nil
		}
		x = t.insertLong(b, hash)
	}
	v.opt.SharedLimit.register(t, buf, s, e)
	return x
}

// fits reports whether the table may hold another value of that size.
func (v *Values) fits(size int) bool {
	return v.table.count < v.opt.MaxDistinct && v.table.length+size <= v.opt.MaxBytes
}

// Merge adds the counts of o, which holds the same values afterwards. Both must
// have the same options, except for OnSpill and SharedLimit. If the result is
// not exact, the contents of the tables of v and o are passed to the OnSpill of
// v. What waits in o and does not fit is passed to that of o.
func (v *Values) Merge(o *Values) {
	v.Settle()
	o.Settle()
	if v.approx == nil && o.approx == nil {
		v.mergeTable(&o.table)
		return
	}
	if v.approx == nil {
		v.spill()
	}
	if o.approx == nil {
		v.absorb(&o.table, o.table.all())
		return
	}
	v.approx.merge(o.approx)
}

// mergeTable adds the counts of o to the table, and spills it if they do not
// fit.
func (v *Values) mergeTable(o *valueTable) {
	var scratch [shortSize]byte
	v.table.fit(min(max(v.table.count, o.count), v.opt.MaxDistinct))
	for i, y := range o.scattered(0) {
		b := o.value(y, &scratch)
		x := v.lookUp(b, 0, len(b))
		if x == nil {
			v.spill()
			v.absorb(o, values(o.scattered(i)))
			return
		}
		x.meta += y.count() * countOne
		x.rank = min(x.rank, y.rank)
	}
}

// Exact reports whether all values are in the exact table.
func (v *Values) Exact() bool {
	v.Settle()
	return v.approx == nil
}

// All yields the values and their counts, in no particular order, while v is
// exact. A value is valid until the next one.
func (v *Values) All() iter.Seq2[[]byte, uint64] {
	v.Settle()
	return func(yield func([]byte, uint64) bool) {
		var scratch [shortSize]byte
		for x := range v.table.all() {
			if !yield(v.table.value(x, &scratch), x.count()) {
				return
			}
		}
	}
}

// Cardinality returns the number of distinct values, exactly or as estimated by
// HyperLogLog with a standard error of 0.8 %.
func (v *Values) Cardinality() (n uint64, exact bool) {
	if v.Exact() {
		return uint64(v.table.count), true
	}
	return v.approx.hll.estimate(), false
}
