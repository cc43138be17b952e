package tiff

import (
	"context"
	"image"
	"math"

	"github.com/klauspost/compress/zlib"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

const (
	// stripBytes is what a strip holds before it is compressed, unless one row
	// is more. Readers take strips one by one, and compression loses less than
	// a hundredth by starting anew.
	stripBytes = 256 << 10

	// deflateLevel makes smaller files than the standard library's best level
	// in less time.
	deflateLevel = 7
	// guessLevel is for choosing between forms of a picture.
	guessLevel = 1
)

// An encoder writes deflated strips.
type encoder struct {
	keep    int
	rows    scratch.Buffer[byte] // a strip before it is compressed
	trial   scratch.Buffer[byte] // a strip of which only the size matters
	zlib    *zlib.Writer
	guesser *zlib.Writer
	strips  []strip
}

// A strip is a part of the file.
type strip struct{ offset, bytes uint32 }

// Encode implements format.Encoder. Nothing is lost. The picture is stored in
// the form that becomes smallest: with a palette if it has few colours, else
// with as many samples as it needs, as they are or as differences.
func (e *encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	defer e.trim()
	best, err := e.choose(ctx, forms(img, opt))
	if err != nil {
		return dst, err
	}
	f := &file{start: len(dst), bytes: append(dst, "II*\x00\x00\x00\x00\x00"...)}
	if err := e.writeStrips(ctx, f, best); err != nil {
		return dst, err
	}
	if len(f.bytes)-f.start > math.MaxUint32-maxDirectory-8*len(e.strips) {
		return dst, format.ErrTooLarge(name)
	}
	f.writeDirectory(best, e.strips)
	return f.bytes, nil
}

func (e *encoder) trim() {
	e.rows.Trim(e.keep)
	e.trial.Trim(e.keep)
}

// forms returns the forms in which img can be stored.
func forms(img *image.NRGBA, opt format.EncodeOptions) []*form {
	direct := form{img: img, samples: 3, bits: 8, photometric: photometricRGB, predictor: predictorNone}
	if opt.Gray {
		direct.samples, direct.photometric = 1, blackIsZero
	}
	if !opt.Opaque {
		direct.alpha = true
		direct.samples++
	}
	predicted := direct
	predicted.predictor = predictorHorizontal
	list := []*form{&predicted, &direct}
	if opt.Opaque && !opt.Gray {
		if p := pixels.IndexExact(img); p != nil {
			indexed := form{indices: p, img: img, samples: 1, bits: 8, photometric: photometricIndex, predictor: predictorNone}
			if len(p.Palette) <= 16 {
				indexed.bits = 4
			}
			list = append(list, &indexed)
		}
	}
	return list
}

// choose returns the form that becomes smallest. Of a picture of one strip it
// is known; of a larger one a strip of a quarter of the usual size from the
// middle is tried.
func (e *encoder) choose(ctx context.Context, list []*form) (*form, error) {
	var best *form
	smallest := 0
	for _, f := range list {
		h := f.img.Rect.Dy()
		from, to, level := 0, h, deflateLevel
		if n := f.stripRows(stripBytes); n < h {
			n = f.stripRows(stripBytes / 4)
			from, to, level = (h-n)/2, (h-n)/2+n, guessLevel
		}
		n, err := e.try(ctx, f, from, to, level)
		if err != nil {
			return nil, err
		}
		n = int(float64(n)*float64(h)/float64(to-from)) + 2*3*f.colours()
		if best == nil || n < smallest {
			best, smallest = f, n
		}
	}
	return best, nil
}

// encoderBytes implements format.Format.EncoderBytes: the indices, and a file
// that grows by a quarter at a time and is no smaller than the samples at
// worst.
func encoderBytes(pixels float64, opt format.EncodeOptions) float64 {
	samples := 3.0
	if !opt.Opaque {
		samples = 4
	}
	return (1+2.25*samples)*pixels + 3*stripBytes
}
