package format

import (
	"context"
	"image"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/planes"
)

// EncodeOptions say how a picture becomes a file.
type EncodeOptions struct {
	Quality int // 1..100, for JPEG and WebP
	// Progressive and FullChroma are for JPEG: scans that refine the whole
	// picture one after the other, and chroma of as many samples as luma.
	Progressive, FullChroma bool
	// Gray says that every pixel is gray and may be stored as such.
	Gray bool
	// Opaque says that no pixel is transparent, which a format without Alpha
	// asks for.
	Opaque bool
	// Colors is how many the palettes of an animation have that this one is
	// made of, 0 if it had none. Resampled says that its pixels are mixed from
	// those; else they have to stay exactly what they are if a palette can hold
	// them. Both are for GIF.
	Colours   int
	Resampled bool
}

// An Encoder makes files of one format, one after the other. It may keep
// buffers, so one goroutine owns it.
type Encoder interface {
	// Encode appends img as a file to dst and returns the result. Cancelling
	// ctx ends the encoding with its cause.
	Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt EncodeOptions) ([]byte, error)
}

// A FrameEncoder also makes files of several frames.
type FrameEncoder interface {
	Encoder
	// EncodeFrames appends the frames, all of them width×height, as an animated
	// file to dst and returns the result. loops says how often it plays, 0 for
	// ever. The frames may be gone through more than once.
	EncodeFrames(ctx context.Context, dst []byte, width, height, loops int, opt EncodeOptions,
		frames animation.Screens) ([]byte, error)
}

// A PlaneEncoder also makes files of pictures in planes.
type PlaneEncoder interface {
	Encoder
	// EncodePlanes appends pic as a file to dst and returns the result. Of opt,
	// FullChroma and Gray follow from pic.
	EncodePlanes(ctx context.Context, dst []byte, pic *planes.Picture, opt EncodeOptions) ([]byte, error)
}

// A Writer appends to a file in memory, which grows by a quarter at a time:
// then old and new memory are 2.25 times the file at most. It ends with ctx's
// cause once ctx is done, so that a long encoding can be interrupted.
type Writer struct {
	ctx  context.Context
	file []byte
}

// NewWriter returns a Writer that appends to dst.
func NewWriter(ctx context.Context, dst []byte) *Writer {
	return &Writer{ctx, dst}
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	w.file = append(w.file, p...)
	return len(p), nil
}

// Bytes returns dst with what was written appended.
func (w *Writer) Bytes() []byte { return w.file }
