package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/pixels"
)

// lossy are the mean differences in levels that are allowed for a picture of
// gradients of 60×40 pixels. Coarse chroma and quantization cost 0.6 (JPEG at
// quality 90) and 1.2 (WebP), 256 colors with dithering 3.1 (GIF). Others lose
// nothing.
var lossy = map[string]float64{"jpeg": 1.1, "webp": 1.4, "gif": 3.5}

func TestEveryFormatDecodes(t *testing.T) {
	img := formattest.Colourful(60, 40, true)
	for name, file := range stills(t, img) {
		got := formattest.Picture(t, All, file)
		want := image.Image(img)
		if name == "gif" { // whose encoder has a palette for all pictures
			want, _ = gif.Decode(bytes.NewReader(file))
		}
		if d := formattest.Difference(t, got, want); d > lossy[name] {
			t.Errorf("%s: mean difference %.2f levels, limit %.1f", name, d, lossy[name])
		}
	}
}

func TestEveryFormatEncodes(t *testing.T) {
	img := formattest.Colourful(60, 40, true)
	for _, f := range All {
		limit := lossy[f.Name]
		file, err := formattest.Encode(t.Context(), f, img, format.EncodeOptions{Quality: 90})
		if err != nil {
			t.Fatal(f, err)
		}
		if got := formattest.Probe(t, All, file).Format; got != f {
			t.Errorf("%v: content is %v", f, got)
		}
		if d := formattest.Difference(t, formattest.Picture(t, All, file), img); d > limit {
			t.Errorf("%v: mean difference %.2f levels, limit %.1f", f, d, limit)
		}
	}
}

// A mean difference hides a shift of all pixels, as of black to 16 and white to
// 235. No format shifts a channel by more than quantization does.
func TestNoFormatShiftsColours(t *testing.T) {
	img := formattest.Colourful(60, 40, true)
	for x := range 60 {
		for y := range 20 {
			v := uint8(x / 30 * 255)
			img.SetNRGBA(x, y, color.NRGBA{v, v, v, 255})
		}
	}
	for _, f := range All {
		file, err := formattest.Encode(t.Context(), f, img, format.EncodeOptions{Quality: 90})
		if err != nil {
			t.Fatal(f, err)
		}
		got := formattest.Picture(t, All, file)
		var sums [4]int
		for i := range got.Pix {
			sums[i%4] += int(got.Pix[i]) - int(img.Pix[i])
		}
		for c, sum := range sums {
			if shift := float64(sum) / (60 * 40); shift > 0.7 || shift < -0.7 {
				t.Errorf("%v: channel %d is %.2f levels off on average", f, c, shift)
			}
		}
	}
}

func TestTransparencyIsKeptOrFlattened(t *testing.T) {
	white := color.NRGBA{255, 255, 255, 255}
	for _, f := range []*format.Format{PNG, WebP, TIFF, JPEG, BMP} {
		limit := lossy[f.Name] / 1.5 // what is transparent, or white, costs less
		img := formattest.Colourful(60, 40, false)
		want := image.Image(formattest.Colourful(60, 40, false))
		if !f.Alpha {
			flat := formattest.Colourful(60, 40, false)
			pixels.Flatten(flat, white)
			want = flat
		}
		file, err := formattest.Encode(t.Context(), f, img, format.EncodeOptions{Quality: 90})
		if err != nil {
			t.Fatal(f, err)
		}
		if d := formattest.Difference(t, formattest.Picture(t, All, file), want); d > limit {
			t.Errorf("%v: mean difference %.2f levels, limit %.1f", f, d, limit)
		}
	}
}

func TestGrayStaysGray(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 4)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	for _, f := range []*format.Format{JPEG, PNG, TIFF, BMP} {
		file, err := formattest.Encode(t.Context(), f, img, format.EncodeOptions{Quality: 95, Gray: true})
		if err != nil {
			t.Fatal(err)
		}
		if info := formattest.Probe(t, All, file); info.Channels != 1 {
			t.Errorf("%v: %d channels", f, info.Channels)
		}
		if d := formattest.Difference(t, formattest.Picture(t, All, file), img); d > 0.2 { // JPEG at quality 95; the others are exact
			t.Errorf("%v: mean difference %.2f levels", f, d)
		}
	}
}

func TestDecodeNamesFormatAndCause(t *testing.T) {
	file := stills(t, formattest.Colourful(60, 40, true))["png"]
	info := formattest.Probe(t, All, file)
	var found format.Findings
	_, _, err := formattest.Decode(t.Context(), file[:len(file)/2], info, &found)
	if want := fmt.Sprintf("png: the data ends too early at byte %d: ", len(file)/2); err != nil ||
		found.Damage == nil || !strings.HasPrefix(found.Damage.Error(), want) {
		t.Errorf("truncated: %v, %v", found.Damage, err)
	}
	_, _, err = formattest.Decode(t.Context(), file[:45], info, new(format.Findings))
	if err == nil || err.Error() != "png: the data ends too early at byte 45" {
		t.Errorf("truncated before the first row: %v", err)
	}
	info.Width++
	_, _, err = formattest.Decode(t.Context(), file, info, new(format.Findings))
	if err == nil || !strings.Contains(err.Error(), "decoded to 60×40, but its header says 61×40") {
		t.Errorf("other size: %v", err)
	}
}

func TestDecodeEndsWithTheContext(t *testing.T) {
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stop)
	for name, file := range stills(t, formattest.Colourful(60, 40, true)) {
		if _, _, err := formattest.Decode(ctx, file, formattest.Probe(t, All, file), new(format.Findings)); !errors.Is(err, stop) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, file := range stills(f, formattest.Colourful(19, 13, false)) {
		f.Add(file)
	}
	for _, file := range animations(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		facts, err := probeBytes(file, "fuzz")
		if err != nil || facts.FramePixels > 1<<16 || int64(facts.Width)*int64(facts.Height) > 1<<16 {
			return
		}
		if d, ok := facts.Format.NewDecoder(0).(format.FrameDecoder); ok && facts.Frames > 1 {
			var found format.Findings
			if a, err := d.DecodeFrames(t.Context(), file, &facts, &found); err == nil {
				formattest.CheckAnimation(t, a, facts, &found)
			}
		}
		img, gray, err := formattest.Decode(t.Context(), file, facts, new(format.Findings))
		if err != nil {
			return
		}
		for _, out := range []*format.Format{PNG, JPEG, GIF} {
			if _, err := formattest.Encode(t.Context(), out, img, format.EncodeOptions{Quality: 80, Gray: gray && out.Gray}); err != nil {
				t.Fatalf("to %v: %v", out, err)
			}
		}
	})
}

func TestALongEncodingCanBeInterrupted(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	img := formattest.Colourful(40, 30, true)
	for _, f := range []*format.Format{JPEG, PNG, GIF, WebP, TIFF, BMP} {
		if _, err := formattest.Encode(ctx, f, img, format.EncodeOptions{Quality: 80}); !errors.Is(err, cause) {
			t.Errorf("%v: %v, want the cause", f, err)
		}
	}
}
