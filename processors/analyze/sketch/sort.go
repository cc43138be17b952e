package sketch

import "slices"

// radixSort returns keys in ascending order, in the memory of keys or in new
// memory. It sorts by one byte at a time, from the lowest on, and skips bytes
// that all keys share (Knuth, The Art of Computer Programming, volume 3,
// section 5.2.5).
func radixSort(keys []uint64) []uint64 {
	const few = 256 // up to here slices.Sort is faster
	if len(keys) <= few {
		slices.Sort(keys)
		return keys
	}
	to := make([]uint64, len(keys))
	for shift := 0; shift < 64; shift += 8 {
		var at [256]int
		for _, k := range keys {
			at[byte(k>>shift)]++
		}
		if at[byte(keys[0]>>shift)] == len(keys) {
			continue
		}
		sum := 0
		for i, n := range at {
			at[i] = sum
			sum += n
		}
		for _, k := range keys {
			i := &at[byte(k>>shift)]
			to[*i] = k
			*i++
		}
		keys, to = to, keys
	}
	return keys
}
