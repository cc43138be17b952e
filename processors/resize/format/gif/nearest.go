package gif

import "math"

// A nearest finds the palette color next to a given one, the first of those
// that are equally near. For each cell of 8³ colors it remembers which palette
// colors can be the nearest to any of them.
type nearest struct {
	palette    palette
	start      [1 << 15]int32 // + 1, in candidates; 0: not searched so far; -1: all of the palette
	candidates []uint8        // of one cell after the other, each list after its length
	last       [3]int32       // the color that was asked for last
	found      match          // and its answer
	asked      bool           // whether there is one
}

// maxCandidates bounds the memory of a cell. Only far from all of a palette
// there are more.
const maxCandidates = 32

func (n *nearest) reset(p palette) {
	n.palette, n.candidates, n.asked = p, n.candidates[:0], false
	clear(n.start[:])
}

// farthest is above the square of any distance, which is at most 3·255².
const farthest = 1 << 18

// A match is what a palette has for a color: the index of the nearest, that of
// the second or the same again, and the squares of their distances, farthest if
// there is no second.
type match struct {
	index, second       int
	distance, secondary int32
}

// match returns what the palette has for c, whose channels are 0 to 255.
func (n *nearest) match(c [3]int32) match {
	if n.asked && c == n.last {
		return n.found
	}
	cell := c[0]>>3<<10 | c[1]>>3<<5 | c[2]>>3
	if n.start[cell] == 0 {
		n.search(c, cell)
	}
	m := match{distance: farthest, secondary: farthest}
	if n.start[cell] < 0 {
		for i := range n.palette {
			m.consider(i, n.distance(c, i))
		}
	} else {
		list := n.candidates[n.start[cell]-1:]
		for _, i := range list[1 : 1+list[0]] {
			m.consider(int(i), n.distance(c, int(i)))
		}
	}
	n.last, n.found, n.asked = c, m, true
	return m
}

func (m *match) consider(i int, d int32) {
	switch {
	case d < m.distance:
		m.second, m.secondary = m.index, m.distance
		m.index, m.distance = i, d
	case d < m.secondary:
		m.second, m.secondary = i, d
	}
}

func (n *nearest) distance(c [3]int32, i int) int32 {
	p := &n.palette[i]
	r, g, b := c[0]-int32(p[0]), c[1]-int32(p[1]), c[2]-int32(p[2])
	return r*r + g*g + b*b
}

// search lists the candidates of the cell that c is in: those that are nearer
// to its nearest corner than some color is to its farthest.
func (n *nearest) search(c [3]int32, cell int32) {
	bound := int32(math.MaxInt32)
	var nearestCorner [256]int32
	for i, p := range n.palette {
		var near, far int32
		for k, v := range p {
			lo, hi := c[k]&^7-int32(v), c[k]|7-int32(v) // the ends of the cell, seen from v
			far += max(lo*lo, hi*hi)
			if lo > 0 {
				near += lo * lo
			} else if hi < 0 {
				near += hi * hi
			}
		}
		nearestCorner[i] = near
		bound = min(bound, far)
	}
	at := len(n.candidates)
	n.candidates = append(n.candidates, 0)
	for i := range n.palette {
		if nearestCorner[i] > bound {
			continue
		}
		if len(n.candidates)-at > maxCandidates {
			n.candidates = n.candidates[:at]
			n.start[cell] = -1
			return
		}
		n.candidates = append(n.candidates, uint8(i))
	}
	n.candidates[at] = uint8(len(n.candidates) - at - 1)
	n.start[cell] = int32(at) + 1
}
