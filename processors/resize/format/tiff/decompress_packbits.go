package tiff

// unpackBits appends at most want bytes of PackBits data (TIFF 6.0 section 9)
// to dst. As in libtiff, a run may go on from one row to the next, and what
// goes beyond want is dropped.
func unpackBits(dst, src []byte, want int) ([]byte, error) {
	end := len(dst) + want
	i := 0
	for len(dst) < end {
		if i >= len(src) {
			return dst, endsEarly(len(src))
		}
		n := int(int8(src[i]))
		i++
		switch {
		case n == -128: // no operation
		case n < 0:
			if i == len(src) {
				return dst, endsEarly(len(src))
			}
			for range min(1-n, end-len(dst)) {
				dst = append(dst, src[i])
			}
			i++
		default:
			run := src[i:min(i+n+1, len(src))]
			dst = append(dst, run[:min(len(run), end-len(dst))]...)
			i += n + 1
		}
	}
	return dst, nil
}
