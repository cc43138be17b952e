// Package animation composes the frames of pictures that move.
package animation

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"time"
)

// An Animation is what a file stores of a picture that moves. Its frames are
// composed one after the other on a canvas that starts transparent.
type Animation struct {
	// Count is the number of frames that the file announces.
	Count int
	// Loops says how often the whole plays, 0 for ever.
	Loops int
	// Frame returns frame i, from 0 on, valid until the next call. The error is
	// ErrEnd where a damaged file has no more frames.
	Frame func(i int) (Frame, error)
}

// ErrEnd is the error of a Frame after the last one of a file that announces
// more.
var ErrEnd = errors.New("animation: no more frames")

// A Frame is what a file stores of one frame: a picture that is drawn on
// the canvas.
type Frame struct {
	Image    image.Image // *image.NRGBA or *image.Paletted, at its place on the canvas
	Blend    bool        // transparent pixels of Image leave the canvas as it is
	Disposal Disposal
	Delay    time.Duration
}

// A Disposal says what happens to a frame's area before the next frame is drawn
// (GIF89a section 23; RFC 9649 section 2.7.1.1).
type Disposal uint8

// The disposals.
const (
	DisposeNone       Disposal = iota // the frame stays
	DisposeBackground                 // its area becomes transparent, as in browsers
	DisposePrevious                   // its area becomes what it was before the frame
)

// Screens calls yield for each frame in order with the whole canvas as a viewer
// shows it, valid during the call only, and for how long. It returns the first
// error.
type Screens func(yield func(screen *image.NRGBA, delay time.Duration) error) error

// On returns the screens of a, composed on canvas, whose content they replace.
func (a *Animation) On(canvas *image.NRGBA) Screens {
	return func(yield func(*image.NRGBA, time.Duration) error) error {
		clear(canvas.Pix)
		var saved *image.NRGBA
		var store []byte // its memory
		for i := range a.Count {
			f, err := a.Frame(i)
			if err == ErrEnd && i > 0 {
				return nil
			}
			if err != nil {
				return err
			}
			area := f.Image.Bounds().Intersect(canvas.Rect)
			if f.Disposal == DisposePrevious {
				saved = copyArea(&store, canvas, area)
			}
			if err := draw(canvas, &f, area); err != nil {
				return err
			}
			if err := yield(canvas, f.Delay); err != nil {
				return err
			}
			switch f.Disposal {
			case DisposeBackground:
				clearArea(canvas, area)
			case DisposePrevious:
				drawNRGBA(canvas, saved, false, area)
			}
		}
		return nil
	}
}

// draw puts the part of f inside area on canvas.
func draw(canvas *image.NRGBA, f *Frame, area image.Rectangle) error {
	switch img := f.Image.(type) {
	case *image.NRGBA:
		drawNRGBA(canvas, img, f.Blend, area)
	case *image.Paletted:
		return drawPaletted(canvas, img, f.Blend, area)
	default:
		return fmt.Errorf("animation: internal error: a frame of %T", f.Image)
	}
	return nil
}

// drawNRGBA puts the part of img inside area on canvas.
func drawNRGBA(canvas, img *image.NRGBA, blend bool, area image.Rectangle) {
	w := 4 * area.Dx()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		d := canvas.Pix[canvas.PixOffset(area.Min.X, y):][:w]
		s := img.Pix[img.PixOffset(area.Min.X, y):][:w]
		if !blend {
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

// drawPaletted puts the part of img inside area on canvas. With blend, colors
// that are not opaque leave the canvas as it is: GIF knows no others.
func drawPaletted(canvas *image.NRGBA, img *image.Paletted, blend bool, area image.Rectangle) error {
	var table [256]color.NRGBA
	for i, c := range img.Palette[:min(len(img.Palette), len(table))] {
		table[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		d := canvas.Pix[canvas.PixOffset(area.Min.X, y):][:4*area.Dx()]
		s := img.Pix[img.PixOffset(area.Min.X, y):][:area.Dx()]
		for x, i := range s {
			if int(i) >= len(img.Palette) {
				return fmt.Errorf("animation: pixel %d,%d has color %d of a palette of %d", area.Min.X+x, y, i, len(img.Palette))
			}
			if c := table[i]; c.A == 255 || !blend {
				d[4*x], d[4*x+1], d[4*x+2], d[4*x+3] = c.R, c.G, c.B, c.A
			}
		}
	}
	return nil
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

// copyArea returns the pixels of src inside area in the memory of store, which
// grows if it has to.
func copyArea(store *[]byte, src *image.NRGBA, area image.Rectangle) *image.NRGBA {
	n := 4 * area.Dx() * area.Dy()
	if cap(*store) < n {
		*store = make([]byte, n)
	}
	dst := &image.NRGBA{Pix: (*store)[:n], Stride: 4 * area.Dx(), Rect: area}
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
