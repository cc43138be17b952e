package jpeg

import (
	"context"
	"errors"
	"image"
	"image/jpeg"

	"fanout/processors/resize/format"
)

// A tableDecoder is what the table of formats knows of decoding: a Decoder for
// planes, and the decoder of the standard library for the files that a Decoder
// does not take, CMYK and RGB.
type tableDecoder struct{ planes Decoder }

// Decode implements format.Decoder.
func (*tableDecoder) Decode(ctx context.Context, file []byte, facts *format.Facts, _ *format.Findings, band func(image.Image) error) error {
	if err := checkComplete(file); err != nil {
		return err
	}
	return format.Still(ctx, name, file, facts, jpeg.Decode, band)
}

// DecodePlanes implements format.PlaneDecoder.
func (d *tableDecoder) DecodePlanes(ctx context.Context, file []byte, facts *format.Facts, scale int, found *format.Findings) (*Picture, error) {
	h, err := decoderHeader(file)
	if err != nil {
		return nil, err
	}
	// A reserved marker can hide a header from the plan.
	if h.Width != facts.Width || h.Height != facts.Height || h.Progressive != facts.Multipass || h.samples() != facts.PlaneSamples {
		return nil, errors.New("jpeg: two headers that say different sizes")
	}
	pic, err := d.planes.Decode(ctx, file, scale)
	if pic != nil && err != nil {
		found.Damaged(err)
		return pic, nil
	}
	return pic, err
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	if facts.Multipass {
		return 5 * float64(facts.PlaneSamples) // the coefficients, 4 bytes each, stay until the last scan
	}
	return float64(facts.PlaneSamples)
}

// A tableEncoder encodes pictures in planes, to which it converts others.
type tableEncoder struct {
	keep    int
	planes  Picture
	encoder Encoder
}

// Encode implements format.Encoder.
func (e *tableEncoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	if opt.Gray {
		FromGray(&e.planes, img)
	} else {
		FromNRGBA(&e.planes, img, !opt.FullChroma)
	}
	dst, err := e.EncodePlanes(ctx, dst, &e.planes, opt)
	if e.planes.Width*e.planes.Height > e.keep {
		e.planes = Picture{}
	}
	return dst, err
}

// EncodePlanes implements format.PlaneEncoder.
func (e *tableEncoder) EncodePlanes(ctx context.Context, dst []byte, pic *Picture, opt format.EncodeOptions) ([]byte, error) {
	return e.encoder.Encode(ctx, dst, pic, EncodeOptions{Quality: opt.Quality, Progressive: opt.Progressive})
}

// encoderBytes implements format.Format.EncoderBytes.
func encoderBytes(pixels float64, opt format.EncodeOptions) float64 {
	samples := samplesPerPixel(opt.FullChroma) * pixels
	return samples + encodedBytes(opt.Progressive, samples)
}
