package sketch

import "iter"

// approximate counts values beyond the exact regime, all by their hashes.
type approximate struct {
	hll    hll
	freq   countMin
	sample sample
}

// spill moves the contents of the table, and what waits for it, to the
// approximate counters.
func (v *Values) spill() {
	v.approx = &approximate{freq: newCountMin(v.opt.TopBytes), sample: newSample(v.opt.TopBytes)}
	if v.opt.SharedLimit != nil {
		v.opt.SharedLimit.exceeded.Store(true)
	}
	t := v.table
	v.table = valueTable{}
	v.absorb(&t, t.all())
	w := v.waiting
	v.waiting = waiting{closed: true}
	v.release(w.blocks)
}

// absorb adds values of t to the approximate counters.
func (v *Values) absorb(t *valueTable, values iter.Seq[*slot]) {
	var scratch [shortSize]byte
	v.approx.sample.lowerLimit(t)
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

// hashBatch is the number of hashes that are computed before they are used.
const hashBatch = 256

// add counts fields as Values.Add does.
func (a *approximate) add(buf []byte, start, end []uint32, base uint64) {
	var scratch [hashBatch]uint64
	for len(start) > 0 {
		n := min(len(start), hashBatch)
		hashes := scratch[:n]
		a.hash(hashes, buf, start[:n], end[:n], base)
		a.hll.addAll(hashes)
		a.freq.addAll(hashes)
		start, end = start[n:], end[n:]
	}
}

// hash sets hashes to the hashes of the fields, and offers the fields to the
// sample.
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

func (a *approximate) merge(o *approximate) {
	a.hll.merge(&o.hll)
	a.freq.merge(&o.freq)
	a.sample.merge(&o.sample)
}
