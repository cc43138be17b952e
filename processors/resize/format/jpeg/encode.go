package jpeg

import (
	"context"
	"fmt"

	"fanout/internal/scratch"
)

// EncodeOptions say how a picture is encoded.
type EncodeOptions struct {
	// Quality, 1 to 100, scales the quantization tables of T.81 annex K as the
	// Independent JPEG Group's library does: 50 leaves them as they are, 100
	// makes every factor 1.
	Quality int
	// Progressive makes a progressive file (T.81 annex G) instead of a baseline
	// one, with the same coefficients.
	Progressive bool
}

// An Encoder encodes pictures, one after the other. It keeps its buffers from
// one to the next, so one goroutine owns it. The zero value is ready.
type Encoder struct {
	// Keep is the size of the largest buffer, in bytes, that is kept for the
	// next picture; a larger one is given back after use.
	Keep int

	width, height int
	components    []encodeComponent
	quantizers    [2]quantizer // of luma and of chroma
	factors       [2][64]uint8 // of their tables, in zigzag order as in the file
	tables        huffmanCodes
	tokens        []token // the last chunk of store
	store         tokenStore
	rawBits       int                   // of the tokens of the scan without a symbol that counts has
	correction    scratch.Buffer[token] // see acEncoder
}

// An encodeComponent is one plane that is being encoded.
type encodeComponent struct {
	plane *Plane
	h, v  int // sampling factors as in the file
	// table is the number of the quantization table and of the Huffman tables:
	// 0 for luma and 1 for chroma.
	table int
	// blocksAcross and blocksDown count the blocks that hold samples. The last
	// MCU of a row, and the last row of MCUs, may have more: dummy blocks.
	blocksAcross, blocksDown int
	// coeffs and nonzero have rows of blocksAcross blocks (see forward): those
	// of one row of MCUs in a baseline file, all of them in a progressive one.
	coeffs  scratch.Buffer[int16]
	nonzero scratch.Buffer[uint64]
	// shifted[al-1] is like nonzero, after the point transform by al (T.81
	// A.4).
	shifted [maxAl]scratch.Buffer[uint64]
	pred    int // the DC coefficient of the block before: PRED (T.81 F.1.1.5.1)
}

// Encode appends the file of p to dst and returns the result. p is not changed.
// It has one plane, or three of sampling factors 1 to 4 whose MCUs have at most
// 10 blocks (T.81 B.2.3). Anything else is an error, and so is a cancelled ctx,
// whose cause is returned; what was appended then is no file.
func (e *Encoder) Encode(ctx context.Context, dst []byte, p *Picture, opt EncodeOptions) ([]byte, error) {
	if opt.Quality < 1 || opt.Quality > 100 {
		return dst, fmt.Errorf("quality %d: not within 1 to 100", opt.Quality)
	}
	if err := e.setComponents(p); err != nil {
		return dst, err
	}
	defer e.release()
	for i := range e.quantizers {
		scaleQuantTable(&e.factors[i], &annexK[i], opt.Quality)
		e.quantizers[i].set(&e.factors[i])
	}
	dst = e.appendHeader(dst, opt.Progressive)
	var err error
	if opt.Progressive {
		dst, err = e.appendProgressive(ctx, dst)
	} else {
		dst, err = e.appendBaseline(ctx, dst)
	}
	if err != nil {
		return dst, err
	}
	return append(dst, 0xff, markerEOI), nil
}

// setComponents checks the picture and sets the components to its planes.
func (e *Encoder) setComponents(p *Picture) error {
	if p.Width < 1 || p.Height < 1 || p.Width > 65535 || p.Height > 65535 {
		return fmt.Errorf("picture of %d×%d: not within 1 to 65535", p.Width, p.Height)
	}
	if len(p.Planes) != 1 && len(p.Planes) != 3 {
		return fmt.Errorf("picture of %d planes: not 1 or 3", len(p.Planes))
	}
	e.width, e.height = p.Width, p.Height
	e.components = e.components[:cap(e.components)]
	for len(e.components) < len(p.Planes) {
		e.components = append(e.components, encodeComponent{})
	}
	e.components = e.components[:len(p.Planes)]
	hMax, vMax := 0, 0
	hMin, vMin := 4, 4
	for i := range p.Planes {
		pl := &p.Planes[i]
		if pl.H < 1 || pl.H > 4 || pl.V < 1 || pl.V > 4 {
			return fmt.Errorf("plane %d: sampling factors %d×%d: not within 1 to 4", i, pl.H, pl.V)
		}
		hMax, vMax = max(hMax, pl.H), max(vMax, pl.V)
		hMin, vMin = min(hMin, pl.H), min(vMin, pl.V)
	}
	blocks := 0
	for i := range p.Planes {
		pl, c := &p.Planes[i], &e.components[i]
		w, h := divideUp(p.Width*pl.H, hMax), divideUp(p.Height*pl.V, vMax)
		if pl.Width != w || pl.Height != h || pl.Stride < w || len(pl.Pix) < pl.Stride*h {
			return fmt.Errorf("plane %d: %d×%d, stride %d, %d bytes: its picture needs %d×%d",
				i, pl.Width, pl.Height, pl.Stride, len(pl.Pix), w, h)
		}
		c.plane, c.table, c.h, c.v = pl, min(i, 1), pl.H, pl.V
		// If all planes have the same size, factors of 1 make smaller MCUs.
		if hMin == hMax {
			c.h = 1
		}
		if vMin == vMax {
			c.v = 1
		}
		c.blocksAcross, c.blocksDown = divideUp(w, 8), divideUp(h, 8)
		blocks += c.h * c.v
	}
	if blocks > maxBlocks {
		return fmt.Errorf("sampling factors make MCUs of %d blocks: not at most %d", blocks, maxBlocks)
	}
	return nil
}

// release drops the picture and what is too large to keep.
func (e *Encoder) release() {
	for i := range e.components {
		c := &e.components[i]
		c.plane = nil
		c.coeffs.Trim(e.Keep)
		c.nonzero.Trim(e.Keep)
		for i := range c.shifted {
			c.shifted[i].Trim(e.Keep)
		}
	}
	e.tokens = nil
	e.store.release(e.Keep)
	e.correction.Trim(e.Keep)
}

// mcus returns the numbers of columns and rows of MCUs in interleaved scans
// (T.81 A.2.4).
func (e *Encoder) mcus() (across, down int) {
	hMax, vMax := 1, 1
	for i := range e.components {
		hMax, vMax = max(hMax, e.components[i].h), max(vMax, e.components[i].v)
	}
	return divideUp(e.width, 8*hMax), divideUp(e.height, 8*vMax)
}

// divideUp returns a/b, rounded up.
func divideUp(a, b int) int { return (a + b - 1) / b }

// transform computes the coefficients of block row y and stores them as row
// `at` of coeffs and nonzero. Blocks that reach past the plane repeat its last
// column and row.
func (c *encodeComponent) transform(q *quantizer, y, at int) {
	p := c.plane
	coeffs := c.coeffs[64*at*c.blocksAcross:][:64*c.blocksAcross]
	nonzero := c.nonzero[at*c.blocksAcross:][:c.blocksAcross]
	whole := 0 // blocks within the plane
	if 8*y+8 <= p.Height {
		whole = p.Width / 8
		forward(coeffs, nonzero[:whole], p.Pix[8*y*p.Stride:], p.Stride, q)
	}
	const chunk = 16 // blocks
	var samples [8 * 8 * chunk]byte
	for x := whole; x < c.blocksAcross; x += chunk {
		n := min(chunk, c.blocksAcross-x)
		inside := min(8*n, p.Width-8*x)
		for r := range 8 {
			row := samples[8*chunk*r:][:8*n]
			from := p.Pix[min(8*y+r, p.Height-1)*p.Stride+8*x:][:inside]
			copy(row, from)
			for i := inside; i < len(row); i++ {
				row[i] = from[inside-1]
			}
		}
		forward(coeffs[64*x:], nonzero[x:x+n], samples[:], 8*chunk, q)
	}
}
