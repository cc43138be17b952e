package number

// fastPathGroup is the number of fields that fastPath accepts or rejects
// together.
const fastPathGroup = 8

// fastPathRef parses the fields buf[start[i]:end[i]] of class Int and Float,
// from the first one on, each as Parse would. It parses fastPathGroup fields at
// a time and stops before the first group in which it does not accept every
// field. It returns the number of parsed fields, and how many of them are
// Float.
//
// It accepts a field of at most 16 bytes, the sign included, that ends with a
// digit, has no plus sign and no exponent, and ends at byte 16 of buf or later.
func fastPathRef(buf []byte, start, end []uint32, mant []int64, scale []int16, class []Class) (done, floats int) {
	for done+fastPathGroup <= len(start) {
		points := 0
		for i := done; i < done+fastPathGroup; i++ {
			s, e := int(start[i]), int(end[i])
			if s >= e || e-s > 16 || e < 16 || e > len(buf) || !isDigit(buf[e-1]) {
				return done, floats
			}
			m, sc, point, ok := parseFast(buf, s, e)
			if !ok {
				return done, floats
			}
			mant[i], scale[i], class[i] = m, int16(sc), Int+Class(point)
			points += point
		}
		done += fastPathGroup
		floats += points
	}
	return done, floats
}
