package tiff

import (
	"context"
	"image"

	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
)

// A decoder is that of golang.org/x/image, which makes the whole picture.
type decoder struct{}

// Decode implements format.Decoder.
func (decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, _ *format.Findings, band func(image.Image) error) error {
	return format.Still(ctx, name, file, facts, tiff.Decode, band)
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	perPixel := 4.0
	switch {
	case facts.Depth > 8:
		perPixel = 8
	case facts.Channels == 1 && (facts.Palette || !facts.Alpha):
		perPixel = 1
	}
	// Twice more for a strip as large as the picture, read by doubling.
	return 3 * perPixel * float64(facts.Width) * float64(facts.Height)
}
