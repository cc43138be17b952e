package render

import "fanout/processors/analyze/profile"

// addLead adds what every column has.
func (s *section) addLead(r *profile.Report) {
	s.add("name", shape{narrow: 16, wide: maxWidth, left: true}, nameCell)
	s.add("type", shape{narrow: 8, wide: 8, left: true}, typeCell)
	s.add("count", shape{rank: 70, narrow: 30, wide: 30}, valuesCell)
	s.add("nulls", shape{rank: 10, narrow: 7, wide: 30}, nullsCell(r))
}

// addOdd adds counts of values that other figures leave out, or that are not as
// they should be. They are there only if there are such values, and stay to the
// last.
func (s *section) addOdd() {
	for _, odd := range odds {
		for _, c := range s.columns {
			if n := odd.count(c); n != nil && *n > 0 {
				s.add(odd.title, shape{narrow: 30, wide: 30}, oddCell(odd.count))
				break
			}
		}
	}
}

// addNumbers adds figures of numbers.
func (s *section) addNumbers(quantiles []string) {
	value := shape{narrow: 10, wide: 26}
	computed := shape{narrow: 8, wide: 26}
	s.addOdd()
	s.add("distinct", shape{rank: 90, narrow: 30, wide: 30}, distinctCell)
	s.add("min", value.ranked(20), minCell)
	s.addQuantiles(quantiles, computed)
	s.add("max", value.ranked(30), maxCell)
	s.add("mean", computed.ranked(50), meanCell)
	s.add("stddev", computed.ranked(80), stddevCell)
	s.add("sum", value.ranked(110), sumCell)
	s.addHistogram()
}

// addTimes adds figures of dates and times.
func (s *section) addTimes(quantiles []string) {
	value := shape{narrow: 10, wide: 35}
	s.addOdd()
	s.add("distinct", shape{rank: 90, narrow: 30, wide: 30}, distinctCell)
	s.add("min", value.ranked(20), minCell)
	s.addQuantiles(quantiles, shape{narrow: 10, wide: 20})
	s.add("max", value.ranked(30), maxCell)
	s.addHistogram()
}

// addTexts adds figures of text, booleans, and columns of nulls.
func (s *section) addTexts() {
	value := shape{narrow: 10, wide: 24, left: true}
	s.addOdd()
	s.add("distinct", shape{rank: 20, narrow: 30, wide: 30}, distinctCell)
	s.add("length", shape{rank: 110, narrow: 30, wide: 30}, lengthCell)
	s.add("min", value.ranked(90), minCell)
	s.add("max", value.ranked(90), maxCell)
	s.add("top", shape{rank: 30, narrow: 24, wide: 60, left: true}, topCell)
}

// addQuantiles adds a field for each of the quantiles asked for. Quartiles go
// early and both at once, the median is the last to go.
func (s *section) addQuantiles(names []string, sh shape) {
	for i, name := range names {
		rank := min(61+i, 69)
		switch name {
		case "50":
			rank = 40
		case "25", "75":
			rank = 100
		}
		s.add("p"+name, sh.ranked(rank), quantileCell(i))
	}
}

func (s *section) addHistogram() {
	s.add("histogram", shape{rank: 60, narrow: 10, wide: 20, left: true}, histogramCell)
}

func (sh shape) ranked(rank int) shape {
	sh.rank = rank
	return sh
}

// quantileNames returns the quantiles that columns of r have.
func quantileNames(r *profile.Report) (names []string) {
	for i := range r.Columns {
		if qs := r.Columns[i].Quantiles; len(qs) > 0 {
			for _, q := range qs {
				names = append(names, q.Name)
			}
			break
		}
	}
	return names
}
