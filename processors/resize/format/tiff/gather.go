package tiff

import "fanout/processors/resize/pixels"

// gather returns the samples of width pixels, 8 bits each, interleaved, not
// multiplied with the alpha. Their rows begin at start in each plane.
func (c *converter) gather(data [][]byte, start, width int) []byte {
	row := c.row.Get(c.channels * width)
	switch {
	case c.page.associated && c.page.bits > 8:
		c.divideWide(row, c.gatherWide(data, start, width))
		return row
	case !c.page.planar:
		c.from.narrow(row, data[0][start:])
	default:
		one := c.one.Get(width)
		for k := range c.channels {
			c.from.narrow(one, data[k][start:])
			for x, v := range one {
				row[x*c.channels+k] = v
			}
		}
	}
	if c.page.associated {
		c.divide(row)
	}
	return row
}

// gatherWide returns the samples of width pixels, 16 bits each, interleaved.
func (c *converter) gatherWide(data [][]byte, start, width int) []uint16 {
	row := c.wide.Get(c.channels * width)
	if !c.page.planar {
		c.from.widen(row, data[0][start:])
		return row
	}
	one := c.ones.Get(width)
	for k := range c.channels {
		c.from.widen(one, data[k][start:])
		for x, v := range one {
			row[x*c.channels+k] = v
		}
	}
	return row
}

// divide undoes the multiplication with the alpha.
func (c *converter) divide(row []byte) {
	for i := 0; i < len(row); i += c.channels {
		p := row[i:][:c.channels]
		a := uint32(p[c.opacity])
		if a == 255 {
			continue
		}
		for k := range c.page.colours {
			p[k] = divided(uint32(p[k]), a)
		}
	}
}

// divideWide is divide from 16 bits to 8.
func (c *converter) divideWide(row []byte, wide []uint16) {
	for i := 0; i < len(row); i += c.channels {
		p, q := wide[i:][:c.channels], row[i:][:c.channels]
		for k := range c.page.colours {
			q[k] = divided(uint32(p[k]), uint32(p[c.opacity]))
		}
		q[c.opacity] = pixels.Narrow(p[c.opacity])
	}
}

// divided returns round(255·v/a), 0 where a is 0. Both have at most 16 bits. A
// hostile file may hold v > a.
func divided(v, a uint32) uint8 {
	if a == 0 {
		return 0
	}
	return uint8(min(255, (255*v+a/2)/a))
}
