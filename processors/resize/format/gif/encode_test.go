package gif

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"math/rand/v2"
	"testing"
	"time"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// encodeScreens writes screens of one size, frame i for i+1 hundredths of a
// second.
func encodeScreens(t testing.TB, opt format.EncodeOptions, loops int, screens ...*image.NRGBA) []byte {
	t.Helper()
	size := screens[0].Rect.Max
	data, err := Format.NewEncoder(0).(format.FrameEncoder).EncodeFrames(t.Context(), nil, size.X, size.Y, loops, opt,
		func(yield func(*image.NRGBA, time.Duration) error) error {
			for i, s := range screens {
				if err := yield(s, time.Duration(i+1)*10*time.Millisecond); err != nil {
					return err
				}
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shown plays data by image/gif and package draw, which have nothing in common
// with the writer.
func shown(t testing.TB, data []byte) (screens []*image.NRGBA, g *gif.GIF) {
	t.Helper()
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
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
	return screens, g
}

// drawing returns a screen of w×h whose pixels are letters, as play writes
// them.
func drawing(w int, pix string) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, len(pix)/w))
	for i, c := range pix {
		img.SetNRGBA(i%w, i/w, map[rune]color.NRGBA{
			'r': {255, 0, 0, 255}, 'g': {0, 255, 0, 255}, 'b': {0, 0, 255, 255}, 'w': {255, 255, 255, 255}, 'k': {0, 0, 0, 255},
		}[c])
	}
	return img
}

// checkShown compares what data shows with screens whose colors fit a palette.
func checkShown(t *testing.T, data []byte, screens []*image.NRGBA) {
	t.Helper()
	got, g := shown(t, data)
	if len(got) != len(screens) {
		t.Fatalf("%d frames of %d", len(got), len(screens))
	}
	for i, want := range screens {
		if d := formattest.Difference(t, got[i], want); d > 0 || g.Delay[i] != i+1 {
			t.Fatalf("frame %d: mean difference %.2f levels, %d0 ms", i+1, d, g.Delay[i])
		}
	}
}

// Whatever changes, covers and uncovers what: it is shown exactly.
func TestAnyScreensAreShownExactly(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for range 100 {
		w, h := 1+rnd.IntN(9), 1+rnd.IntN(9)
		clear := rnd.IntN(3) // of 3 pixels
		screens := make([]*image.NRGBA, 1+rnd.IntN(6))
		for i := range screens {
			s := image.NewNRGBA(image.Rect(0, 0, w, h))
			if i > 0 && rnd.IntN(4) > 0 {
				copy(s.Pix, screens[rnd.IntN(i)].Pix)
			}
			for range rnd.IntN(2 * w * h) {
				c := color.NRGBA{uint8(rnd.IntN(3)), uint8(rnd.IntN(2) * 255), 9, 255}
				if rnd.IntN(3) < clear {
					c = color.NRGBA{}
				}
				s.SetNRGBA(rnd.IntN(w), rnd.IntN(h), c)
			}
			screens[i] = s
		}
		loops := rnd.IntN(4)
		data := encodeScreens(t, format.EncodeOptions{}, loops, screens...)
		checkShown(t, data, screens)
		if _, _, got, found := play(t, data); got != loops || found.Damage != nil || len(found.Notes) > 0 {
			t.Fatalf("%d loops of %d, %+v", got, loops, found)
		}
	}
}

func TestOnlyWhatChangesIsWritten(t *testing.T) {
	type frame struct {
		area     image.Rectangle
		disposal byte
	}
	whole := image.Rect(0, 0, 4, 2)
	for name, c := range map[string]struct {
		screens []string
		want    []frame
	}{
		"nothing":             {[]string{"rrrrgggg", "rrrrgggg"}, []frame{{whole, 0}, {image.Rect(0, 0, 1, 1), 0}}},
		"a pixel":             {[]string{"rrrrgggg", "rrbrgggg"}, []frame{{whole, 0}, {image.Rect(2, 0, 3, 1), 0}}},
		"for a moment":        {[]string{"rrrrgggg", "rbbrgggg", "rrrrgggg"}, []frame{{whole, 0}, {image.Rect(1, 0, 3, 1), gif.DisposalPrevious}, {image.Rect(0, 0, 1, 1), 0}}},
		"free edges":          {[]string{".rr..rr.", ".rr..rb."}, []frame{{image.Rect(1, 0, 3, 2), 0}, {image.Rect(2, 1, 3, 2), 0}}},
		"a sprite that moves": {[]string{"r...r...", ".r...r..", "..r...r."}, []frame{{image.Rect(0, 0, 1, 2), gif.DisposalBackground}, {image.Rect(1, 0, 2, 2), gif.DisposalBackground}, {image.Rect(2, 0, 3, 2), 0}}},
		"a hole":              {[]string{"rrrrgggg", "rr.rgggg"}, []frame{{whole, gif.DisposalBackground}, {whole, 0}}},
	} {
		var screens []*image.NRGBA
		for _, s := range c.screens {
			screens = append(screens, drawing(4, s))
		}
		data := encodeScreens(t, format.EncodeOptions{}, 0, screens...)
		checkShown(t, data, screens)
		_, g := shown(t, data)
		for i, want := range c.want {
			if got := (frame{g.Image[i].Rect, g.Disposal[i]}); got != want {
				t.Errorf("%s: frame %d is %v, want %v", name, i+1, got, want)
			}
		}
	}
}

func TestAStillHasNoBlockThatItDoesNotNeed(t *testing.T) {
	for pix, want := range map[string]int{
		// Header and screen, table, image and its data, trailer.
		"rgrgrgrg": 13 + 6 + 10 + 6 + 1,
		"rgrgrg..": 13 + 12 + 8 + 10 + 7 + 1, // and a control
	} {
		img := drawing(4, pix)
		data, err := Format.NewEncoder(0).Encode(t.Context(), nil, img, format.EncodeOptions{})
		if err != nil || len(data) != want {
			t.Errorf("%s: %d bytes, want %d; %v", pix, len(data), want, err)
		}
		if d := formattest.Difference(t, formattest.Picture(t, format.Table{Format}, data), img); d > 0 {
			t.Errorf("%s: mean difference %.2f levels", pix, d)
		}
	}
}

// FuzzScreens makes up an animation: what is written shows it exactly.
func FuzzScreens(f *testing.F) {
	f.Add([]byte("\x03\x02rrgbb..rrgggbbr.r..b"))
	f.Add([]byte("\x01\x01rg.b.r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 3 {
			return
		}
		w, h := 1+int(data[0]%16), 1+int(data[1]%16)
		var screens []*image.NRGBA
		for pix := data[2:]; len(pix) >= w*h && len(screens) < 8; pix = pix[w*h:] {
			img := image.NewNRGBA(image.Rect(0, 0, w, h))
			for i, c := range pix[:w*h] {
				if c&7 != 0 {
					copy(img.Pix[4*i:], []uint8{c & 0xc0, c & 0x38, c & 7, 255})
				}
			}
			screens = append(screens, img)
		}
		if len(screens) > 0 {
			checkShown(t, encodeScreens(t, format.EncodeOptions{}, 0, screens...), screens)
		}
	})
}

func BenchmarkEncodeFrames(b *testing.B) {
	var screens []*image.NRGBA
	for i := range 4 {
		screens = append(screens, shades(640, 480, i))
	}
	b.SetBytes(int64(4 * len(screens[0].Pix)))
	for b.Loop() {
		encodeScreens(b, format.EncodeOptions{Colours: 256, Resampled: true}, 0, screens...)
	}
}
