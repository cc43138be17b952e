package webp

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"math"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
)

// EncodeFrames implements format.FrameEncoder. It writes an animation of stills
// (RFC 9649 section 2.7.1): each frame holds the part of the canvas that has
// changed and replaces what was there, so that what a viewer shows depends on
// no blending. The animation encoder of deepteams/webp is not used, because it
// loses transparency.
func (encoder) EncodeFrames(_ context.Context, dst []byte, width, height, loops int, opt format.EncodeOptions,
	frames animation.Screens) ([]byte, error) {

	canvas := image.Rect(0, 0, width, height)
	last := image.NewNRGBA(canvas) // what a viewer shows now
	flags := byte(flagAnimation)
	count := 0
	var body []byte
	err := frames(func(img *image.NRGBA, delay time.Duration) error {
		area := canvas
		if count > 0 {
			area = changedArea(img, last)
		}
		count++
		copy(last.Pix, img.Pix)
		part := img.SubImage(area).(*image.NRGBA)
		opaque := part.Opaque()
		if !opaque {
			flags |= flagAlpha
		}
		picture, err := pictureChunks(part, opaque, opt.Quality)
		if err != nil {
			return err
		}
		frame := appendUint24(nil, area.Min.X/2, area.Min.Y/2, area.Dx()-1, area.Dy()-1,
			int(min(delay.Milliseconds(), 1<<24-1)))
		frame = append(frame, frameNoBlend)
		body = appendChunk(body, "ANMF", append(frame, picture...))
		return nil
	})
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = append(dst, riffHeader...)
	dst = appendChunk(dst, "VP8X", vp8x(flags, width, height))
	background := []byte{0, 0, 0, 0} // a hint that no browser takes
	dst = appendChunk(dst, "ANIM", binary.LittleEndian.AppendUint16(background, uint16(min(loops, math.MaxUint16))))
	dst = append(dst, body...)
	if len(dst)-start-8 > math.MaxUint32 {
		return dst[:start], errors.New("webp: animation over 4 GiB")
	}
	binary.LittleEndian.PutUint32(dst[start+4:], uint32(len(dst)-start-8))
	return dst, nil
}

// changedArea returns the smallest area that holds all pixels in which the
// pictures differ, with even corners as the container asks for, and at least
// one pixel.
func changedArea(a, b *image.NRGBA) image.Rectangle {
	var area image.Rectangle
	w := 4 * a.Rect.Dx()
	for y := range a.Rect.Dy() {
		p, q := a.Pix[y*a.Stride:][:w], b.Pix[y*b.Stride:][:w]
		if bytes.Equal(p, q) {
			continue
		}
		lo, hi := 0, w-1
		for p[lo] == q[lo] {
			lo++
		}
		for p[hi] == q[hi] {
			hi--
		}
		area = area.Union(image.Rect(lo/4, y, hi/4+1, y+1))
	}
	if area.Empty() {
		return image.Rect(0, 0, 1, 1)
	}
	area.Min.X &^= 1
	area.Min.Y &^= 1
	return area
}

// appendUint24 appends numbers of 24 bits, low byte first.
func appendUint24(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = append(b, byte(n), byte(n>>8), byte(n>>16))
	}
	return b
}
