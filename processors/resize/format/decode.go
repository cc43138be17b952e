package format

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"strings"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/planes"
)

// A Decoder decodes files of one format, one after the other. It may keep
// buffers, so one goroutine owns it.
type Decoder interface {
	// Decode decodes the picture in file, which facts describe: of several
	// frames or pages the first. It calls band with one part of the picture
	// after the other, from the top down, and ends with the first error that
	// band returns. The Bounds of a part are its place in the picture of
	// facts.Width×facts.Height pixels; a part is valid during the call only.
	// What no part covers of a picture that facts call opaque is black, of any
	// other transparent.
	//
	// What a damaged file has of the picture is handed over, and found says
	// what is missing. An error says why there is nothing.
	//
	// A decoder that works strip by strip so needs no memory for the whole
	// picture. One that cannot hands over one part, which is the picture.
	//
	// Cancelling ctx ends the decoding with its cause.
	Decode(ctx context.Context, file []byte, facts *Facts, found *Findings, band func(part image.Image) error) error
}

// A FrameDecoder also decodes files of several frames as a whole.
type FrameDecoder interface {
	Decoder
	// DecodeFrames returns the frames of file, which are decoded when they are
	// asked for; the result is valid until the next call of the Decoder's. Of a
	// damaged file there are the frames before the damage, which found reports
	// no later than the animation ends.
	DecodeFrames(ctx context.Context, file []byte, facts *Facts, found *Findings) (*animation.Animation, error)
}

// A PlaneDecoder also decodes files whose Facts are Planar to planes as they
// are stored.
type PlaneDecoder interface {
	Decoder
	// DecodePlanes decodes file, which facts describe, at 1/scale of its size,
	// scale being 1, 2, 4 or 8, to a picture of ⌈width/scale⌉ × ⌈height/scale⌉
	// pixels that is valid until the next call of the Decoder's. What is
	// missing from it is reported to found.
	DecodePlanes(ctx context.Context, file []byte, facts *Facts, scale int, found *Findings) (*planes.Picture, error)
}

// DecodeError names the format in a decoder's error. An interrupted decoder
// reports an error of its own, so if ctx is done, its cause is returned
// instead.
func DecodeError(ctx context.Context, name string, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%s: the file ends too early", name)
	case strings.HasPrefix(err.Error(), name+": "):
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Still implements Decoder.Decode for the decoders of the standard library and
// of golang.org/x/image, which decode all of a file at once.
func Still(ctx context.Context, name string, file []byte, facts *Facts,
	decode func(io.Reader) (image.Image, error), band func(image.Image) error) error {

	img, err := decode(NewReader(ctx, file))
	if err != nil {
		return DecodeError(ctx, name, err)
	}
	// Memory and geometry were settled by the header that the plan read.
	if b := img.Bounds(); b != image.Rect(0, 0, facts.Width, facts.Height) {
		return fmt.Errorf("%s: decoded to %d×%d, but its header says %d×%d",
			name, b.Dx(), b.Dy(), facts.Width, facts.Height)
	}
	return band(img)
}

// NewReader returns a reader of file that ends with ctx's cause once ctx is
// done, so that a long decoding can be interrupted. It has ReadAt for TIFF,
// whose decoder would copy the file once more without, and no ReadByte, which
// would go past Read.
func NewReader(ctx context.Context, file []byte) io.Reader {
	return &contextReader{ctx, bytes.NewReader(file)}
}

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
