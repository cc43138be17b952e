package format

import (
	"context"
	"image"

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
