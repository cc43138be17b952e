package jpeg

import (
	"context"
	"image"
	"image/jpeg"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// A stillDecoder is the decoder of the standard library, for the files that a
// Decoder does not take: CMYK and RGB.
type stillDecoder struct{}

// Decode implements format.Decoder.
func (stillDecoder) Decode(ctx context.Context, file []byte, facts *format.Facts, band func(image.Image) error) error {
	if err := checkComplete(file); err != nil {
		return err
	}
	return format.Still(ctx, name, file, facts, jpeg.Decode, band)
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	if facts.Multipass {
		return 5 * float64(facts.PlaneSamples) // the coefficients, 4 bytes each, stay until the last scan
	}
	return float64(facts.PlaneSamples)
}

// A stillEncoder converts pictures to planes and encodes these.
type stillEncoder struct {
	keep    int
	gray    scratch.Buffer[byte]
	planes  Picture
	encoder Encoder
}

// Encode implements format.Encoder.
func (e *stillEncoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	if opt.Gray {
		FromGray(&e.planes, pixels.Gray(&e.gray, img))
	} else {
		FromNRGBA(&e.planes, img, !opt.FullChroma)
	}
	dst, err := e.encoder.Encode(ctx, dst, &e.planes, EncodeOptions{Quality: opt.Quality, Progressive: opt.Progressive})
	e.gray.Trim(e.keep)
	if e.planes.Width*e.planes.Height > e.keep {
		e.planes = Picture{}
	}
	return dst, err
}

// encoderBytes implements format.Format.EncoderBytes.
func encoderBytes(pixels float64, opt format.EncodeOptions) float64 {
	samples := SamplesPerPixel(opt.FullChroma) * pixels
	return samples + EncodedBytes(opt.Progressive, samples)
}
