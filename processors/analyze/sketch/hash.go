package sketch

// hashAll sets hashes to the hashes of the fields buf[start[i]:end[i]].
func hashAll(hashes []uint64, buf []byte, start, end []uint32) {
	start, end = start[:len(hashes)], end[:len(hashes)]
	for len(hashes) > 0 {
		n := hashMany(hashes, buf, start, end)
		// The group that the kernel does not accept, or all if there is no
		// kernel.
		next := len(hashes)
		if useHash {
			next = min(n+8, next)
		}
		for ; n < next; n++ {
			s, e := int(start[n]), int(end[n])
			switch {
			case canLoadEnds(buf, s, e):
				hashes[n] = hashOfEnds(loadEnds(buf, s, e), e-s)
			case e-s > shortSize:
				hashes[n] = hashOfLong(buf[s:e])
			default:
				hashes[n] = hashOf(buf, s, e)
			}
		}
		hashes, start, end = hashes[n:], start[n:], end[n:]
	}
}
