package gif

import (
	"context"
	"fmt"
	"image"
	"image/gif"
	"time"

	"fanout/internal/scratch"
	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// A decoder is that of the standard library. It decodes all frames at once, a
// byte a pixel.
type decoder struct{}

// Decode implements format.Decoder: it hands over the first frame at its place
// on the logical screen, which may be larger than any frame.
func (decoder) Decode(ctx context.Context, file []byte, _ *format.Facts, _ *format.Findings, band func(image.Image) error) error {
	img, err := gif.Decode(format.NewReader(ctx, file))
	if err != nil {
		return format.DecodeError(ctx, name, err)
	}
	return band(img)
}

// DecodeFrames implements format.FrameDecoder.
func (decoder) DecodeFrames(ctx context.Context, file []byte, _ *format.Facts, _ *format.Findings) (*animation.Animation, error) {
	all, err := gif.DecodeAll(format.NewReader(ctx, file))
	if err != nil {
		return nil, format.DecodeError(ctx, name, err)
	}
	var area scratch.Buffer[byte] // of the frame being composed
	return &animation.Animation{
		Count: len(all.Image),
		Loops: playsOf(all.LoopCount),
		Frame: func(i int) (animation.Frame, error) {
			if ctx.Err() != nil {
				return animation.Frame{}, context.Cause(ctx)
			}
			img := pixels.NRGBA(&area, all.Image[i].Rect.Dx(), all.Image[i].Rect.Dy())
			img.Rect = all.Image[i].Rect
			if _, err := pixels.Copy(img, all.Image[i]); err != nil {
				return animation.Frame{}, fmt.Errorf("frame %d: %w", i+1, err)
			}
			return animation.Frame{
				Image: img, Blend: true,
				Disposal: disposalOf(all.Disposal[i]),
				Delay:    time.Duration(all.Delay[i]) * 10 * time.Millisecond,
			}, nil
		},
	}, nil
}

func disposalOf(d byte) animation.Disposal {
	switch d {
	case gif.DisposalBackground:
		return animation.DisposeBackground
	case gif.DisposalPrevious:
		return animation.DisposePrevious
	}
	return animation.DisposeNone
}

// playsOf turns image/gif's count of repetitions (-1: none, 0: for ever) into
// how often the whole plays.
func playsOf(repetitions int) int {
	switch {
	case repetitions < 0:
		return 1
	case repetitions == 0:
		return 0
	}
	return repetitions + 1
}

// repetitionsOf is the inverse of playsOf.
func repetitionsOf(plays int) int {
	switch plays {
	case 0:
		return 0
	case 1:
		return -1
	}
	return plays - 1
}

// decoderBytes implements format.Format.DecoderBytes.
func decoderBytes(facts *format.Facts) float64 {
	// A palette of boxed colours for each frame of its own.
	return float64(facts.FramePixels) + 4*float64(facts.Width)*float64(facts.Height) + 8<<10*float64(facts.Frames)
}
