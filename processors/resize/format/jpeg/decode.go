package jpeg

import (
	"context"
	"fmt"

	"fanout/internal/scratch"
)

// A Decoder decodes files, one after the other. It keeps its tables and buffers
// from one to the next, so one goroutine owns it. The zero value is ready.
type Decoder struct {
	// Keep is the size of the largest buffer, in bytes, that is kept for the next
	// picture; a larger one is given back after use.
	Keep int

	file []byte
	frame
	geometry        geometry
	k               int // side of a block's picture
	components      [3]decodeComponent
	quant           [4][64]uint16
	hasQuant        [4]bool
	dc              [4]dcSlot
	ac              [4]acSlot
	restartInterval int
	current         decodeScan
	window          window
	run             mcuRun
	damaged         *TruncatedError // the first damage
	decoded         int             // MCUs of all scans

	coeffs  []int16 // of a piece of an MCU row
	pix     scratch.Buffer[byte]
	values  scratch.Buffer[int16] // of all components of a progressive picture
	nonzero scratch.Buffer[uint64]
	needed  []bool // which scans of it
	picture *Picture
}

// A decodeComponent is a component of the picture that is being decoded.
type decodeComponent struct {
	h, v                     int
	blocksAcross, blocksDown int // that hold samples of the picture
	stride                   int
	pix                      []byte     // whole MCUs
	quant                    [64]uint16 // of the k×k low frequencies, row by row
	begun                    bool
	exact                    uint64 // zigzag indices whose last bits have come
	coefficients                    // of a progressive picture
}

// Decode decodes file at 1/scale of its size, scale being 1, 2, 4 or 8: to a
// picture of ⌈width/scale⌉ × ⌈height/scale⌉ that belongs to the Decoder and is
// valid until its next call.
//
// A file that is damaged or ends early is decoded as far as possible: then both
// the picture and a *TruncatedError are returned. If nothing can be decoded,
// there is only an error: a *FormatError, an *UnsupportedError, or the cause of
// ctx, which is looked at every few milliseconds.
func (d *Decoder) Decode(ctx context.Context, file []byte, scale int) (*Picture, error) {
	if scale != 1 && scale != 2 && scale != 4 && scale != 8 {
		panic(fmt.Sprintf("jpeg: internal error: scale %d", scale))
	}
	d.begin(file, 8/scale)
	defer d.release()
	r, err := newSegments(file)
	if err != nil {
		return nil, err
	}
	if err := d.decode(ctx, &r); err != nil {
		return nil, err
	}
	if d.damaged == nil {
		return d.picture, nil
	}
	if d.decoded == 0 {
		return nil, &FormatError{d.damaged.Offset, d.damaged.Msg}
	}
	return d.picture, d.damaged
}

func (d *Decoder) begin(file []byte, k int) {
	d.file, d.k = file, k
	d.frame = frame{}
	d.components = [3]decodeComponent{}
	d.hasQuant = [4]bool{}
	for i := range 4 {
		d.dc[i].defined, d.ac[i].defined = false, false
	}
	d.restartInterval = 0
	d.damaged, d.decoded = nil, 0
}

// release lets go of what belongs to the caller or is too large to keep.
func (d *Decoder) release() {
	d.file, d.window.file = nil, nil
	for c := range d.components {
		d.components[c].pix = nil
		d.components[c].coefficients = coefficients{}
	}
	d.values.Trim(d.Keep)
	d.nonzero.Trim(d.Keep)
	if d.pix.Trim(d.Keep); d.pix == nil {
		d.picture = nil // whose planes are of this memory
	}
}

// decode decodes segment by segment until the picture is complete. Once a scan
// has begun, errors of the format are damage.
func (d *Decoder) decode(ctx context.Context, r *segments) error {
	scans := 0
	for {
		next := scans + 1
		seg, err := r.next()
		if err == nil {
			switch seg.marker {
			case markerDQT:
				err = readDQT(seg, &d.quant, &d.hasQuant)
			case markerDHT:
				err = readDHT(seg, d.setHuffman)
			case markerDRI:
				if len(seg.body) < 2 {
					err = seg.fail(0, "truncated restart interval")
					break
				}
				d.restartInterval = int(seg.body[0])<<8 | int(seg.body[1])
			case markerSOS, markerEOI:
				if scans == 0 {
					if err := d.start(seg); err != nil {
						return err
					}
				}
				if seg.marker == markerEOI {
					return d.finish(ctx, seg.start, scans)
				}
				scans++
				err = d.scan(ctx, seg, scans)
				r.off = d.window.next
			default:
				if scans == 0 {
					err = d.note(seg)
				}
			}
		}
		format, broken := err.(*FormatError)
		switch {
		case err == nil:
		case scans > 0 && broken:
			d.damage(int(format.Offset), format.Msg, next)
			return d.finish(ctx, int(format.Offset), scans)
		default:
			return err
		}
		if scans > 0 && d.complete() {
			return d.finish(ctx, len(d.file), scans)
		}
	}
}

// start allocates the planes when the first scan, seg, begins.
func (d *Decoder) start(seg segment) error {
	if err := d.check(seg); err != nil {
		return err
	}
	g := d.Header.geometry()
	d.geometry = g
	k, n := d.k, 0
	for i := range d.Components {
		c := &d.components[i]
		c.h, c.v = d.H[i], d.V[i]
		c.blocksAcross = divideUp(divideUp(d.Width*c.h, g.hMax), 8)
		c.blocksDown = divideUp(divideUp(d.Height*c.v, g.vMax), 8)
		c.stride = g.mcusAcross * c.h * k
		n += c.stride * g.mcusDown * c.v * k
	}
	if d.coeffs == nil {
		d.coeffs = make([]int16, pieceCoeffs)
	}
	pix := d.pix.Get(n)
	if d.picture == nil {
		d.picture = &Picture{Planes: make([]Plane, 0, 3)}
	}
	p := d.picture
	p.Width, p.Height, p.Planes = divideUp(d.Width*k, 8), divideUp(d.Height*k, 8), p.Planes[:0]
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
	return nil
}

// damage notes what is wrong with the file; the first damage counts.
func (d *Decoder) damage(off int, msg string, scan int) {
	if d.damaged == nil {
		d.damaged = &TruncatedError{Offset: int64(off), Msg: msg, Scan: scan}
	}
}

// complete says whether all scans are there that a picture needs, so that what
// follows, even if it is not the end marker, does not matter.
func (d *Decoder) complete() bool {
	for i := range d.Components {
		if !d.components[i].complete() {
			return false
		}
	}
	return true
}

// finish notes what is missing at offset off, the end, and computes what could
// not be computed before.
func (d *Decoder) finish(ctx context.Context, off, scans int) error {
	for i := range d.components[:d.Components] {
		if c := &d.components[i]; !c.begun {
			d.damage(off, "a component is missing", scans+1)
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
