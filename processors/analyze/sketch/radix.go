package sketch

import "slices"

// sorted returns keys in order, in their own memory or new one: byte by byte from the lowest on
// (Knuth, volume 3, section 5.2.5), leaving out bytes that all share.
func sorted(keys []uint64) []uint64 {
	const few = 256 // are sorted faster otherwise
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
