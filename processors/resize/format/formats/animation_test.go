package formats

import (
	"image"
	"image/draw"
	"image/gif"
	"testing"
	"time"

	"fanout/processors/resize/animation"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// show plays g as GIF89a section 23 describes it, with the standard library's
// drawing: the definition that Animation is compared with.
func show(g *gif.GIF) (screens []*image.NRGBA) {
	canvas := image.NewNRGBA(image.Rect(0, 0, g.Config.Width, g.Config.Height))
	for i, frame := range g.Image {
		before := image.NewNRGBA(canvas.Rect)
		copy(before.Pix, canvas.Pix)
		draw.Draw(canvas, frame.Rect, frame, frame.Rect.Min, draw.Over)
		seen := image.NewNRGBA(canvas.Rect)
		copy(seen.Pix, canvas.Pix)
		screens = append(screens, seen)
		switch g.Disposal[i] {
		case gif.DisposalBackground:
			draw.Draw(canvas, frame.Rect, image.Transparent, image.Point{}, draw.Src)
		case gif.DisposalPrevious:
			canvas = before
		}
	}
	return screens
}

// play collects what Animation shows.
func play(t testing.TB, a *animation.Animation) (screens []*image.NRGBA, delays []time.Duration) {
	t.Helper()
	err := a.On(image.NewNRGBA(image.Rect(0, 0, 24, 16)))(func(img *image.NRGBA, delay time.Duration) error {
		seen := image.NewNRGBA(img.Rect)
		copy(seen.Pix, img.Pix)
		screens, delays = append(screens, seen), append(delays, delay)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return screens, delays
}

// reencode encodes an animation of moving's size.
func reencode(t testing.TB, a *animation.Animation, f *format.Format, quality int) ([]byte, error) {
	screens := a.On(image.NewNRGBA(image.Rect(0, 0, 24, 16)))
	return f.NewEncoder(0).(format.FrameEncoder).EncodeFrames(t.Context(), nil, 24, 16, a.Loops,
		format.EncodeOptions{Quality: quality}, screens)
}

// animations returns moving in both formats.
func animations(t testing.TB) [][]byte {
	t.Helper()
	file := formattest.EncodeGIF(t, formattest.Moving())
	webp, err := reencode(t, formattest.Frames(t, All, file), WebP, 80)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{file, webp}
}

func TestAnimatedGIFIsComposedAsAViewerDoes(t *testing.T) {
	g := formattest.Moving()
	a := formattest.Frames(t, All, formattest.EncodeGIF(t, g))
	got, delays := play(t, a)
	for i, want := range show(g) {
		if d := formattest.Difference(t, got[i], want); d != 0 {
			t.Errorf("frame %d: mean difference %.2f levels", i+1, d)
		}
		if delays[i] != time.Duration(g.Delay[i])*10*time.Millisecond {
			t.Errorf("frame %d: delay %v, want %d0 ms", i+1, delays[i], g.Delay[i])
		}
	}
	if len(got) != len(g.Image) || a.Loops != 3 {
		t.Errorf("%d frames, %d loops, want %d and 3", len(got), a.Loops, len(g.Image))
	}
}

// What is written shows the same as what was read: for GIF exactly, as there
// are few colors; for WebP the transparency exactly. Its coarse chroma blurs
// neighbours of saturated colors: 17 levels where they cover the canvas.
func TestAnimationsAreWrittenAsTheyWere(t *testing.T) {
	want := show(formattest.Moving())
	source := formattest.Frames(t, All, formattest.EncodeGIF(t, formattest.Moving()))
	for f, limit := range map[*format.Format]float64{GIF: 0, WebP: 18} {
		file, err := reencode(t, source, f, 95)
		if err != nil {
			t.Fatal(err)
		}
		a := formattest.Frames(t, All, file)
		got, delays := play(t, a)
		if len(got) != len(want) || a.Loops != source.Loops {
			t.Fatalf("%v: %d frames, %d loops", f, len(got), a.Loops)
		}
		for i := range want {
			if d := formattest.Difference(t, got[i], want[i]); d > limit {
				t.Errorf("%v frame %d: mean difference %.2f levels, limit %.0f", f, i+1, d, limit)
			}
			for n := 3; n < len(got[i].Pix); n += 4 {
				if got[i].Pix[n] != want[i].Pix[n] {
					t.Fatalf("%v frame %d: alpha of pixel %d is %d, want %d", f, i+1, n/4, got[i].Pix[n], want[i].Pix[n])
				}
			}
			if delays[i] != time.Duration(5+i)*10*time.Millisecond {
				t.Errorf("%v frame %d: delay %v", f, i+1, delays[i])
			}
		}
	}
}

func TestFirstFrameLiesOnTheWholeCanvas(t *testing.T) {
	for _, file := range animations(t) {
		info := formattest.Probe(t, All, file)
		got := formattest.Picture(t, All, file)
		want := show(formattest.Moving())[0]
		limit := 0.0
		if info.Format == WebP { // coarse chroma
			limit = 7
		}
		if d := formattest.Difference(t, got, want); d > limit {
			t.Errorf("%v: mean difference %.2f levels", info.Format, d)
		}
		if c := got.NRGBAAt(0, 0); c.A != 0 {
			t.Errorf("%v: corner outside the frame is %v", info.Format, c)
		}
	}
}
