// Package codec is the general path's way from a file to pixels and back: any
// picture that the standard library and golang.org/x/image can decode becomes a
// checked NRGBA image, and an NRGBA image becomes a file of any format.
//
// Pixels are 8 bits a sample, not premultiplied; 16-bit samples are rounded.
// CMYK is converted without its profile. Every index and size is checked here,
// because github.com/disintegration/imaging works on goroutines of its own,
// whose panics nothing can recover (DESIGN.md section 8).
package codec

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"fanout/processors/resize/format"
)

// A Picture is one decoded file. Its pixels belong to the Decoder and are valid
// until the next call of Decode.
type Picture struct {
	Image  *image.NRGBA // the still, or the first composed frame; nil if Frames is set
	Gray   bool         // every pixel is gray because the file stores only gray
	Opaque bool         // the file's kind knows no transparency
	Frames *Animation   // set if the file moves and was asked for as a whole
}

// Animates reports whether all frames of a file of format f are decoded and
// encoded. Of an animated PNG or a TIFF of several pages only the first is.
func Animates(f format.Format) bool { return f == format.GIF || f == format.WebP }

// StoresGray reports whether a file of format f can hold gray alone.
func StoresGray(f format.Format) bool {
	return f == format.JPEG || f == format.PNG || f == format.TIFF || f == format.BMP
}

// A Decoder decodes whole files. It keeps its pixel buffer from one picture to
// the next, so one goroutine owns it.
type Decoder struct {
	// Keep is the size of the largest pixel buffer, in bytes, that is kept for
	// the next picture; a larger one is given back after use.
	Keep int

	pix []byte
}

// Decode decodes file, which info describes. With animated set, a GIF or WebP
// of several frames comes back as Picture.Frames, otherwise its first frame
// does. Cancelling ctx ends the decoding of stills at the next read.
func (d *Decoder) Decode(ctx context.Context, file []byte, info format.Facts, animated bool) (*Picture, error) {
	switch {
	case info.Format == format.GIF:
		return d.decodeGIF(ctx, file, info, animated)
	case info.Format == format.WebP && isAnimatedWebP(file):
		return d.decodeAnimatedWebP(ctx, file, info, animated)
	}
	if info.Format == format.JPEG {
		if err := format.CheckJPEG(file); err != nil {
			return nil, err
		}
	}
	img, err := decodeStill(&contextReader{ctx, bytes.NewReader(file)}, info.Format)
	if err != nil {
		return nil, causeOf(ctx, info.Format, err)
	}
	if err := checkSize(img.Bounds(), info); err != nil {
		return nil, err
	}
	n, gray, err := d.convert(img)
	if err != nil {
		return nil, err
	}
	return &Picture{Image: n, Gray: gray, Opaque: !info.Alpha}, nil
}

// decodeStill runs the decoder of format f over r.
func decodeStill(r io.Reader, f format.Format) (image.Image, error) {
	switch f {
	case format.JPEG:
		return jpeg.Decode(r)
	case format.PNG:
		return png.Decode(r)
	case format.WebP:
		return webp.Decode(r)
	case format.TIFF:
		return tiff.Decode(r)
	case format.BMP:
		return bmp.Decode(r)
	}
	return nil, fmt.Errorf("codec: internal error: no decoder for %v", f)
}

// causeOf names the format in a decoder's error. An interrupted decoder reports
// an error of its own, so if ctx is done, its cause is returned instead.
func causeOf(ctx context.Context, f format.Format, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%v: the file ends too early", f)
	case strings.HasPrefix(err.Error(), f.String()+": "):
		return err
	}
	return fmt.Errorf("%v: %w", f, err)
}

// checkSize compares what was decoded with what was planned for: memory and
// geometry were settled by the header that the plan read.
func checkSize(b image.Rectangle, info format.Facts) error {
	if b.Dx() != info.Width || b.Dy() != info.Height {
		return fmt.Errorf("%v: decoded to %d×%d, but its header says %d×%d",
			info.Format, b.Dx(), b.Dy(), info.Width, info.Height)
	}
	return nil
}

// A contextReader ends with ctx's cause once ctx is done, so that a long
// decoding can be interrupted. It has ReadAt for TIFF, whose decoder would copy
// the file once more without, and no ReadByte, which would go past Read.
type contextReader struct {
	ctx  context.Context
	file *bytes.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.file.Read(p)
}

// ReadAt implements io.ReaderAt.
func (r *contextReader) ReadAt(p []byte, off int64) (int, error) {
	if r.ctx.Err() != nil {
		return 0, context.Cause(r.ctx)
	}
	return r.file.ReadAt(p, off)
}
