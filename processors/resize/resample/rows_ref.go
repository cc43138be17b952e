package resample

// rowsRef computes len(dst) result samples: sample i is the weighted sum of
// `taps` samples of src from first[i] on, with the weights from i·taps on,
// shifted right by shift, rounded and clamped.
func rowsRef(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range dst {
		sum := int32(1) << (shift - 1)
		w := weights[i*taps:][:taps]
		for k, s := range src[first[i]:][:taps] {
			sum += int32(w[k]) * int32(s)
		}
		dst[i] = clamp(sum >> shift)
	}
}

// pixelsRef is rowsRef for pixels of four interleaved samples, which share
// their weights.
func pixelsRef(dst []uint8, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range len(dst) / 4 {
		sums := pixelSums(src[4*int(first[i]):], weights[i*taps:][:taps], shift)
		for c, sum := range sums {
			dst[4*i+c] = clamp(sum >> shift)
		}
	}
}

// widePixelsRef is pixelsRef with wide results, which are not clamped.
func widePixelsRef(dst []int16, src []int16, first []int32, weights []int16, taps, shift int) {
	for i := range len(dst) / 4 {
		sums := pixelSums(src[4*int(first[i]):], weights[i*taps:][:taps], shift)
		for c, sum := range sums {
			dst[4*i+c] = int16(sum >> shift)
		}
	}
}

func pixelSums(src []int16, weights []int16, shift int) [4]int32 {
	half := int32(1) << (shift - 1)
	r, g, b, a := half, half, half, half
	for k, w := range weights {
		p, w := src[4*k:4*k+4:4*k+4], int32(w)
		r += w * int32(p[0])
		g += w * int32(p[1])
		b += w * int32(p[2])
		a += w * int32(p[3])
	}
	return [4]int32{r, g, b, a}
}
