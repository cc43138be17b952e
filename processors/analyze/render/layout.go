package render

import "slices"

// gap is the space between two fields.
const gap = 2

// layout gives every field a width, so that all sections fit into width
// columns; 0 means any. It returns the titles of the fields that are left out
// for that, if only of one section, in the order of the table.
func (g *grid) layout(width int) (left []string) {
	before := g.titles()
	var dropped []string
	for _, s := range g.sections {
		for width > 0 && g.over(s, width, (*field).minimum) > 0 {
			titles := g.drop(s)
			if titles == nil {
				break
			}
			dropped = append(dropped, titles...)
		}
	}
	for _, s := range g.sections {
		for _, f := range g.fields(s) {
			f.width = f.wanted
		}
	}
	for _, s := range g.sections {
		if width > 0 {
			g.shrink(s, width, (*field).minimum)
			g.shrink(s, width, (*field).narrowest)
		}
	}
	g.settle(width)
	for _, title := range before {
		if slices.Contains(dropped, title) {
			left = append(left, title)
		}
	}
	return left
}

func (f *field) minimum() int   { return f.min }
func (f *field) narrowest() int { return f.least }
func (f *field) current() int   { return f.width }

// fields returns all fields of a section.
func (g *grid) fields(s *section) []*field {
	return append(g.lead[:len(g.lead):len(g.lead)], s.fields...)
}

// titles returns those of all fields, each once.
func (g *grid) titles() (titles []string) {
	for _, s := range g.sections {
		for _, f := range g.fields(s) {
			if !slices.Contains(titles, f.title) {
				titles = append(titles, f.title)
			}
		}
	}
	return titles
}

// over returns by how many columns a section is too wide if its fields have the
// given widths.
func (g *grid) over(s *section, width int, of func(*field) int) int {
	total := -gap
	for _, f := range g.fields(s) {
		total += of(f) + gap
	}
	return total - width
}

// drop removes the fields of a section that matter least, and returns their
// titles; none if none can go. Those of one rank go together, and a leading one
// goes from all sections.
func (g *grid) drop(s *section) (titles []string) {
	last := slices.MaxFunc(g.fields(s), func(a, b *field) int { return a.rank - b.rank }).rank
	if last == 0 {
		return nil
	}
	is := func(f *field) bool { return f.rank == last }
	for _, f := range g.fields(s) {
		if is(f) {
			titles = append(titles, f.title)
		}
	}
	g.lead = slices.DeleteFunc(g.lead, is)
	s.fields = slices.DeleteFunc(s.fields, is)
	return titles
}

// shrink makes the fields of a section narrower until they fit, starting with
// those furthest above floor, as far as that allows.
func (g *grid) shrink(s *section, width int, floor func(*field) int) {
	for over := g.over(s, width, (*field).current); over > 0; over-- {
		widest := slices.MaxFunc(g.fields(s), func(a, b *field) int { return a.width - floor(a) - (b.width - floor(b)) })
		if widest.width <= floor(widest) {
			return
		}
		widest.width--
	}
}

// settle takes back what no cell of a field needs, and gives it to texts that
// are cut.
func (g *grid) settle(width int) {
	spare := func(s *section) int { return -g.over(s, width, (*field).current) }
	least := func() int {
		n := spare(g.sections[0])
		for _, s := range g.sections[1:] {
			n = min(n, spare(s))
		}
		return n
	}
	for _, s := range g.sections {
		for _, f := range g.fields(s) {
			f.width = f.needed(f.width)
		}
	}
	if width == 0 {
		return
	}
	for _, f := range g.lead {
		f.width = f.needed(min(f.wanted, f.width+max(0, least())))
	}
	for _, s := range g.sections {
		for _, f := range s.fields {
			f.width = f.needed(min(f.wanted, f.width+max(0, spare(s))))
		}
	}
}

// needed returns how much of width the title and the cells of a field take.
func (f *field) needed(width int) int {
	w := stringWidth(cut(f.title, width))
	for _, c := range f.cells {
		w = max(w, stringWidth(c.in(width)))
	}
	return w
}
