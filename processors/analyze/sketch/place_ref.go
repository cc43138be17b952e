package sketch

// placeRef is the definition of place.
func placeRef(at []uint32, values []float64, s *placeState) {
	shift, base, half := s[stateShift]&63, s[stateBase], s[stateHalf]
	reference, lo, hi, differing := s[stateReference], s[stateLo], s[stateHi], s[stateDiffering]
	at = at[:len(values)]
	for i, x := range values {
		o := ordinalOf(x)
		lo, hi = min(lo, o), max(hi, o)
		differing |= o ^ reference
		at[i] = outside
		k := max(o, ^o)>>shift - base // of the absolute value
		if k < half {
			if o < ^o { // negative
				k += half
			}
			at[i] = uint32(k)
		}
	}
	s[stateLo], s[stateHi], s[stateDiffering] = lo, hi, differing
}
