package tiff

import (
	"context"
	"image"

	"golang.org/x/image/tiff"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// An encoder is that of golang.org/x/image.
type encoder struct {
	keep int
	gray scratch.Buffer[byte]
}

// Encode implements format.Encoder. There is no form without alpha.
func (e *encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	defer e.gray.Trim(e.keep)
	w := format.NewWriter(ctx, dst)
	err := tiff.Encode(w, pixels.Plain(&e.gray, img, opt.Opaque, opt.Gray), &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	return w.Bytes(), err
}

// encoderBytes implements format.Format.EncoderBytes.
func encoderBytes(pixels float64, _ format.EncodeOptions) float64 {
	return 9 * pixels // the file grows by doubling
}
