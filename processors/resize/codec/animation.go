package codec

import (
	"image"
	"time"
)

// An Animation is a picture that moves. Its frames are composed on one canvas,
// one after the other.
type Animation struct {
	Count int // frames
	// Loops says how often the whole plays: 0 for ever, otherwise that often.
	Loops int

	canvas *image.NRGBA
	frame  func(i int) (part, error)
}

// A part is what a file stores of one frame: a picture that goes on the canvas.
type part struct {
	img     *image.NRGBA // its Rect says where on the canvas
	blend   bool         // transparent pixels of img leave the canvas as it is
	dispose disposal
	delay   time.Duration
}

// disposal says what happens to a frame's area before the next frame is drawn
// (GIF89a section 23; WebP container specification, ANMF).
type disposal uint8

const (
	disposeNone disposal = iota
	disposeBackground
	disposePrevious
)

// Size returns the size of the canvas in pixels.
func (a *Animation) Size() (width, height int) { return a.canvas.Rect.Dx(), a.canvas.Rect.Dy() }

// Each composes the frames in order and calls yield with the whole canvas as a
// viewer shows it, valid during the call only. It stops at the first error. A
// canvas starts transparent, and a disposed area becomes transparent again, as
// browsers do it.
func (a *Animation) Each(yield func(img *image.NRGBA, delay time.Duration) error) error {
	clear(a.canvas.Pix)
	var saved *image.NRGBA
	for i := range a.Count {
		p, err := a.frame(i)
		if err != nil {
			return err
		}
		area := p.img.Rect.Intersect(a.canvas.Rect)
		if p.dispose == disposePrevious {
			saved = copyArea(a.canvas, area)
		}
		drawPart(a.canvas, p, area)
		if err := yield(a.canvas, p.delay); err != nil {
			return err
		}
		switch p.dispose {
		case disposeBackground:
			clearArea(a.canvas, area)
		case disposePrevious:
			drawPart(a.canvas, part{img: saved}, area)
		}
	}
	return nil
}

// drawPart puts p on canvas. Pixels blend only where p is partly transparent,
// which GIF never is.
func drawPart(canvas *image.NRGBA, p part, area image.Rectangle) {
	w := 4 * area.Dx()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		d := canvas.Pix[canvas.PixOffset(area.Min.X, y):][:w]
		s := p.img.Pix[p.img.PixOffset(area.Min.X, y):][:w]
		if !p.blend {
			copy(d, s)
			continue
		}
		for i := 0; i+3 < len(s); i += 4 {
			switch s[i+3] {
			case 0:
			case 255:
				copy(d[i:i+4], s[i:i+4])
			default:
				over(d[i:i+4:i+4], s[i:i+4:i+4])
			}
		}
	}
}

// over puts s over d (Porter and Duff, "Compositing Digital Images", 1984),
// both not premultiplied. With alphas in 0..255, the sums below are at most
// 255·255·255 < 2^24.
func over(d, s []uint8) {
	sa, da := uint32(s[3]), uint32(d[3])
	rest := da * (255 - sa) // 255 × what is left of the canvas
	total := 255*sa + rest  // 255 × the alpha of the result; > 0 as sa > 0
	for c := range 3 {
		d[c] = uint8((uint32(s[c])*255*sa + uint32(d[c])*rest + total/2) / total)
	}
	d[3] = uint8((total + 127) / 255)
}

func copyArea(src *image.NRGBA, area image.Rectangle) *image.NRGBA {
	dst := image.NewNRGBA(area)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		copy(dst.Pix[dst.PixOffset(area.Min.X, y):][:4*area.Dx()], src.Pix[src.PixOffset(area.Min.X, y):])
	}
	return dst
}

func clearArea(img *image.NRGBA, area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		clear(img.Pix[img.PixOffset(area.Min.X, y):][:4*area.Dx()])
	}
}
