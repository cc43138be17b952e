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
	// where the different values together are longer than MaxBytes, the column
	// leaves the exact regime: that depends on the set of its values only.
	MaxDistinct int
	MaxBytes    int // 0 means 64 × MaxDistinct; 1 GiB at most

	// TopBytes bounds what is kept for the top values beyond the exact regime: 64
	// bytes and the value for each candidate, another quarter for counts. 0 means
	// 256 KiB: about 3,000 candidates, 4,096 cells in each of 4 rows.
	TopBytes int

	// Leave, if not nil, is called once for each value in the exact table when
	// the table is given up, by Add or Merge. The value is valid during the call.
	//
	// It lets whoever counts values derive the other statistics of a column from
	// its few values: while the column is exact only the table is fed, and what
	// it held is handed on when that ends.
	Leave func(value []byte, count uint64)

	// Union, if not nil, is what all Values of a column share while they are
	// filled, to save memory. It changes no result.
	Union *Union
}

// MaxValue is the length of the longest value that can be a top value beyond the
// exact regime, in bytes.
const MaxValue = 1024

// Values counts the different values of a column: exactly in a hash table that
// holds and compares the values themselves, up to Options.MaxDistinct; beyond that
// by HyperLogLog, and the frequent ones by a Count-Min sketch.
//
// The table takes 56 to 112 bytes for each different value, and those longer than 16
// bytes themselves. Beyond the exact regime it is given up for 18 KiB and up to 2¼
// times TopBytes.
type Values struct {
	opt   Options
	table table
	loose *loose // not nil beyond the exact regime
}

// loose is what counts values beyond the exact regime, all by a hash of theirs.
type loose struct {
	hll    hll
	freq   frequencies
	sample sample
	hashes []uint64 // scratch of Values.Add
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
	return &Values{opt: opt}
}

// Add counts the fields buf[start[i]:end[i]], one by one as they are: the caller
// leaves out nulls. base is the position of buf[0] in the whole input, so that
// base+start[i] is another one for every field of the column, and the same one
// however the input is cut; it chooses the candidates for the top values.
//
// It returns how many of the fields, from the first on, went into the exact table
// (and perhaps to Leave, if that was given up); the rest are counted, but will
// never be handed to Leave.
func (v *Values) Add(buf []byte, start, end []uint32, base uint64) (exact int) {
	end = end[:len(start)]
	union := v.opt.Union
	if v.loose == nil && union != nil && union.full.Load() {
		v.leave()
	}
	if v.loose == nil {
		exact = v.addExact(buf, start, end, base)
		union.tell(&v.table)
	}
	if exact < len(start) {
		v.loose.add(buf, start[exact:], end[exact:], base)
	}
	return exact
}

// addExact feeds the table and stops at the first field that would be too much for
// it, after it has been given up.
func (v *Values) addExact(buf []byte, start, end []uint32, base uint64) int {
	t := &v.table
	for i := range start {
		s, e := int(start[i]), int(end[i])
		ends := endsOf(buf, s, e)
		hash := place(ends, buf, s, e)
		if x := t.first(hash); x != nil && x.ends == ends && int(x.size) == e-s && e-s <= shortSize {
			x.count++
			x.rank = min(x.rank, rankOf(base+uint64(s)))
			continue
		}
		x, slot := t.find(ends, hash, buf, s, e)
		if x == nil {
			if !v.hasRoom(e - s) {
				v.leave()
				return i
			}
			x = t.insert(slot, ends, hash, buf, s, e)
		}
		x.count++
		x.rank = min(x.rank, rankOf(base+uint64(s)))
	}
	return len(start)
}

func (v *Values) hasRoom(size int) bool {
	return v.table.count < v.opt.MaxDistinct && v.table.length+size <= v.opt.MaxBytes
}

// leave gives the table up.
func (v *Values) leave() {
	v.loose = &loose{freq: newFrequencies(v.opt.TopBytes), sample: newSample(v.opt.TopBytes)}
	if v.opt.Union != nil {
		v.opt.Union.full.Store(true)
	}
	t := v.table
	v.table = table{}
	v.take(&t, 0)
}

// take counts the entries of t from the first one on, beyond the exact regime.
func (v *Values) take(t *table, first int) {
	var scratch [shortSize]byte
	for i := first; i < t.count; i++ {
		x := t.entry(i)
		b := t.value(x, &scratch)
		hash := hashOf(b, 0, len(b))
		v.loose.hll.add(hash)
		v.loose.freq.addN(hash, x.count)
		v.loose.sample.offer(x.rank, b)
		if v.opt.Leave != nil {
			v.opt.Leave(b, x.count)
		}
	}
}

// batch is how many hashes are computed before they are used.
const batch = 256

func (l *loose) add(buf []byte, start, end []uint32, base uint64) {
	if l.hashes == nil {
		l.hashes = make([]uint64, batch)
	}
	for len(start) > 0 {
		n := min(len(start), batch)
		hashes := l.hashes[:n]
		limit := l.sample.limit
		for i := range hashes {
			s, e := int(start[i]), int(end[i])
			hashes[i] = hashOf(buf, s, e)
			if rank := rankOf(base + uint64(s)); rank < limit {
				l.sample.offer(rank, buf[s:e])
				limit = l.sample.limit
			}
		}
		l.hll.addAll(hashes)
		l.freq.addAll(hashes)
		start, end = start[n:], end[n:]
	}
}

// Merge adds what o holds. o must have the same options but for Leave and Union; it is not
// changed. v hands to its Leave what its own table held, and what o's table
// holds, where the union is not exact.
func (v *Values) Merge(o *Values) {
	if v.loose == nil && o.loose == nil {
		v.mergeTable(&o.table)
		return
	}
	if v.loose == nil {
		v.leave()
	}
	if o.loose == nil {
		v.take(&o.table, 0)
		return
	}
	v.loose.hll.merge(&o.loose.hll)
	v.loose.freq.merge(&o.loose.freq)
	v.loose.sample.merge(&o.loose.sample)
}

func (v *Values) mergeTable(o *table) {
	var scratch [shortSize]byte
	for i := range o.count {
		y := o.entry(i)
		b := o.value(y, &scratch)
		hash := place(y.ends, b, 0, len(b))
		x, slot := v.table.find(y.ends, hash, b, 0, len(b))
		if x == nil {
			if !v.hasRoom(len(b)) {
				v.leave()
				v.take(o, i)
				return
			}
			x = v.table.insert(slot, y.ends, hash, b, 0, len(b))
		}
		x.count += y.count
		x.rank = min(x.rank, y.rank)
	}
}

// Reset empties v and keeps the memory of its table.
func (v *Values) Reset() {
	v.table.reset()
	v.loose = nil
}

// Exact says whether all values are in the exact table.
func (v *Values) Exact() bool { return v.loose == nil }

// All yields the values with their counts, in no particular order, while v is
// exact. A value is valid until the next one.
func (v *Values) All() iter.Seq2[[]byte, uint64] {
	return func(yield func([]byte, uint64) bool) {
		var scratch [shortSize]byte
		for i := range v.table.count {
			x := v.table.entry(i)
			if !yield(v.table.value(x, &scratch), x.count) {
				return
			}
		}
	}
}

// Cardinality is how many different values there are: exactly, or estimated by
// HyperLogLog with a standard error of 0.8 %.
func (v *Values) Cardinality() (n uint64, exact bool) {
	if v.loose == nil {
		return uint64(v.table.count), true
	}
	return v.loose.hll.estimate(), false
}

// Bytes is about how much memory v holds.
func (v *Values) Bytes() int {
	n := v.table.bytes()
	if v.loose != nil {
		n += hllRegisters + v.loose.freq.bytes() + v.loose.sample.bytes + 8*batch
	}
	return n
}
