package png

import (
	"context"
	"image"
	"image/png"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// An encoder is that of the standard library.
type encoder struct {
	keep   int
	gray   scratch.Buffer[byte]
	buffer pool
}

// A pool is a pool of one, as image/png asks for a pool.
type pool struct{ buffer png.EncoderBuffer }

func (p *pool) Get() *png.EncoderBuffer { return &p.buffer }
func (p *pool) Put(*png.EncoderBuffer)  {}

// Encode implements format.Encoder. A palette loses nothing and keeps icons and
// diagrams small; gray is as small and simpler.
func (e *encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	defer e.gray.Trim(e.keep)
	src := pixels.Plain(&e.gray, img, opt.Opaque, opt.Gray)
	if !opt.Opaque || !opt.Gray {
		if p := pixels.IndexExact(img); p != nil {
			src = p
		}
	}
	enc := png.Encoder{BufferPool: &e.buffer}
	w := format.NewWriter(ctx, dst)
	err := enc.Encode(w, src)
	return w.Bytes(), err
}

// encoderBytes implements format.Format.EncoderBytes: the file, which noise
// makes as large as its samples and which grows by a quarter at a time, and of
// gray a copy. A palette with its indices takes less.
func encoderBytes(pixels float64, opt format.EncodeOptions) float64 {
	const growth = 2.25 * 1.01 // with what deflate adds to noise, and chunks
	switch {
	case !opt.Opaque:
		return 4 * growth * pixels
	case opt.Gray:
		return (1 + growth) * pixels
	}
	return 3 * growth * pixels
}
