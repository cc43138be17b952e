package codec

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/jpeg"
)

// EncodeOptions says what kind of file a picture becomes.
type EncodeOptions struct {
	Format  format.Format
	Quality int // 1..100, for JPEG and WebP
	// Progressive and FullChroma are for JPEG: scans that refine the whole picture
	// one after the other, and chroma of as many samples as luma.
	Progressive, FullChroma bool
	// Gray says that every pixel is gray and may be stored as such.
	Gray bool
	// Background shows through where Format cannot hold transparency; its alpha
	// is not used.
	Background color.NRGBA
}

// An Encoder makes files of pictures. It keeps its buffers, so one goroutine
// owns it.
type Encoder struct {
	// Keep is the size of the largest buffer, in bytes, that is kept for the next
	// picture.
	Keep int

	out    bytes.Buffer
	gray   []uint8
	planes jpeg.Picture
	jpeg   jpeg.Encoder
	png    pngBuffer
}

// A pngBuffer is a pool of one, as image/png asks for a pool.
type pngBuffer struct{ buffer png.EncoderBuffer }

func (b *pngBuffer) Get() *png.EncoderBuffer { return &b.buffer }
func (b *pngBuffer) Put(*png.EncoderBuffer)  {}

// Encode returns img as a file of opt.Format, valid until the next call. It
// flattens img onto opt.Background in place if the format asks for it.
// Cancelling ctx ends the encoding at the next write.
func (e *Encoder) Encode(ctx context.Context, img *image.NRGBA, opt EncodeOptions) ([]byte, error) {
	opaque := img.Opaque()
	if !opaque && !opt.Format.Alpha() {
		flatten(img, opt.Background)
		opaque = true
	}
	e.reset()
	err := e.encode(&contextWriter{ctx, &e.out}, img, opaque, opt)
	return e.out.Bytes(), err
}

// A contextWriter ends with ctx's cause once ctx is done, so that a long
// encoding can be interrupted.
type contextWriter struct {
	ctx  context.Context
	file *bytes.Buffer
}

func (w *contextWriter) Write(p []byte) (int, error) {
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	return w.file.Write(p)
}

// reset empties the buffers and gives back large ones.
func (e *Encoder) reset() {
	e.out.Reset()
	if e.out.Cap() > e.Keep {
		e.out = bytes.Buffer{}
	}
	if cap(e.gray) > e.Keep {
		e.gray = nil
	}
	if e.planes.Width*e.planes.Height > e.Keep {
		e.planes = jpeg.Picture{}
	}
}

func (e *Encoder) encode(w *contextWriter, img *image.NRGBA, opaque bool, opt EncodeOptions) error {
	switch opt.Format {
	case format.JPEG:
		return e.encodeJPEG(w.ctx, img, opt)
	case format.PNG:
		// A palette loses nothing and keeps icons and diagrams small; gray is
		// as small and simpler.
		enc := png.Encoder{BufferPool: &e.png}
		src := e.plain(img, opaque, opt.Gray)
		if !opaque || !opt.Gray {
			if p := indexExact(img); p != nil {
				src = p
			}
		}
		return enc.Encode(w, src)
	case format.GIF:
		return e.encodeGIFStill(w, img)
	case format.WebP:
		return encodeWebP(w, img, opaque, opt.Quality)
	case format.TIFF:
		return tiff.Encode(w, e.plain(img, opaque, opt.Gray), &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	case format.BMP:
		return bmp.Encode(w, e.plain(img, opaque, opt.Gray))
	}
	return fmt.Errorf("codec: internal error: no encoder for %v", opt.Format)
}

func (e *Encoder) encodeJPEG(ctx context.Context, img *image.NRGBA, opt EncodeOptions) error {
	if opt.Gray {
		jpeg.FromGray(&e.planes, e.grayOf(img))
	} else {
		jpeg.FromNRGBA(&e.planes, img, !opt.FullChroma)
	}
	e.jpeg.Keep = e.Keep
	file, err := e.jpeg.Encode(ctx, e.out.AvailableBuffer(), &e.planes, jpeg.EncodeOptions{Quality: opt.Quality, Progressive: opt.Progressive})
	e.out.Write(file) // a bytes.Buffer takes everything
	return err
}

// plain returns img as the type for which the standard encoders have fast
// loops and, TIFF excepted, smaller output: Gray, RGBA where that is the same
// bytes, or img itself. The TIFF encoder has no form without alpha.
func (e *Encoder) plain(img *image.NRGBA, opaque, gray bool) image.Image {
	switch {
	case opaque && gray:
		return e.grayOf(img)
	case opaque:
		return &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
	}
	return img
}

// grayOf returns the red of img.
func (e *Encoder) grayOf(img *image.NRGBA) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if cap(e.gray) < w*h {
		e.gray = make([]uint8, w*h)
	}
	g := &image.Gray{Pix: e.gray[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	for y := range h {
		s, d := img.Pix[y*img.Stride:][:4*w], g.Pix[y*w:][:w]
		for x := range d {
			d[x] = s[4*x]
		}
	}
	return g
}

// flatten puts img on an opaque background, in place:
// c = round((c·a + b·(255−a)) / 255), with a sum of at most 255².
func flatten(img *image.NRGBA, background color.NRGBA) {
	bg := [3]uint32{uint32(background.R), uint32(background.G), uint32(background.B)}
	for y := range img.Rect.Dy() {
		row := img.Pix[y*img.Stride:][:4*img.Rect.Dx()]
		for i := 0; i+3 < len(row); i += 4 {
			a := uint32(row[i+3])
			if a == 255 {
				continue
			}
			for c, b := range bg {
				row[i+c] = uint8((uint32(row[i+c])*a + b*(255-a) + 127) / 255)
			}
			row[i+3] = 255
		}
	}
}
