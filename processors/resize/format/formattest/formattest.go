// Package formattest holds what the tests of the image formats have in common:
// pictures to encode, the way of the worker to decode and encode them, and a
// fuzz test that holds for any format.
package formattest

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"testing"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// Probe reads file's header as the plan does.
func Probe(t testing.TB, table format.Table, file []byte) format.Facts {
	t.Helper()
	facts, err := table.Probe(bytes.NewReader(file), int64(len(file)), "test")
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// Decode decodes file as the worker does, of several frames the first. gray
// reports that it stores only gray.
func Decode(ctx context.Context, file []byte, facts format.Facts, found *format.Findings) (img *image.NRGBA, gray bool, err error) {
	img = image.NewNRGBA(image.Rect(0, 0, facts.Width, facts.Height))
	gray = !facts.Composed
	err = facts.Format.NewDecoder(0).Decode(ctx, file, &facts, found, func(part image.Image) error {
		partGray, err := pixels.Copy(img, part)
		gray = gray && partGray
		return err
	})
	return img, gray, err
}

// Picture probes and decodes file, which must not be damaged.
func Picture(t testing.TB, table format.Table, file []byte) *image.NRGBA {
	t.Helper()
	var found format.Findings
	img, _, err := Decode(t.Context(), file, Probe(t, table, file), &found)
	if err = errors.Join(err, found.Damage); err != nil {
		t.Fatal(err)
	}
	return img
}

// Frames probes and decodes an animation.
func Frames(t testing.TB, table format.Table, file []byte) *animation.Animation {
	t.Helper()
	facts := Probe(t, table, file)
	a, err := facts.Format.NewDecoder(0).(format.FrameDecoder).DecodeFrames(t.Context(), file, &facts, new(format.Findings))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Encode makes a file of img, on white where the format has no transparency.
func Encode(ctx context.Context, f *format.Format, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	opt.Opaque = img.Opaque()
	if !opt.Opaque && !f.Alpha {
		img = &image.NRGBA{Pix: bytes.Clone(img.Pix), Stride: img.Stride, Rect: img.Rect}
		pixels.Flatten(img, color.NRGBA{255, 255, 255, 255})
		opt.Opaque = true
	}
	return f.NewEncoder(0).Encode(ctx, nil, img, opt)
}
