package sketch

import "slices"

// radixSort returns keys in ascending order, in the memory of keys or in new
// memory. It sorts by eleven bits at a time, from the lowest on, and skips what
// all keys share (Knuth, The Art of Computer Programming, volume 3,
// section 5.2.5).
func radixSort(keys []uint64) []uint64 {
	const few = 512 // up to here slices.Sort is faster
	const digit = 11
	const mask = 1<<digit - 1
	if len(keys) <= few {
		slices.Sort(keys)
		return keys
	}
	to := make([]uint64, len(keys))
	for shift := 0; shift < 64; shift += digit {
		var at [1 << digit]uint32
		for _, k := range keys {
			at[k>>shift&mask]++
		}
		if int(at[keys[0]>>shift&mask]) == len(keys) {
			continue
		}
		sum := uint32(0)
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, k := range keys {
			i := &at[k>>shift&mask]
			to[*i] = k
			*i++
		}
		keys, to = to, keys
	}
	return keys
}
