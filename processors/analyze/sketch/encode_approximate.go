package sketch

import (
	"maps"
	"math"
	"slices"

	"fanout/internal/wire"
)

func (a *approximate) append(b []byte) []byte {
	return a.sample.append(a.freq.append(a.hll.append(b)))
}

func decodeApproximate(d *wire.Decoder, topBytes int) *approximate {
	a := &approximate{freq: newCountMin(topBytes), sample: newSample(topBytes)}
	a.hll.decode(d)
	a.freq.decode(d)
	a.sample.decode(d)
	return a
}

// Registers are written one by one as long as few are occupied, else all of
// them in half a byte each: as what they exceed the lowest one by, or as
// escaped, followed by the rest of each such register after all others.
const (
	fewRegisters = hllRegisters / 4
	escaped      = 15
)

func (h *hll) append(b []byte) []byte {
	used, lowest := 0, uint8(math.MaxUint8)
	for _, r := range h.register {
		lowest = min(lowest, r)
		if r > 0 {
			used++
		}
	}
	b = wire.AppendUint(b, uint64(used))
	if used <= fewRegisters {
		next := 0
		for i, r := range h.register {
			if r > 0 {
				b = append(wire.AppendUint(b, uint64(i-next)), r)
				next = i + 1
			}
		}
		return b
	}
	b = append(b, lowest)
	var rest []byte
	half := func(r uint8) byte {
		r -= lowest
		if r >= escaped {
			rest = append(rest, r-escaped)
			return escaped
		}
		return r
	}
	for i := 0; i < hllRegisters; i += 2 {
		low := half(h.register[i])
		b = append(b, low|half(h.register[i+1])<<4)
	}
	return append(b, rest...)
}

func (h *hll) decode(d *wire.Decoder) {
	used := d.Uint()
	if used <= fewRegisters {
		next := uint64(0)
		for range used {
			i := next + min(d.Uint(), hllRegisters)
			r := d.Fixed(1)
			if r == nil || i >= hllRegisters || r[0] > hllRanks+1 {
				d.Fail("a register that there is not")
				return
			}
			h.register[i] = r[0]
			next = i + 1
		}
		return
	}
	head := d.Fixed(1 + hllRegisters/2)
	if head == nil {
		return
	}
	for i := range h.register {
		r := head[1+i/2] >> (i % 2 * 4) & 0xf
		more := byte(0)
		if r == escaped {
			rest := d.Fixed(1)
			if rest == nil {
				return
			}
			more = rest[0]
		}
		sum := int(head[0]) + int(r) + int(more)
		if sum > hllRanks+1 {
			d.Fail("a register of %d", sum)
			return
		}
		h.register[i] = uint8(sum)
	}
}

// total returns the sum of all counts.
func (f *countMin) total() (n uint64) {
	for i := range f.row {
		n += f.at(i)
	}
	return n
}

func (f *countMin) append(b []byte) []byte {
	for i := range f.cells {
		b = wire.AppendUint(b, f.at(i))
	}
	return b
}

// decode adds the counts to f, which is empty.
func (f *countMin) decode(d *wire.Decoder) {
	f.widen()
	for i := range f.wide {
		f.wide[i] = d.Count()
	}
	var n [freqRows]uint64
	for i, c := range f.wide {
		n[i/f.row] += c
	}
	for _, x := range n {
		if x != n[0] || x > wire.MaxCount {
			d.Fail("the rows of a sketch count differently")
		}
	}
	if n[0] < 1<<32 {
		for i, c := range f.wide {
			f.cells[i] = uint32(c)
		}
		f.n, f.wide = n[0], nil
	}
}

// goldenInverse times golden is 1.
const goldenInverse = 0xf1de83e19937733d

// occurrenceOf is the inverse of rankOfOccurrence. It is shorter than a rank.
func occurrenceOf(rank uint64) uint64 { return rank * goldenInverse }

// rankOfOccurrence returns the rank of the occurrence at a position, to which 1
// was added: see rankOf.
func rankOfOccurrence(at uint64) uint64 { return at * golden }

func (s *sample) append(b []byte) []byte {
	s.trim()
	limit := uint64(0) // no occurrence
	if s.limit < math.MaxUint64 {
		limit = occurrenceOf(s.limit)
	}
	b = wire.AppendUint(b, limit)
	b = wire.AppendUint(b, uint64(len(s.rank)))
	for _, value := range slices.Sorted(maps.Keys(s.rank)) {
		b = wire.AppendString(b, value)
		b = wire.AppendUint(b, occurrenceOf(s.rank[value]))
	}
	return b
}

// decode adds what append has written to s, which is empty.
func (s *sample) decode(d *wire.Decoder) {
	if limit := d.Uint(); limit > 0 {
		s.limit = rankOfOccurrence(limit)
	}
	n := d.Len(2)
	last := ""
	for i := range n {
		value, rank := d.Bytes(), rankOfOccurrence(d.Uint())
		s.bytes += cost(len(value))
		switch {
		case d.Err() != nil:
			return
		case i > 0 && string(value) <= last:
			d.Fail("a sample is not in order")
			return
		case rank >= s.limit, len(value) > MaxValue, s.bytes > s.budget:
			d.Fail("a sample is too large")
			return
		}
		last = string(value)
		s.rank[last] = rank
	}
}
