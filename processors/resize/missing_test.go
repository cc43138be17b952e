package resize

import (
	"context"
	"errors"
	"image"
	"image/color"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// A sparse decoder has two of the four quarters of a picture.
type sparse struct{}

func (sparse) Decode(_ context.Context, _ []byte, _ *format.Facts, found *format.Findings, band func(image.Image) error) error {
	found.Damaged(errors.New("half is missing"))
	for _, part := range []image.Rectangle{image.Rect(2, 0, 4, 2), image.Rect(0, 2, 2, 4)} {
		if err := band(image.NewPaletted(part, color.Palette{color.White})); err != nil {
			return err
		}
	}
	return nil
}

// What a file lacks shows nothing of the picture before it.
func TestWhatIsMissingIsBlackOrTransparent(t *testing.T) {
	f := &format.Format{Name: "sparse", NewDecoder: func(int) format.Decoder { return sparse{} }}
	for _, alpha := range []bool{false, true} {
		w := newWorker(defaults("out"), nil, newOpenSlots())
		before := pixels.NRGBA(&w.decoded, 4, 4)
		for i := range before.Pix {
			before.Pix[i] = 99
		}
		want := color.NRGBA{A: 255}
		if alpha {
			want.A = 0
		}
		r := &Result{item: &Item{Facts: format.Facts{Format: f, Width: 4, Height: 4, Alpha: alpha}}}
		img, _, err := w.decode(t.Context(), r, nil)
		if err != nil || r.found.Damage == nil {
			t.Fatal(err, r.found.Damage)
		}
		white := color.NRGBA{255, 255, 255, 255}
		for _, p := range []struct {
			x, y int
			want color.NRGBA
		}{{0, 0, want}, {3, 1, white}, {1, 3, white}, {2, 2, want}} {
			if got := img.NRGBAAt(p.x, p.y); got != p.want {
				t.Errorf("alpha %v: %v at %d,%d, want %v", alpha, got, p.x, p.y, p.want)
			}
		}
	}
}
