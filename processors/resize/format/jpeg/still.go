package jpeg

import (
	"context"
	"errors"
	"image"

	"fanout/processors/resize/format"
)

// A tableDecoder is what the table of formats knows of decoding.
type tableDecoder struct {
	planes Decoder
	band   upsampled
}

// Decode implements format.Decoder. Chroma is brought to the size of luma as
// libjpeg does by default.
func (d *tableDecoder) Decode(ctx context.Context, file []byte, facts *format.Facts, found *format.Findings,
	band func(image.Image) error) error {

	pic, err := d.DecodePlanes(ctx, file, facts, 1, found)
	if err != nil {
		return err
	}
	if len(pic.Planes) == 1 {
		p := &pic.Planes[0]
		return band(&image.Gray{Pix: p.Pix, Stride: p.Stride, Rect: image.Rect(0, 0, p.Width, p.Height)})
	}
	d.band.reset(pic)
	defer d.band.release(d.planes.Keep)
	for y := 0; y < pic.Height; y += bandRows {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := band(d.band.rows(y, min(y+bandRows, pic.Height))); err != nil {
			return err
		}
	}
	return nil
}

// DecodePlanes implements format.PlaneDecoder.
func (d *tableDecoder) DecodePlanes(ctx context.Context, file []byte, facts *format.Facts, scale int, found *format.Findings) (*Picture, error) {
	h, err := decoderHeader(file)
	if err != nil {
		return nil, err
	}
	if h.Width != facts.Width || h.Height != facts.Height || h.Progressive != facts.Multipass || h.samples() != facts.PlaneSamples {
		return nil, errors.New("jpeg: the header is not what the plan has read")
	}
	pic, err := d.planes.Decode(ctx, file, scale)
	for _, note := range d.planes.Notes {
		found.Note(note)
	}
	if pic != nil && err != nil {
		found.Damaged(err)
		err = nil
	}
	return pic, err
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	// Four planes of a band, its pixels, and the interpolation's taps and row.
	bands := float64(facts.Width) * (bandRows*(4+4) + 4*12 + 4)
	return decodedBytes(facts.PlaneSamples, facts.Multipass, 1) + bands
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
	samples := pictureSamples(pixels, opt.FullChroma)
	return samples + encodedBytes(opt.Progressive, opt.Quality, samples)
}
