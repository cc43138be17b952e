package png

import (
	"context"
	"image"
	"image/png"

	"fanout/processors/resize/format"
)

// A decoder is that of the standard library, which makes the whole picture.
type decoder struct{}

// Decode implements format.Decoder.
func (decoder) Decode(ctx context.Context, file []byte, facts *format.Facts, _ *format.Findings, band func(image.Image) error) error {
	return format.Still(ctx, name, file, facts, png.Decode, band)
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
	if facts.Multipass {
		perPixel *= 3 // one pass more
	}
	return perPixel * float64(facts.Width) * float64(facts.Height)
}
