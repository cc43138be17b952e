package sketch

// A spot is what place knows of a window and of the range of values.
type spot [7]uint64

// The numbers in a spot.
const (
	spotDrop    = iota
	spotBase    // key of the window's first count
	spotHalf    // half of how many counts there are
	spotSome    // an ordinal
	spotLo      // the smallest ordinal
	spotHi      // the largest
	spotVarying // the bits in which ordinals differ from some
)

// placeRef is the definition of place.
func placeRef(at []uint32, values []float64, s *spot) {
	drop, base, half := s[spotDrop]&63, s[spotBase], s[spotHalf]
	some, lo, hi, varying := s[spotSome], s[spotLo], s[spotHi], s[spotVarying]
	at = at[:len(values)]
	for i, x := range values {
		o := ordinalOf(x)
		lo, hi = min(lo, o), max(hi, o)
		varying |= o ^ some
		at[i] = outside
		k := max(o, ^o)>>drop - base // of the absolute value
		if k < half {
			if o < ^o { // below 0
				k += half
			}
			at[i] = uint32(k)
		}
	}
	s[spotLo], s[spotHi], s[spotVarying] = lo, hi, varying
}
