package profile

// reportOrder says how the column is sorted, and what follows for its different
// values. The rest of the report must be there.
func (c *accumulator) reportOrder(r *Column) {
	byValue, byText := c.order.steps()
	by := byValue
	if r.Type == String {
		by = byText
	}
	if name := by.name(); name != "" {
		r.Sorted = textScalar(name)
	}
	if byValue.isStrict() || byText.isStrict() { // no two are equal, however many there are
		r.Distinct, r.DistinctExact = r.Count, true
	}
	r.Constant = r.DistinctExact && r.Distinct == 1 && r.Nulls+r.NMismatched == 0
	switch {
	case r.Count == 0, r.NMismatched > 0:
	case r.DistinctExact, r.Nulls > 0:
		r.setUnique(r.Nulls == 0 && r.Distinct == r.Count)
	case byText&unsorted != unsorted: // it is sorted, and some are equal
		r.setUnique(false)
	}
}

func (c *Column) setUnique(is bool) { c.Unique = &is }

// Keys returns the names of the columns whose values are certain to tell all
// records apart.
func Keys(columns []Column) []string {
	names := []string{}
	for _, c := range columns {
		if c.Unique != nil && *c.Unique {
			names = append(names, c.Name)
		}
	}
	return names
}
