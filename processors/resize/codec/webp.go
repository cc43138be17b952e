package codec

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"time"

	"golang.org/x/image/webp"

	"fanout/processors/resize/format"
)

var errWebPFrame = errors.New("webp: animation frame is truncated")

// decodeAnimatedWebP takes an animation apart into stills for the decoder of
// golang.org/x/image, which knows no animations (WebP container specification,
// "Animation"). The decoder of deepteams/webp does, but on goroutines, where a
// panic over a hostile file could not be caught.
func (d *Decoder) decodeAnimatedWebP(ctx context.Context, file []byte, info format.Facts, animated bool) (*Picture, error) {
	frames, loops, err := splitWebP(file)
	if err != nil {
		return nil, err
	}
	if len(frames) != info.Frames {
		return nil, fmt.Errorf("webp: %d frames, but %d were announced", len(frames), info.Frames)
	}
	var scratch Decoder // the frame's own pixels, beside the canvas
	scratch.Keep = d.Keep
	a := &Animation{
		Count: len(frames), Loops: loops,
		canvas: d.buffer(info.Width, info.Height),
		frame: func(i int) (part, error) {
			p, err := scratch.decodeWebPFrame(ctx, frames[i])
			if err != nil {
				return part{}, fmt.Errorf("frame %d: %w", i+1, err)
			}
			return p, nil
		},
	}
	if animated {
		return &Picture{Frames: a}, nil
	}
	a.Count = 1
	if err := a.Each(func(*image.NRGBA, time.Duration) error { return nil }); err != nil {
		return nil, err
	}
	return &Picture{Image: a.canvas}, nil
}

// isAnimatedWebP reports whether the extended header says so, also of a single
// frame.
func isAnimatedWebP(file []byte) bool {
	const animationFlag = 0x02
	for name, data := range format.WebPChunks(file) {
		return name == "VP8X" && len(data) > 0 && data[0]&animationFlag != 0
	}
	return false
}

// splitWebP returns the payloads of the ANMF chunks and the loop count.
func splitWebP(file []byte) (frames [][]byte, loops int, err error) {
	for name, data := range format.WebPChunks(file) {
		switch {
		case name == "ANIM" && len(data) >= 6:
			loops = int(binary.LittleEndian.Uint16(data[4:]))
		case name == "ANMF":
			frames = append(frames, data)
		}
	}
	if len(frames) == 0 {
		return nil, 0, errWebPFrame
	}
	return frames, loops, nil
}

// anmfHeader is the length of an ANMF chunk's own fields: x/2, y/2, width-1,
// height-1 and duration in milliseconds, 3 bytes each, then the flags.
const anmfHeader = 16

// decodeWebPFrame decodes one ANMF payload.
func (d *Decoder) decodeWebPFrame(ctx context.Context, anmf []byte) (part, error) {
	if len(anmf) < anmfHeader {
		return part{}, errWebPFrame
	}
	field := func(i int) int {
		b := anmf[3*i:]
		return int(b[0]) | int(b[1])<<8 | int(b[2])<<16
	}
	x, y, w, h := 2*field(0), 2*field(1), field(2)+1, field(3)+1
	flags := anmf[15]
	still := stillWebP(anmf[anmfHeader:], w, h)
	cfg, err := webp.DecodeConfig(bytes.NewReader(still))
	if err != nil {
		return part{}, causeOf(ctx, format.WebP, err)
	}
	if cfg.Width != w || cfg.Height != h {
		return part{}, fmt.Errorf("webp: picture of %d×%d in a frame of %d×%d", cfg.Width, cfg.Height, w, h)
	}
	img, err := webp.Decode(&contextReader{ctx, bytes.NewReader(still)})
	if err != nil {
		return part{}, causeOf(ctx, format.WebP, err)
	}
	if img.Bounds() != image.Rect(0, 0, w, h) {
		return part{}, fmt.Errorf("webp: picture of %v in a frame of %d×%d", img.Bounds(), w, h)
	}
	n, _, err := d.convert(img)
	if err != nil {
		return part{}, err
	}
	n.Rect = n.Rect.Add(image.Pt(x, y))
	p := part{img: n, blend: flags&2 == 0, delay: time.Duration(field(4)) * time.Millisecond}
	if flags&1 != 0 {
		p.dispose = disposeBackground
	}
	return p, nil
}

// stillWebP wraps the chunks of one frame into a file of its own. A frame with
// an alpha chunk needs the extended header (VP8X) to be read as such.
func stillWebP(chunks []byte, w, h int) []byte {
	out := make([]byte, 0, len(chunks)+30)
	out = append(out, "RIFF\x00\x00\x00\x00WEBP"...)
	if bytes.HasPrefix(chunks, []byte("ALPH")) {
		w, h := uint32(w-1), uint32(h-1)
		out = append(out, "VP8X\x0a\x00\x00\x00"...)
		out = append(out, webpAlphaFlag, 0, 0, 0,
			byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
	}
	out = append(out, chunks...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}
