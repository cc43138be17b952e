package gif

import (
	"cmp"
	"maps"
	"slices"
)

// A palette holds opaque colors, the most frequent first.
type palette [][3]uint8

// exactPalette returns the colors that were counted.
func exactPalette(counts map[pixel]int64) palette {
	colours := slices.Collect(maps.Keys(counts))
	slices.SortFunc(colours, func(a, b pixel) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	p := make(palette, len(colours))
	for i, c := range colours {
		p[i] = [3]uint8{uint8(c), uint8(c >> 8), uint8(c >> 16)}
	}
	return p
}

// table returns p as a color table whose first entry is the transparent one.
func (p palette) table() []byte {
	table := make([]byte, 3, 3*(len(p)+1))
	for _, c := range p {
		table = append(table, c[:]...)
	}
	return table
}

// refine moves each color to the mean of the pixels of t that it is nearest
// to, again and again (Lloyd, "Least squares quantization in PCM", 1982). It
// takes the pixels of a cell for equal.
func (p palette) refine(t *wuTable) palette {
	sums := make([]moments, len(p))
	for range rounds {
		clear(sums)
		for r := range side - 1 {
			for g := range side - 1 {
				for b := range side - 1 {
					m := t.moments(&box{lo: [3]int{r, g, b}, hi: [3]int{r + 1, g + 1, b + 1}})
					if m.n > 0 {
						sums[p.closest(m.mean())].add(&m, 1)
					}
				}
			}
		}
		for i := range sums {
			if sums[i].n > 0 {
				p[i] = sums[i].mean()
			}
		}
	}
	return p
}

// closest returns the index of the color next to c.
func (p palette) closest(c [3]uint8) int {
	best, least := 0, int32(farthest)
	for i := range p {
		r, g, b := int32(c[0])-int32(p[i][0]), int32(c[1])-int32(p[i][1]), int32(c[2])-int32(p[i][2])
		if d := r*r + g*g + b*b; d < least {
			best, least = i, d
		}
	}
	return best
}
