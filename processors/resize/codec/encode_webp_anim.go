package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"math"
	"time"

	"fanout/processors/resize/format"
)

// encodeAnimatedWebP writes an animation of stills (RFC 9649 section 2.7.1):
// each frame holds the part of the canvas that has changed and replaces what
// was there, so that what a viewer shows depends on no blending. The animation
// encoder of deepteams/webp is not used, because it loses transparency.
func encodeAnimatedWebP(out *bytes.Buffer, width, height, loops, quality int,
	each func(yield func(*image.NRGBA, time.Duration) error) error) error {

	const animationFlag = 0x02
	canvas := image.Rect(0, 0, width, height)
	last := image.NewNRGBA(canvas) // what a viewer shows now
	flags := byte(animationFlag)
	frames := 0
	var body []byte
	err := each(func(img *image.NRGBA, delay time.Duration) error {
		area := canvas
		if frames > 0 {
			area = changedArea(img, last)
		}
		frames++
		copy(last.Pix, img.Pix)
		part := img.SubImage(area).(*image.NRGBA)
		opaque := part.Opaque()
		if !opaque {
			flags |= webpAlphaFlag
		}
		picture, err := webpPicture(part, opaque, quality)
		if err != nil {
			return err
		}
		const noBlend = 0x02
		frame := appendUint24(nil, area.Min.X/2, area.Min.Y/2, area.Dx()-1, area.Dy()-1,
			int(min(delay.Milliseconds(), 1<<24-1)))
		frame = append(frame, noBlend)
		body = format.AppendWebPChunk(body, "ANMF", append(frame, picture...))
		return nil
	})
	if err != nil {
		return err
	}
	file := append(out.AvailableBuffer(), "RIFF\x00\x00\x00\x00WEBP"...)
	file = format.AppendWebPChunk(file, "VP8X", appendUint24([]byte{flags, 0, 0, 0}, width-1, height-1))
	background := []byte{0, 0, 0, 0} // a hint that no browser takes
	file = format.AppendWebPChunk(file, "ANIM", binary.LittleEndian.AppendUint16(background, uint16(min(loops, math.MaxUint16))))
	out.Write(file)
	out.Write(body)
	if out.Len()-8 > math.MaxUint32 {
		return errors.New("webp: animation over 4 GiB")
	}
	binary.LittleEndian.PutUint32(out.Bytes()[4:], uint32(out.Len()-8))
	return nil
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
