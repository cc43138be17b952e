package resample

// columnsRef computes one row of intermediate samples: dst[x] is the weighted
// sum of src[offset+x] over all offsets, shifted right by shift and rounded.
// There are as many weights as offsets, an even number.
func columnsRef[S uint8 | int16](dst []int16, src []S, offsets []int, weights []int16, shift int) {
	const block = 64 // whose sums stay in the first-level cache
	var sums [block]int32
	for len(dst) > 0 {
		n := min(len(dst), block)
		acc := sums[:n]
		for x := range acc {
			acc[x] = 1 << (shift - 1)
		}
		for k, offset := range offsets {
			if w := int32(weights[k]); w != 0 {
				row := src[offset:][:len(acc)]
				for x, s := range row {
					acc[x] += w * int32(s)
				}
			}
		}
		for x, sum := range acc {
			dst[x] = int16(sum >> shift)
		}
		dst = dst[n:]
		if len(dst) > 0 {
			src = src[n:]
		}
	}
}
