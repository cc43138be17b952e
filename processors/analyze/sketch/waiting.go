package sketch

import "slices"

// waiting are values that have not been counted yet. While nearly every value
// of a column is new, the table of values would soon be given up: filling it is
// most of the time that a small part of such a column takes. So the values wait
// until the shared limit is exceeded, and are then counted without a table; or
// until it turns out that many occur again, or somebody asks.
type waiting struct {
	open   bool
	closed bool // for good
	blocks []waitingBlock
	count  int // of all values
	size   int // of their texts
}

// A waitingBlock is the values of one call of Add.
type waitingBlock struct {
	text   []byte
	end    []uint32 // of each value in text
	start  []uint32 // of each value behind base, in the input
	base   uint64
	hashes []uint64
}

// rank returns the rank of value i.
func (b *waitingBlock) rank(i int) uint64 { return rankOf(b.base + uint64(b.start[i])) }

const (
	// waitBytes is what a waiting value takes besides its text.
	waitBytes = 4 + 4 + 8
	// maxWaiting is how many bytes may wait for each value that a table may
	// hold: less than it would take.
	maxWaiting = 96
	// A fraction of freshValues of all values must be new for others to wait.
	freshValues = 4
)

// openIf lets values wait from now on if most of those in the table occur once.
func (w *waiting) openIf(v *Values) {
	if w.closed || v.opt.SharedLimit == nil || v.table.count < registerFrom {
		return
	}
	w.open, w.closed = v.Count() < freshValues*uint64(v.table.count), true
}

// wait takes the fields buf[start[i]:end[i]] as Values.Add does.
func (v *Values) wait(buf []byte, start, end []uint32, base uint64) {
	w, n := &v.waiting, len(start)
	size := 0
	for i, s := range start {
		size += int(end[i] - s)
	}
	b := waitingBlock{text: make([]byte, 0, size), end: make([]uint32, n), start: slices.Clone(start), base: base, hashes: make([]uint64, n)}
	hashAll(b.hashes, buf, start, end)
	for i, s := range start {
		b.text = append(b.text, buf[s:end[i]]...)
		b.end[i] = uint32(len(b.text))
	}
	w.blocks = append(w.blocks, b)
	w.count, w.size = w.count+n, w.size+size
	fresh := v.opt.SharedLimit.addAll(b.hashes)
	switch {
	case v.opt.SharedLimit.exceeded.Load():
		v.spill()
	case freshValues*fresh < n || w.size+waitBytes*w.count > maxWaiting*v.opt.MaxDistinct || w.size > v.opt.MaxBytes:
		v.Settle()
	}
}

// Settle counts the values that wait, in the table as far as they fit. Whatever
// asks for results or merges does so first.
func (v *Values) Settle() {
	w := v.waiting
	if !w.open {
		return
	}
	v.waiting = waiting{closed: true}
	for i := range w.blocks {
		if !v.settle(&w.blocks[i]) {
			v.spill()
			v.release(w.blocks[i:])
			return
		}
	}
}

// settle counts the values of b in the table. If one does not fit it stops and
// takes those before it out of b.
func (v *Values) settle(b *waitingBlock) (fit bool) {
	s := 0
	for i, end := range b.end {
		e := int(end)
		x := v.lookUp(b.text, s, e)
		if x == nil {
			b.text = b.text[s:]
			b.end, b.start, b.hashes = b.end[i:], b.start[i:], b.hashes[i:]
			for k := range b.end {
				b.end[k] -= uint32(s)
			}
			return false
		}
		x.meta += countOne
		x.rank = min(x.rank, b.rank(i))
		s = e
	}
	return true
}

// release counts values that waited without a table.
func (v *Values) release(blocks []waitingBlock) {
	a := v.approx
	for k := range blocks {
		b := &blocks[k]
		a.hll.addAll(b.hashes)
		for hashes := range slices.Chunk(b.hashes, hashBatch) {
			a.freq.addAll(hashes)
		}
		s := uint32(0)
		for i, e := range b.end {
			value := b.text[s:e]
			a.sample.offer(b.rank(i), value)
			if v.opt.OnSpill != nil {
				v.opt.OnSpill(value, 1)
			}
			s = e
		}
	}
}
