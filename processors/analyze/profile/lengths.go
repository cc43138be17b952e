package profile

import "math"

// lengths are the lengths of values in characters.
type lengths struct {
	count, sum, min, max uint64
}

func (l *lengths) add(length, n uint64) {
	if l.count == 0 {
		l.min = length
	}
	l.count += n
	l.sum += length * n
	l.min, l.max = min(l.min, length), max(l.max, length)
}

// addBytes adds the lengths of fields in bytes.
func (l *lengths) addBytes(start, end []uint32) {
	shortest, longest, sum := uint32(math.MaxUint32), uint32(0), uint64(0)
	for i, s := range start {
		n := end[i] - s
		shortest, longest = min(shortest, n), max(longest, n)
		sum += uint64(n)
	}
	l.merge(lengths{uint64(len(start)), sum, uint64(shortest), uint64(longest)})
}

func (l *lengths) merge(o lengths) {
	if o.count == 0 {
		return
	}
	if l.count == 0 {
		*l = o
		return
	}
	l.count += o.count
	l.sum += o.sum
	l.min, l.max = min(l.min, o.min), max(l.max, o.max)
}
