package tiff

import (
	"compress/flate"
	"compress/zlib"
	"context"
	"image"
	"math"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata/ifd"
	"fanout/processors/resize/pixels"
)

const (
	// stripBytes is what a strip holds before it is compressed, unless one row
	// is more. Readers take strips one by one, and compression loses less than
	// a hundredth by starting anew.
	stripBytes = 256 << 10

	// guessLevel is the fastest search for repetitions.
	guessLevel = flate.BestSpeed
)

// An encoder writes deflated strips.
type encoder struct {
	keep   int
	rows   scratch.Buffer[byte] // a strip before it is compressed
	trial  scratch.Buffer[byte] // a compressed strip of which only the size matters
	strips []strip

	// Compressors, the first of which has Huffman codes alone.
	huffman, guess, best *zlib.Writer
}

// A strip is a part of the file.
type strip struct{ offset, bytes uint32 }

// Encode implements format.Encoder. Nothing is lost. The picture is stored in
// the form that becomes smallest: with a palette if it has few colors, else
// with as many samples as it needs, as they are or as differences.
func (e *encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	defer e.trim()
	if err := e.open(); err != nil {
		return dst, err
	}
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

// open makes the compressors.
func (e *encoder) open() error {
	for _, c := range []struct {
		w     **zlib.Writer
		level int
	}{{&e.huffman, flate.HuffmanOnly}, {&e.guess, guessLevel}, {&e.best, flate.DefaultCompression}} {
		if *c.w != nil {
			continue
		}
		w, err := zlib.NewWriterLevel(nil, c.level)
		if err != nil {
			return err
		}
		*c.w = w
	}
	return nil
}

func (e *encoder) trim() {
	e.rows.Trim(e.keep)
	e.trial.Trim(e.keep)
}

// forms returns the forms in which img can be stored.
func forms(img *image.NRGBA, opt format.EncodeOptions) []*form {
	direct := form{img: img, samples: 3, photometric: photometricRGB, predictor: predictorNone}
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
			list = append(list, &form{indices: p, img: img, samples: 1, photometric: photometricIndex, predictor: predictorNone})
		}
	}
	return list
}

// choose returns the form that becomes smallest. Of a picture of one strip that
// is known; of a larger one some rows from the middle are tried.
func (e *encoder) choose(ctx context.Context, list []*form) (*form, error) {
	var best *form
	smallest := 0.0
	for _, f := range list {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		h := f.img.Rect.Dy()
		rows := h
		if f.stripRows(stripBytes) < h {
			rows = f.stripRows(stripBytes / 4)
		}
		trial, err := e.pack(e.trial[:0], f, (h-rows)/2, (h+rows)/2)
		e.trial = trial
		if err != nil {
			return nil, err
		}
		n := float64(len(trial))*float64(h)/float64(rows) + float64(2*len(f.colourMap()))
		if f.predictor != predictorNone {
			n += ifd.EntryBytes
		}
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
