package vp8

import (
	"context"
	"image"
)

// A decoder decodes one frame. It holds two rows of macroblocks, so memory
// grows with the picture's width only.
type decoder struct {
	Header
	columns, rows int // of macroblocks

	first         boolDecoder // headers and modes
	partitions    [maxPartitions]boolDecoder
	partitionMask int

	segmentation segmentation
	steps        [segments]steps
	bandProbs    [4][8][3][11]uint8
	probs        [4][17]*[3][11]uint8 // by kind of block and place
	skips        bool                 // macroblocks say whether they are skipped
	skipProb     uint8

	modesAbove []uint8 // of the blocks in the row above
	modesLeft  [4]uint8
	contexts   []neighbour // of the macroblocks in the row above
	coeffs     [24 * 16]int16
	ends       [24]uint8

	work                        work
	lumaAbove, cbAbove, crAbove []uint8 // the line above, not filtered

	simple, filtered bool
	strengths        [segments][2]strength // by segment, and whether blocks have modes
	edges            []strength            // of the macroblocks of the row

	luma, cb, cr plane
	out          converter
}

// A plane holds two rows of macroblocks: the one before and the current one.
type plane struct {
	pix    []uint8
	stride int
	side   int // lines of a row of macroblocks
}

func newPlane(columns, side int) plane {
	return plane{make([]uint8, 2*side*side*columns), side * columns, side}
}

// at returns the index of the sample in column x of line y, from the row before
// on.
func (p *plane) at(x, y int) int { return y*p.stride + x }

// steps returns how far it is over an edge and along it: across is 1 or, of any
// plane, the distance of lines.
func (p *plane) steps(across int) (over, along int) {
	if across == 1 {
		return 1, p.stride
	}
	return p.stride, 1
}

// advance makes the current row the one before.
func (p *plane) advance() { copy(p.pix, p.pix[p.side*p.stride:]) }

// put copies a macroblock from the work w to column x of the current row.
func (p *plane) put(x int, w []uint8, at int) {
	for y := range p.side {
		copy(p.pix[p.at(x*p.side, p.side+y):][:p.side], w[at+y*stride:])
	}
}

func newDecoder(h Header, data []byte) *decoder {
	d := &decoder{Header: h, columns: (h.Width + 15) / 16, rows: (h.Height + 15) / 16}
	data = data[HeaderBytes:]
	n := min(h.firstBytes, len(data))
	d.first = newBoolDecoder(data[:n])
	d.readHeaders(data[n:])
	d.modesAbove = make([]uint8, 4*d.columns)
	d.contexts = make([]neighbour, d.columns)
	d.edges = make([]strength, d.columns)
	d.lumaAbove = make([]uint8, 16*d.columns+4)
	d.cbAbove, d.crAbove = make([]uint8, 8*d.columns), make([]uint8, 8*d.columns)
	for _, line := range [3][]uint8{d.lumaAbove, d.cbAbove, d.crAbove} {
		fill(line, outsideAbove)
	}
	d.luma, d.cb, d.cr = newPlane(d.columns, 16), newPlane(d.columns, 8), newPlane(d.columns, 8)
	d.out = newConverter(h.Width)
	return d
}

// Progress counts the macroblocks of a frame, and those whose data was there.
type Progress struct{ Decoded, Total int }

// Decode decodes a frame and calls band with one part of it after the other, as
// format.Decoder has it. Where data is missing the rest of the frame is left
// out, as Progress says. The errors are those of ReadHeader, ctx's cause and
// what band returns.
func Decode(ctx context.Context, data []byte, band func(part *image.NRGBA) error) (Progress, error) {
	h, err := ReadHeader(data)
	if err != nil {
		return Progress{}, err
	}
	d := newDecoder(h, data)
	p := Progress{Total: d.columns * d.rows}
	for y := range d.rows {
		if ctx.Err() != nil {
			return p, context.Cause(ctx)
		}
		n := d.decodeRow(y)
		p.Decoded += n
		if d.filtered {
			d.filterRow(y)
		}
		if n < d.columns {
			return p, d.emitLast(y, n, band)
		}
		if err := d.emit(y, band); err != nil {
			return p, err
		}
		d.luma.advance()
		d.cb.advance()
		d.cr.advance()
	}
	return p, nil
}

// decodeRow decodes a row of macroblocks, but for the loop filter, and returns
// how many were there. What is missing becomes black.
func (d *decoder) decodeRow(y int) int {
	d.modesLeft = [4]uint8{}
	var left neighbour
	coefficients := &d.partitions[y&d.partitionMask]
	var m macroblock
	for x := range d.columns {
		d.readModes(&m, x)
		coded := false
		if above := &d.contexts[x]; !m.skipped {
			coded = d.readCoefficients(coefficients, &m, above, &left)
		} else {
			above.blocks, left.blocks = 0, 0
			if !m.blocks {
				above.second, left.second = 0, 0
			}
		}
		if d.first.past || coefficients.past {
			d.blackFrom(x)
			return x
		}
		d.surround(x, y)
		d.predict(&m, x, y, coded)
		if coded {
			clear(d.coeffs[:])
		}
		d.keep(x)
		d.edges[x] = d.strengths[m.segment][btoi(m.blocks)]
		if coded {
			d.edges[x].blocks = true
		}
	}
	return d.columns
}

// keep puts the macroblock in d.work where it belongs.
func (d *decoder) keep(x int) {
	luma, chroma := d.work.luma[:], d.work.chroma[:]
	copy(d.lumaAbove[16*x:][:16], luma[lumaAt+15*stride:])
	copy(d.cbAbove[8*x:][:8], chroma[cbAt+7*stride:])
	copy(d.crAbove[8*x:][:8], chroma[crAt+7*stride:])
	d.luma.put(x, luma, lumaAt)
	d.cb.put(x, chroma, cbAt)
	d.cr.put(x, chroma, crAt)
}

// blackFrom makes the current row black from column x on.
func (d *decoder) blackFrom(x int) {
	clear(d.edges[x:])
	for y := range 16 {
		fill(d.luma.pix[d.luma.at(16*x, 16+y):][:16*(d.columns-x)], black)
	}
	for y := range 8 {
		fill(d.cb.pix[d.cb.at(8*x, 8+y):][:8*(d.columns-x)], 128)
		fill(d.cr.pix[d.cr.at(8*x, 8+y):][:8*(d.columns-x)], 128)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// MemoryFor bounds what Decode takes for a picture of that width: per column of
// macroblocks two rows of samples, the context of the next, and what is handed
// over.
func MemoryFor(width int) int {
	columns := (width + 15) / 16
	return columns*(2*384+4+2+20+32+4*16*bandLines+48) + 1<<14
}
