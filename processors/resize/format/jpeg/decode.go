package jpeg

import (
	"context"
	"fmt"
	"slices"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
)

// A Decoder decodes files, one after the other. It keeps its tables and buffers
// from one to the next, so one goroutine owns it. The zero value is ready.
type Decoder struct {
	// Keep is the size of the largest buffer, in bytes, that is kept for the
	// next picture; a larger one is given back after use.
	Keep int

	// Notes say what was irregular in the last file and cost no pixel.
	Notes []string

	file []byte
	frame
	geometry   geometry
	side       int // of a decoded block, in samples: 8/scale
	components [4]decodeComponent
	tables     tables
	scan       decodeScan
	ecs        ecsBuffer
	run        mcuRun
	arithmetic arithmeticModel
	damage     *TruncatedError // the first damage
	decoded    int             // MCUs of all scans
	buffers    decodeBuffers
}

// decodeBuffers are kept from one file to the next.
type decodeBuffers struct {
	samples scratch.Buffer[byte]   // of all planes
	coeffs  scratch.Buffer[int16]  // of all components of a progressive picture
	nonzero scratch.Buffer[uint64] // likewise, see coefficients
	piece   []int16                // coefficients of a piece of a row of MCUs
	picture *Picture
}

// A decodeComponent is a component of the picture that is being decoded.
type decodeComponent struct {
	h, v                     int // sampling factors
	blocksAcross, blocksDown int // blocks that hold samples of the picture
	stride                   int
	pix                      []byte     // samples of whole MCUs
	quant                    [64]uint16 // factors of the side×side low frequencies, row by row
	started                  bool       // a scan of it has begun
	begun, complete          uint64     // zigzag indices of which a scan has begun, and one with Al = 0
	coefficients                        // of a progressive picture
}

// Decode decodes file at 1/scale of its size, scale being 1, 2, 4 or 8. The
// picture has ⌈width/scale⌉ × ⌈height/scale⌉ pixels. It belongs to the Decoder
// and is valid until its next call.
//
// A file that is damaged or ends early is decoded as far as possible: then both
// the picture and a *TruncatedError are returned. If nothing can be decoded,
// there is only an error: a *format.FormatError, a *format.UnsupportedError, or
// the cause of ctx, which is checked every few milliseconds.
func (d *Decoder) Decode(ctx context.Context, file []byte, scale int) (*Picture, error) {
	if scale != 1 && scale != 2 && scale != 4 && scale != 8 {
		panic(fmt.Sprintf("jpeg: internal error: scale %d", scale))
	}
	d.reset(file, 8/scale)
	defer d.release()
	r, err := d.readFile(file)
	if err != nil {
		return nil, err
	}
	if err := d.decodeSegments(ctx, &r); err != nil {
		return nil, err
	}
	if d.damage == nil {
		return d.buffers.picture, nil
	}
	if d.decoded == 0 {
		return nil, &format.FormatError{Format: name, Offset: d.damage.Offset, Msg: d.damage.Msg}
	}
	return d.buffers.picture, d.damage
}

// reset prepares d for file, of whose blocks side×side samples are decoded.
func (d *Decoder) reset(file []byte, side int) {
	d.file, d.side = file, side
	d.frame = frame{}
	d.components = [4]decodeComponent{}
	d.tables.reset()
	d.damage, d.decoded, d.Notes = nil, 0, nil
}

// release drops what belongs to the caller and what is too large to keep.
func (d *Decoder) release() {
	d.file, d.ecs.file, d.sof.body = nil, nil, nil
	for c := range d.components {
		d.components[c].pix = nil
		d.components[c].coefficients = coefficients{}
	}
	b := &d.buffers
	b.coeffs.Trim(d.Keep)
	b.nonzero.Trim(d.Keep)
	if b.samples.Trim(d.Keep); b.samples == nil {
		b.picture = nil // its planes hold the same memory
	}
}

// decodeSegments decodes segment by segment until the picture is complete. Once
// a scan has begun, errors of the format are damage.
func (d *Decoder) decodeSegments(ctx context.Context, r *segments) error {
	scans := 0
	for {
		next := scans + 1
		seg, err := r.next()
		if err == nil {
			switch seg.marker {
			case markerDQT:
				err = readDQT(seg, &d.tables.quant, &d.tables.hasQuant)
			case markerDHT:
				err = readDHT(seg, d.tables.setHuffman)
			case markerDAC:
				err = d.tables.conditioning.read(seg)
			case markerDRI:
				err = d.tables.readDRI(seg)
			case markerSOS, markerEOI:
				if scans == 0 {
					d.allocatePlanes()
				}
				if seg.marker == markerEOI {
					return d.finish(ctx, int(seg.start), scans)
				}
				scans++
				err = d.decodeScan(ctx, r, seg, scans)
				r.off = int64(d.ecs.next)
			}
		}
		malformed, broken := err.(*format.FormatError)
		switch {
		case err == nil:
		case scans > 0 && broken:
			d.recordDamage(int(malformed.Offset), malformed.Msg, next)
			return d.finish(ctx, int(malformed.Offset), scans)
		default:
			return err
		}
		if scans > 0 && d.isComplete() {
			d.noteEnd(r)
			return d.finish(ctx, len(d.file), scans)
		}
	}
}

// allocatePlanes makes the picture's planes.
func (d *Decoder) allocatePlanes() {
	g := d.header.geometry()
	d.geometry = g
	k, n := d.side, 0
	for i := range d.Components {
		c := &d.components[i]
		c.h, c.v = d.H[i], d.V[i]
		c.blocksAcross = divideUp(divideUp(d.Width*c.h, g.hMax), 8)
		c.blocksDown = divideUp(divideUp(d.Height*c.v, g.vMax), 8)
		c.stride = g.mcusAcross * c.h * k
		n += c.stride * g.mcusDown * c.v * k
	}
	b := &d.buffers
	pix := b.samples.Get(n)
	if b.piece == nil {
		b.piece = make([]int16, pieceCoeffs)
	}
	if b.picture == nil {
		b.picture = &Picture{Planes: make([]Plane, 0, 4)}
	}
	p := b.picture
	*p = Picture{Width: divideUp(d.Width*k, 8), Height: divideUp(d.Height*k, 8), Model: d.model(), Planes: p.Planes[:0]}
	for i := range d.Components {
		c := &d.components[i]
		n := c.stride * g.mcusDown * c.v * k
		c.pix, pix = pix[:n:n], pix[n:]
		p.Planes = append(p.Planes, Plane{
			Pix: c.pix, Stride: c.stride,
			Width: divideUp(p.Width*c.h, g.hMax), Height: divideUp(p.Height*c.v, g.vMax),
			H: c.h, V: c.v,
		})
	}
	if d.Components == 2 {
		p.Planes = p.Planes[:1]
	}
}

// startComponent records that a scan of the i-th component begins. The first
// one fixes the component's quantization table, as a later DQT may replace it
// (T.81 B.2.4.1).
func (d *Decoder) startComponent(i int, seg segment) error {
	c := &d.components[i]
	h := &d.scan.header
	switch {
	case !d.tables.hasQuant[d.tq[i]]:
		return seg.fail(0, "no quantization table for a component")
	case c.started && !d.Progressive:
		return seg.fail(0, "component with a second scan")
	case !c.started && d.Components > 1 && h.n == 1 && !d.Progressive:
		c.fillGray() // the blocks of padded MCUs are not in a scan of one component
	}
	band := indexSet(h.ss, h.se)
	switch {
	case h.ah > 0 && band&^c.begun != 0:
		d.recordDamage(int(seg.start), "the scan that this one refines is missing", d.scan.number)
	case h.ah == 0 && band&c.begun != 0:
		d.note("a scan that comes twice")
	}
	c.begun |= band
	if h.al == 0 {
		c.complete |= band
	}
	if c.started {
		return nil
	}
	c.started = true
	t := &d.tables.quant[d.tq[i]]
	for y := range d.side {
		copy(c.quant[y*d.side:(y+1)*d.side], t[8*y:])
	}
	return nil
}

// fillGray sets all samples to the middle of their range.
func (c *decodeComponent) fillGray() {
	for i := range c.pix {
		c.pix[i] = 128
	}
}

// recordDamage records what is wrong with the file; the first damage counts.
func (d *Decoder) recordDamage(off int, msg string, scan int) {
	if d.damage == nil {
		d.damage = &TruncatedError{Offset: int64(off), Msg: msg, Scan: scan}
	}
}

// note keeps an irregularity that costs no pixel, once.
func (d *Decoder) note(what string) {
	if note := name + ": " + what; !slices.Contains(d.Notes, note) {
		d.Notes = append(d.Notes, note)
	}
}

// trailerBytes is how far after the last scan noteEnd looks.
const trailerBytes = 1 << 20

// noteEnd notes what is irregular in the file up to its end, r being after the
// last scan. Of a damaged picture there is more to say than that.
func (d *Decoder) noteEnd(r *segments) {
	if d.damage != nil {
		return
	}
	if d.Components == 2 {
		d.note("the second component is left out")
	}
	r.file = r.file.Sub(0, r.off+trailerBytes)
	for {
		seg, err := r.next()
		switch {
		case err != nil:
			d.note("no end-of-image marker")
		case seg.marker == markerSOS:
			d.note("surplus scans")
		case seg.marker != markerEOI:
			continue
		}
		break
	}
	if r.irregular != "" {
		d.note(r.irregular)
	}
}

// isComplete reports whether all scans have begun that a picture needs, so that
// the rest of the file does not matter, even if it lacks EOI.
func (d *Decoder) isComplete() bool {
	for i := range d.Components {
		if d.components[i].complete != 1<<64-1 {
			return false
		}
	}
	return true
}

// finish records what is missing at offset off, the end, and computes the
// samples of a progressive picture.
func (d *Decoder) finish(ctx context.Context, off, scans int) error {
	for i := range d.components[:d.Components] {
		if c := &d.components[i]; c.begun&1 == 0 {
			d.recordDamage(off, "a component is missing", scans+1)
			if !d.Progressive {
				c.fillGray()
			}
		}
	}
	if d.Progressive {
		return d.inverseProgressive(ctx)
	}
	return nil
}
