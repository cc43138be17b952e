package webp

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"fanout/internal/scratch"
	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/webp/vp8"
	"fanout/processors/resize/format/webp/vp8l"
	"fanout/processors/resize/pixels"
)

// A decoder takes stills and animations apart into pictures, which it decodes
// strip by strip.
type decoder struct{}

// Decode implements format.Decoder. Of an animation it hands over the first
// frame as a viewer composes it.
func (decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	if facts.Composed {
		return decodeFirst(ctx, file, facts, found, band)
	}
	noteIrregular(file, found)
	w := chunksOf(format.InMemory(name, file))
	p, ok := findPicture(&w)
	if !ok {
		return errors.New("webp: no picture")
	}
	if p.hasAlpha && !flagged(file) {
		found.Note("webp: ALPH without its flag")
	}
	return p.decode(ctx, file, facts.Width, facts.Height, found, func(part *image.NRGBA) error { return band(part) })
}

// decodeFirst hands over the first frame.
func decodeFirst(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	a, err := decoder{}.DecodeFrames(ctx, file, facts, found)
	if err != nil {
		return err
	}
	first, err := a.Frame(0)
	if err != nil {
		return err
	}
	if first.Blend {
		for pix := first.Image.(*image.NRGBA).Pix; len(pix) > 0; pix = pix[4:] {
			if pix[3] == 0 {
				clear(pix[:4]) // the canvas shows
			}
		}
	}
	return band(first.Image)
}

// noteIrregular reports what is odd about a file's chunks.
func noteIrregular(file []byte, found *format.Findings) {
	s := format.InMemory(name, file)
	w := chunksOf(s)
	for _, ok := w.next(); ok; _, ok = w.next() {
	}
	switch end := statedEnd(s); {
	case end > s.Size+1, end < min(w.off, s.Size): // the byte that pads the last chunk may lack
		found.Note(fmt.Sprintf("webp: the RIFF header says %d bytes, but there are %d", end, s.Size))
	case end < s.Size:
		found.Note(fmt.Sprintf("webp: %d bytes after the end that the RIFF header states", s.Size-end))
	}
}

// flagged reports whether the header of a file says that it has transparency.
func flagged(file []byte) bool {
	w := chunksOf(format.InMemory(name, file))
	c, _ := w.next()
	data := c.of(file)
	return c.is("VP8X") && len(data) > 0 && data[0]&flagAlpha != 0
}

// DecodeFrames implements format.FrameDecoder.
func (decoder) DecodeFrames(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings) (*animation.Animation, error) {
	frames, loops := split(file)
	if len(frames) != facts.Frames {
		return nil, fmt.Errorf("webp: %d frames, but %d were announced", len(frames), facts.Frames)
	}
	var buffer scratch.Buffer[byte] // the frame's own pixels, beside the canvas
	size := int64(len(file))
	if end := statedEnd(format.InMemory(name, file)); end > size+1 {
		found.Damaged(fmt.Errorf("webp: the file ends too early at byte %d: its header says %d bytes", size, end))
	}
	noteIrregular(file, found)
	ended := false // after a frame that is damaged there are no more, until it plays again
	return &animation.Animation{
		Count: len(frames), Loops: loops,
		Frame: func(i int) (animation.Frame, error) {
			if ended = ended && i > 0; ended {
				return animation.Frame{}, animation.ErrEnd
			}
			var inFrame format.Findings
			f, err := decodeFrame(ctx, &buffer, file, frames[i], &inFrame)
			if ctx.Err() != nil {
				return animation.Frame{}, context.Cause(ctx)
			}
			if err == nil && inFrame.Damage == nil {
				return f, nil
			}
			ended = true
			if err == nil && i == 0 { // better than nothing
				found.Damaged(fmt.Errorf("frame 1: %w", inFrame.Damage))
				return f, nil
			}
			if err == nil {
				err = inFrame.Damage
			}
			err = fmt.Errorf("frame %d: %w", i+1, err)
			if i == 0 {
				return animation.Frame{}, err
			}
			found.Damaged(fmt.Errorf("%w: %d of %d frames decoded", err, i, len(frames)))
			return animation.Frame{}, animation.ErrEnd
		},
	}, nil
}

// split returns the ANMF chunks and the loop count.
func split(file []byte) (frames []chunk, loops int) {
	w := chunksOf(format.InMemory(name, file))
	for c, ok := w.next(); ok; c, ok = w.next() {
		switch data := c.of(file); {
		case c.is("ANIM") && len(data) >= 6:
			loops = int(binary.LittleEndian.Uint16(data[4:]))
		case c.is("ANMF") && len(data) >= anmfBytes:
			frames = append(frames, c)
		}
	}
	return frames, loops
}

// decodeFrame decodes an ANMF chunk into b.
func decodeFrame(ctx context.Context, b *scratch.Buffer[byte], file []byte, c chunk, found *format.Findings) (animation.Frame, error) {
	h := parseANMF(c.of(file))
	end := min(c.off+c.size, int64(len(file)))
	w := walker{format.InMemory(name, file[:end]), c.off + anmfBytes, end}
	p, ok := findPicture(&w)
	if !ok {
		return animation.Frame{}, fmt.Errorf("webp: no picture at byte %d", c.off)
	}
	n := pixels.NRGBA(b, h.area.Dx(), h.area.Dy())
	clear(n.Pix) // parts may be missing
	err := p.decode(ctx, file[:end], h.area.Dx(), h.area.Dy(), found, func(part *image.NRGBA) error {
		_, err := pixels.Copy(n, part)
		return err
	})
	if err != nil {
		return animation.Frame{}, err
	}
	n.Rect = h.area
	f := animation.Frame{Image: n, Blend: h.flags&frameNoBlend == 0, Delay: h.delay}
	if h.flags&frameDispose != 0 {
		f.Disposal = animation.DisposeBackground
	}
	return f, nil
}

// decoderBytes implements format.Format.DecoderBytes. Only of a still without
// transparency it is known that nothing is lossless.
func decoderBytes(facts *format.Facts) float64 {
	area := format.Area(facts.Width, facts.Height)
	bytes := float64(vp8.MemoryFor(facts.Width))
	if facts.Composed {
		bytes += 4 * float64(area) // a frame as large as the canvas
	}
	if facts.Composed || facts.Alpha || facts.PlaneSamples == 3*area {
		bytes += vp8l.MemoryFor(facts.Width, facts.Height) + 64*float64(facts.Width)
	}
	return bytes
}
