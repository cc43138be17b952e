package codec

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"testing"
	"time"

	"fanout/processors/resize/format"
)

// moving is an animation with every disposal, frames smaller than the canvas,
// transparency, and a first frame that does not start at the corner.
func moving() *gif.GIF {
	g := &gif.GIF{Config: image.Config{Width: 24, Height: 16}, LoopCount: 2}
	palette := color.Palette{color.NRGBA{}, color.NRGBA{200, 30, 30, 255}, color.NRGBA{30, 200, 30, 255}, color.NRGBA{30, 30, 200, 255}}
	for i, disposal := range []byte{gif.DisposalNone, gif.DisposalPrevious, gif.DisposalBackground, 0, gif.DisposalPrevious, gif.DisposalNone, gif.DisposalBackground} {
		area := image.Rect(3+i, 1+i, 3+i+9, 1+i+8).Intersect(image.Rect(0, 0, 24, 16))
		frame := image.NewPaletted(area, palette)
		for n := range frame.Pix {
			frame.Pix[n] = uint8((n + n/5 + i) % 4)
		}
		g.Image = append(g.Image, frame)
		g.Delay = append(g.Delay, 5+i)
		g.Disposal = append(g.Disposal, disposal)
	}
	return g
}

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
func play(t testing.TB, a *Animation) (screens []*image.NRGBA, delays []time.Duration) {
	t.Helper()
	err := a.Each(func(img *image.NRGBA, delay time.Duration) error {
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

func encodeGIF(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// animations returns moving in both formats.
func animations(t testing.TB) [][]byte {
	t.Helper()
	file := encodeGIF(t, moving())
	a := decode(t, file).Frames
	webp, err := new(Encoder).EncodeAnimation(t.Context(), 24, 16, a.Loops, EncodeOptions{Format: format.WebP, Quality: 80}, a.Each)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{file, bytes.Clone(webp)}
}

func TestAnimatedGIFIsComposedAsAViewerDoes(t *testing.T) {
	g := moving()
	a := decode(t, encodeGIF(t, g)).Frames
	got, delays := play(t, a)
	for i, want := range show(g) {
		if d := difference(t, got[i], want); d != 0 {
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
// are few colours; for WebP the transparency exactly.
func TestAnimationsAreWrittenAsTheyWere(t *testing.T) {
	want := show(moving())
	source := decode(t, encodeGIF(t, moving())).Frames
	for f, limit := range map[format.Format]float64{format.GIF: 0, format.WebP: 20} {
		file, err := new(Encoder).EncodeAnimation(t.Context(), 24, 16, source.Loops, EncodeOptions{Format: f, Quality: 95}, source.Each)
		if err != nil {
			t.Fatal(err)
		}
		a := decode(t, file).Frames
		if a == nil {
			t.Fatalf("%v: no animation", f)
		}
		got, delays := play(t, a)
		if len(got) != len(want) || a.Loops != source.Loops {
			t.Fatalf("%v: %d frames, %d loops", f, len(got), a.Loops)
		}
		for i := range want {
			if d := difference(t, got[i], want[i]); d > limit {
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

func TestLoopCountsSurvive(t *testing.T) {
	for _, plays := range []int{0, 1, 2, 7} {
		if got := loopsOfGIF(gifLoops(plays)); got != plays {
			t.Errorf("%d plays become %d", plays, got)
		}
	}
}

func TestFirstFrameLiesOnTheWholeCanvas(t *testing.T) {
	for _, file := range animations(t) {
		info := probe(t, file)
		pic, err := new(Decoder).Decode(t.Context(), file, info, false)
		if err != nil {
			t.Fatal(err)
		}
		want := show(moving())[0]
		if d := difference(t, pic.Image, want); d > 12 {
			t.Errorf("%v: mean difference %.2f levels", info.Format, d)
		}
		if c := pic.Image.NRGBAAt(0, 0); c.A != 0 {
			t.Errorf("%v: corner outside the frame is %v", info.Format, c)
		}
	}
}

// checkAnimation plays a whatever it holds.
func checkAnimation(t *testing.T, a *Animation, info format.Facts) {
	if w, h := a.Size(); w != info.Width || h != info.Height || a.Count != info.Frames {
		t.Fatalf("%d frames of %d×%d, but the header says %d of %d×%d", a.Count, w, h, info.Frames, info.Width, info.Height)
	}
	frames := 0
	err := a.Each(func(img *image.NRGBA, delay time.Duration) error {
		frames++
		if img.Rect != image.Rect(0, 0, info.Width, info.Height) || delay < 0 {
			t.Fatalf("frame of %v for %v", img.Rect, delay)
		}
		return nil
	})
	if err == nil && frames != a.Count {
		t.Fatalf("%d frames of %d", frames, a.Count)
	}
}
