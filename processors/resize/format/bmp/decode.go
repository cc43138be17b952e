package bmp

import (
	"context"
	"image"

	"golang.org/x/image/bmp"

	"fanout/processors/resize/format"
)

// A decoder is that of golang.org/x/image, which makes the whole picture.
type decoder struct{}

// Decode implements format.Decoder.
func (decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, _ *format.Findings, band func(image.Image) error) error {
	return format.Still(ctx, name, file, facts, bmp.Decode, band)
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	return 4 * float64(facts.Width) * float64(facts.Height)
}
