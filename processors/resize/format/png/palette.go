package png

import "encoding/binary"

// maxColors is the most that a palette can have.
const maxColours = 256

// A palette is what the chunks before the data say of colors: PLTE and tRNS
// (sections 11.2.2 and 11.3.1.1). Both the header's reader and the decoder fill
// it, by the same rules, so that they agree on what is transparent.
type palette struct {
	read    bool // there was a PLTE that counts
	colours int  // its colors, those beyond what the depth can address left out
	at      int64
	// alpha holds those of the first colors; the others are opaque.
	alpha  [maxColours]byte
	alphas int
	// key is the gray or the R, G and B that are transparent, if keyed is set.
	key   [3]uint16
	keyed bool
}

// readPLTE takes note of a palette of size bytes. The first one counts. What is
// wrong with it is returned.
func (p *palette) readPLTE(h *header, c chunk) (wrong string) {
	switch {
	case h.colour != colourPalette:
		return "" // a suggestion for displays of few colors
	case p.read:
		return "a second palette"
	}
	p.read, p.at = true, c.off
	p.colours = int(min(c.size/3, 1<<h.depth))
	if c.size%3 != 0 {
		return "a palette that ends within a color"
	}
	return ""
}

// readTRNS takes note of which colors are transparent. What is wrong with
// data, which then is left out, is returned: libpng leaves it out in the same
// cases.
func (p *palette) readTRNS(h *header, data []byte) (wrong string) {
	switch {
	case p.keyed || p.alphas > 0:
		return "a second one"
	case h.hasAlpha():
		return "there is an alpha channel"
	case h.colour == colourPalette:
		switch {
		case !p.read:
			return "it stands before the palette"
		case len(data) == 0 || len(data) > p.colours:
			return "its length is wrong"
		}
		p.alphas = copy(p.alpha[:], data)
		return ""
	case len(data) != 2*h.channels:
		return "its length is wrong"
	}
	// Of 16 bits those that the depth does not have must be ignored.
	mask := uint16(1<<h.depth - 1)
	for i := range h.channels {
		p.key[i] = binary.BigEndian.Uint16(data[2*i:]) & mask
	}
	p.keyed = true
	return ""
}

// transparent reports whether any color may be transparent.
func (p *palette) transparent() bool {
	for _, a := range p.alpha[:p.alphas] {
		if a != 255 {
			return true
		}
	}
	return p.keyed
}

// opaque makes all colors opaque.
func (p *palette) opaque() { p.alphas, p.keyed = 0, false }

// table returns the colors by index: of a palette, or of the samples of a gray
// picture of up to 8 bits. What lies beyond the palette is opaque black, as in
// libpng.
func (p *palette) table(h *header, file []byte) (table [maxColours][4]byte) {
	for i := range table {
		table[i][3] = 255
	}
	if h.colour == colourGray {
		top := 1<<h.depth - 1
		for v := range top + 1 {
			g := byte(v * 255 / top) // 255 is a multiple of 1, 3, 15 and 255
			table[v] = [4]byte{g, g, g, 255}
		}
		if p.keyed {
			table[p.key[0]][3] = 0
		}
		return table
	}
	for i := range p.colours {
		copy(table[i][:3], file[p.at+3*int64(i):])
		if i < p.alphas {
			table[i][3] = p.alpha[i]
		}
	}
	return table
}

// grays returns the grays of table if it has no other colors and nothing
// transparent.
func grays(table *[maxColours][4]byte) (g [maxColours]byte, ok bool) {
	for i, c := range table {
		if c[0] != c[1] || c[1] != c[2] || c[3] != 255 {
			return g, false
		}
		g[i] = c[0]
	}
	return g, true
}
