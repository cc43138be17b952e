package sketch

// hashAll sets hashes to those of the fields.
func hashAll(hashes []uint64, buf []byte, start, end []uint32) {
	start, end = start[:len(hashes)], end[:len(hashes)]
	for len(hashes) > 0 {
		n := hashMany(hashes, buf, start, end)
		// Those that a kernel does not take, if there is one.
		next := len(hashes)
		if useHash {
			next = min(n+8, next)
		}
		for ; n < next; n++ {
			s, e := int(start[n]), int(end[n])
			switch {
			case isQuick(buf, s, e):
				hashes[n] = hashOfEnds(quickEnds(buf, s, e), e-s)
			case e-s > shortSize:
				hashes[n] = hashOfLong(buf[s:e])
			default:
				hashes[n] = hashOf(buf, s, e)
			}
		}
		hashes, start, end = hashes[n:], start[n:], end[n:]
	}
}
