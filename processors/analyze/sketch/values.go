// Package sketch describes the distribution of a column in bounded memory: how
// many different values there are, which are frequent, and where the quantiles lie.
//
// Everything merges commutatively, and no result depends on how the input was
// cut or in which order the parts were merged.
package sketch

import (
	"iter"
	"math/bits"
)

// Options bound the memory of Values. Results depend on them, so they must follow
// from the input and the flags, never from the machine.
type Options struct {
	// MaxDistinct is how many different values are counted exactly. Above it, or
	// where the different values together are longer than MaxBytes, the column
	// leaves the exact regime: that depends on the set of its values only.
	MaxDistinct int
	MaxBytes    int // 0 means 64 × MaxDistinct; 1 GiB at most

	// TopBytes bounds what is kept for the top values beyond the exact regime: 64
	// bytes and the value for each candidate, another quarter for counts. 0 means
	// 256 KiB: about 3,000 candidates, 4,096 cells in each of 4 rows.
	TopBytes int

	// OnSpill, if not nil, is called once for each value in the exact table when
	// the table is given up, by Add or Merge. The value is valid during the call.
	//
	// It lets whoever counts values derive the other statistics of a column from
	// its few values: while the column is exact only the table is fed, and what
	// it held is handed on when that ends.
	OnSpill func(value []byte, count uint64)

	// SharedLimit, if not nil, is what all Values of a column share while they are
	// filled, to save memory. It changes no result.
	SharedLimit *SharedLimit
}

// MaxValue is the length of the longest value that can be a top value beyond the
// exact regime, in bytes.
const MaxValue = 1024

// Values counts the different values of a column: exactly in a hash table that
// holds and compares the values themselves, up to Options.MaxDistinct; beyond that
// by HyperLogLog, and the frequent ones by a Count-Min sketch.
//
// The table takes 43 bytes for each of MaxDistinct values from a tenth of them on, less before
// that, and those longer than 16 bytes themselves. Beyond the exact regime it is given up for 18 KiB and up to 2¼
// times TopBytes.
type Values struct {
	opt    Options
	table  table
	approx *approximate // not nil beyond the exact regime
}

// approximate is what counts values beyond the exact regime, all by a hash of theirs.
type approximate struct {
	hll    hll
	freq   frequencies
	sample sample
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
	return &Values{opt: opt, table: table{most: opt.MaxDistinct}}
}

// Add counts the fields buf[start[i]:end[i]], one by one as they are: the caller
// leaves out nulls. base is the position of buf[0] in the whole input, so that
// base+start[i] is another one for every field of the column, and the same one
// however the input is cut; it chooses the candidates for the top values.
//
// It returns how many of the fields, from the first on, went into the exact table
// (and perhaps to OnSpill, if that was given up); the rest are counted, but will
// never be handed to OnSpill.
func (v *Values) Add(buf []byte, start, end []uint32, base uint64) (exact int) {
	end = end[:len(start)]
	limit := v.opt.SharedLimit
	if v.approx == nil && limit != nil && limit.exceeded.Load() {
		v.spill()
	}
	if v.approx == nil {
		exact = v.addExact(buf, start, end, base)
	}
	if exact < len(start) {
		v.approx.add(buf, start[exact:], end[exact:], base)
	}
	return exact
}

// addExact feeds the table and stops at the first field that would be too much for
// it, after it has been given up.
func (v *Values) addExact(buf []byte, start, end []uint32, base uint64) int {
	t := &v.table
	slots := t.slots
	for i := range start {
		s, e := int(start[i]), int(end[i])
		size := e - s
		rank := rankOf(base + uint64(s))
		if isQuick(buf, s, e) && len(slots) > 0 {
			ends := quickEnds(buf, s, e)
			at, _ := bits.Mul64(placeOf(ends, size), uint64(len(slots)))
			at &^= 1
			differ := slots[at].head ^ ends.head | slots[at].tail ^ ends.tail
			at += (differ | -differ) >> 63 // 1 if they do: a branch would be mispredicted
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

// countOne counts one field in the table and says whether there is room for it.
func (v *Values) countOne(buf []byte, s, e int, rank uint64) bool {
	x := v.lookUp(buf, s, e)
	if x == nil {
		return false
	}
	x.meta += countOne
	x.rank = min(x.rank, rank)
	return true
}

// lookUp returns the slot of a value, a new one if need be; nil if there is no room for it.
func (v *Values) lookUp(buf []byte, s, e int) *slot {
	t := &v.table
	var place uint64
	var x *slot
	if size := e - s; size <= shortSize {
		ends := endsOf(buf, s, e)
		place = placeOf(ends, size)
		if x = t.find(ends, size, place); x != nil {
			return x
		}
		if !v.hasRoom(size) {
			return nil
		}
		x = t.insert(ends, size, place)
	} else {
		b := buf[s:e]
		place = placeOfLong(b)
		if x = t.findLong(b, place); x != nil {
			return x
		}
		if !v.hasRoom(size) {
			return nil
		}
		x = t.insertLong(b, place)
	}
	v.opt.SharedLimit.register(t, place)
	return x
}

func (v *Values) hasRoom(size int) bool {
	return v.table.count < v.opt.MaxDistinct && v.table.length+size <= v.opt.MaxBytes
}

// leave gives the table up.
func (v *Values) spill() {
	v.approx = &approximate{freq: newFrequencies(v.opt.TopBytes), sample: newSample(v.opt.TopBytes)}
	if v.opt.SharedLimit != nil {
		v.opt.SharedLimit.exceeded.Store(true)
	}
	t := v.table
	v.table = table{}
	v.absorb(&t, t.all())
}

// take counts values of a table beyond the exact regime.
func (v *Values) absorb(t *table, values iter.Seq[*slot]) {
	var scratch [shortSize]byte
	v.approx.sample.expect(t)
	for x := range values {
		b := t.value(x, &scratch)
		hash := hashOf(b, 0, len(b))
		v.approx.hll.add(hash)
		v.approx.freq.addN(hash, x.count())
		v.approx.sample.offer(x.rank, b)
		if v.opt.OnSpill != nil {
			v.opt.OnSpill(b, x.count())
		}
	}
}

// batch is how many hashes are computed before they are used.
const batch = 256

func (a *approximate) add(buf []byte, start, end []uint32, base uint64) {
	var scratch [batch]uint64
	for len(start) > 0 {
		n := min(len(start), batch)
		hashes := scratch[:n]
		a.hash(hashes, buf, start[:n], end[:n], base)
		a.hll.addAll(hashes)
		a.freq.addAll(hashes)
		start, end = start[n:], end[n:]
	}
}

// hash sets hashes to those of the fields, and offers the fields to the sample.
func (a *approximate) hash(hashes []uint64, buf []byte, start, end []uint32, base uint64) {
	limit := a.sample.limit
	start, end = start[:len(hashes)], end[:len(hashes)]
	hashAll(hashes, buf, start, end)
	for i, s := range start {
		if rank := rankOf(base + uint64(s)); rank < limit {
			a.sample.offer(rank, buf[s:end[i]])
			limit = a.sample.limit
		}
	}
}

// Merge adds what o holds. o must have the same options but for OnSpill and SharedLimit; it is not
// changed. v hands to its OnSpill what its own table held, and what o's table
// holds, where the result is not exact.
func (v *Values) Merge(o *Values) {
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
	v.approx.hll.merge(&o.approx.hll)
	v.approx.freq.merge(&o.approx.freq)
	v.approx.sample.merge(&o.approx.sample)
}

func (v *Values) mergeTable(o *table) {
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

// Reset empties v and keeps the memory of its table.
func (v *Values) Reset() {
	v.table.reset()
	v.approx = nil
}

// Exact says whether all values are in the exact table.
func (v *Values) Exact() bool { return v.approx == nil }

// All yields the values with their counts, in no particular order, while v is
// exact. A value is valid until the next one.
func (v *Values) All() iter.Seq2[[]byte, uint64] {
	return func(yield func([]byte, uint64) bool) {
		var scratch [shortSize]byte
		for x := range v.table.all() {
			if !yield(v.table.value(x, &scratch), x.count()) {
				return
			}
		}
	}
}

// Cardinality is how many different values there are: exactly, or estimated by
// HyperLogLog with a standard error of 0.8 %.
func (v *Values) Cardinality() (n uint64, exact bool) {
	if v.approx == nil {
		return uint64(v.table.count), true
	}
	return v.approx.hll.estimate(), false
}

// Bytes is about how much memory v holds.
func (v *Values) Bytes() int {
	n := v.table.bytes()
	if v.approx != nil {
		n += hllRegisters + v.approx.freq.bytes() + v.approx.sample.bytes
	}
	return n
}
