package webp

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"golang.org/x/image/webp"

	"fanout/internal/scratch"
	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// A decoder is that of golang.org/x/image, which makes a whole still. It takes
// animations apart into stills (RFC 9649 section 2.7.1). The decoder of
// deepteams/webp knows animations, but decodes them on goroutines, where a
// panic over a hostile file could not be caught.
type decoder struct{}

// Decode implements format.Decoder. Of an animation it hands over the first
// frame as a viewer composes it.
func (decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings, band func(image.Image) error) error {
	if !facts.Composed {
		return format.Still(ctx, name, file, facts, webp.Decode, band)
	}
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

// DecodeFrames implements format.FrameDecoder.
func (decoder) DecodeFrames(ctx context.Context, file []byte, facts *format.Facts, _ *format.Findings) (*animation.Animation, error) {
	frames, loops, err := split(file)
	if err != nil {
		return nil, err
	}
	if len(frames) != facts.Frames {
		return nil, fmt.Errorf("webp: %d frames, but %d were announced", len(frames), facts.Frames)
	}
	var buffer scratch.Buffer[byte] // the frame's own pixels, beside the canvas
	return &animation.Animation{
		Count: len(frames), Loops: loops,
		Frame: func(i int) (animation.Frame, error) {
			f, err := decodeFrame(ctx, &buffer, frames[i])
			if err != nil {
				return animation.Frame{}, fmt.Errorf("frame %d: %w", i+1, err)
			}
			return f, nil
		},
	}, nil
}

var errFrame = errors.New("webp: animation frame is truncated")

// split returns the payloads of the ANMF chunks and the loop count.
func split(file []byte) (frames [][]byte, loops int, err error) {
	for name, data := range chunks(file) {
		switch {
		case name == "ANIM" && len(data) >= 6:
			loops = int(binary.LittleEndian.Uint16(data[4:]))
		case name == "ANMF":
			frames = append(frames, data)
		}
	}
	if len(frames) == 0 {
		return nil, 0, errFrame
	}
	return frames, loops, nil
}

// decodeFrame decodes one ANMF payload into b.
func decodeFrame(ctx context.Context, b *scratch.Buffer[byte], anmf []byte) (animation.Frame, error) {
	if len(anmf) < anmfBytes {
		return animation.Frame{}, errFrame
	}
	h := parseANMF(anmf)
	w, height := h.area.Dx(), h.area.Dy()
	still := stillOf(anmf[anmfBytes:], w, height)
	cfg, err := webp.DecodeConfig(bytes.NewReader(still))
	if err != nil {
		return animation.Frame{}, format.DecodeError(ctx, name, err)
	}
	if cfg.Width != w || cfg.Height != height {
		return animation.Frame{}, fmt.Errorf("webp: picture of %d×%d in a frame of %d×%d", cfg.Width, cfg.Height, w, height)
	}
	img, err := webp.Decode(format.NewReader(ctx, still))
	if err != nil {
		return animation.Frame{}, format.DecodeError(ctx, name, err)
	}
	if img.Bounds() != image.Rect(0, 0, w, height) {
		return animation.Frame{}, fmt.Errorf("webp: picture of %v in a frame of %d×%d", img.Bounds(), w, height)
	}
	n := pixels.NRGBA(b, w, height)
	if _, err := pixels.Copy(n, img); err != nil {
		return animation.Frame{}, err
	}
	n.Rect = h.area
	f := animation.Frame{Image: n, Blend: h.flags&frameNoBlend == 0, Delay: h.delay}
	if h.flags&frameDispose != 0 {
		f.Disposal = animation.DisposeBackground
	}
	return f, nil
}

// stillOf wraps the chunks of one frame into a file of its own. A frame with an
// alpha chunk needs the extended header (VP8X) to be read as such.
func stillOf(frame []byte, w, h int) []byte {
	out := make([]byte, 0, len(frame)+30)
	out = append(out, riffHeader...)
	if bytes.HasPrefix(frame, []byte("ALPH")) {
		out = appendChunk(out, "VP8X", vp8x(flagAlpha, w, h))
	}
	out = append(out, frame...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	area := float64(facts.Width) * float64(facts.Height)
	if facts.Frames > 1 {
		return 16 * area // a frame as large as the canvas, decoded and converted
	}
	return 12 * area // lossless: ARGB, a transformed copy, and Huffman images
}
