package number

// quickFields is how many fields quick takes or leaves at a time.
const quickFields = 8

// quickRef reads the fields buf[start[i]:end[i]] of class Int and Float from the first one on,
// each as Parse would: quickFields at a time, as long as all of them are quick. It returns how many it has
// read, and how many of them are Float.
//
// Quick are fields of at most 16 bytes, the sign included, that end with a digit, have no
// plus and no exponent, and do not end before byte 16 of buf.
func quickRef(buf []byte, start, end []uint32, mant []int64, scale []int16, class []Class) (done, floats int) {
	for done+quickFields <= len(start) {
		points := 0
		for i := done; i < done+quickFields; i++ {
			s, e := int(start[i]), int(end[i])
			if s >= e || e-s > 16 || e < 16 || e > len(buf) || !isDigit(buf[e-1]) {
				return done, floats
			}
			m, sc, point, ok := parseQuick(buf, s, e)
			if !ok {
				return done, floats
			}
			mant[i], scale[i], class[i] = m, int16(sc), Int+Class(point)
			points += point
		}
		done += quickFields
		floats += points
	}
	return done, floats
}
