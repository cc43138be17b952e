package codec

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"fanout/processors/resize/format"
)

func TestEveryFormatDecodes(t *testing.T) {
	img := colourful(60, 40, true)
	for name, file := range stills(t, img) {
		pic := decode(t, file)
		limit := map[string]float64{"jpeg": 6, "webp": 8, "gif": 25}[name]
		if d := difference(t, pic.Image, img); d > limit {
			t.Errorf("%s: mean difference %.2f levels, limit %.0f", name, d, limit)
		}
	}
}

func TestEveryFormatEncodes(t *testing.T) {
	img := colourful(60, 40, true)
	var e Encoder
	for f, limit := range map[format.Format]float64{
		format.JPEG: 6, format.PNG: 0, format.GIF: 6, format.WebP: 8, format.TIFF: 0, format.BMP: 0,
	} {
		file, err := e.Encode(t.Context(), img, EncodeOptions{Format: f, Quality: 90})
		if err != nil {
			t.Fatal(f, err)
		}
		if got := probe(t, file).Format; got != f {
			t.Errorf("%v: content is %v", f, got)
		}
		if d := difference(t, decode(t, file).Image, img); d > limit {
			t.Errorf("%v: mean difference %.2f levels, limit %.0f", f, d, limit)
		}
	}
}

func TestTransparencyIsKeptOrFlattened(t *testing.T) {
	white := color.NRGBA{255, 255, 255, 255}
	var e Encoder
	for f, limit := range map[format.Format]float64{
		format.PNG: 0, format.WebP: 8, format.TIFF: 0, format.JPEG: 6, format.BMP: 0,
	} {
		img := colourful(60, 40, false)
		want := image.Image(colourful(60, 40, false))
		if !f.Alpha() {
			flat := colourful(60, 40, false)
			flatten(flat, white)
			want = flat
		}
		file, err := e.Encode(t.Context(), img, EncodeOptions{Format: f, Quality: 90, Background: white})
		if err != nil {
			t.Fatal(f, err)
		}
		if d := difference(t, decode(t, file).Image, want); d > limit {
			t.Errorf("%v: mean difference %.2f levels, limit %.0f", f, d, limit)
		}
	}
}

func TestFlattenRoundsToTheBackground(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 3, 1))
	img.SetNRGBA(0, 0, color.NRGBA{10, 20, 30, 0})
	img.SetNRGBA(1, 0, color.NRGBA{200, 100, 0, 128})
	img.SetNRGBA(2, 0, color.NRGBA{1, 2, 3, 255})
	flatten(img, color.NRGBA{255, 0, 100, 255})
	want := []uint8{255, 0, 100, 255, 227, 50, 50, 255, 1, 2, 3, 255}
	if !bytes.Equal(img.Pix, want) {
		t.Errorf("got %v, want %v", img.Pix, want)
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
	var e Encoder
	for _, f := range []format.Format{format.JPEG, format.PNG, format.TIFF, format.BMP} {
		file, err := e.Encode(t.Context(), img, EncodeOptions{Format: f, Quality: 95, Gray: true})
		if err != nil {
			t.Fatal(err)
		}
		if info := probe(t, file); info.Channels != 1 {
			t.Errorf("%v: %d channels", f, info.Channels)
		}
		if d := difference(t, decode(t, file).Image, img); d > 2 {
			t.Errorf("%v: mean difference %.2f levels", f, d)
		}
	}
}

func TestAPictureOfFewColoursBecomesAPalettePNG(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []uint8{uint8(i / 4 % 16 * 16), 7, 9, uint8(i / 4 % 16 * 17)})
	}
	file, err := new(Encoder).Encode(t.Context(), img, EncodeOptions{Format: format.PNG})
	if err != nil {
		t.Fatal(err)
	}
	if info := probe(t, file); !info.Palette {
		t.Error("no palette")
	}
	if d := difference(t, decode(t, file).Image, img); d != 0 {
		t.Errorf("mean difference %.2f levels", d)
	}
}

func TestDecodeNamesFormatAndCause(t *testing.T) {
	file := stills(t, colourful(60, 40, true))["png"]
	info := probe(t, file)
	_, err := new(Decoder).Decode(context.Background(), file[:len(file)/2], info, true)
	if err == nil || err.Error() != "png: invalid format: not enough pixel data" {
		t.Errorf("truncated: %v", err)
	}
	_, err = new(Decoder).Decode(context.Background(), file[:len(file)-14], info, true)
	if err == nil || err.Error() != "png: the file ends too early" {
		t.Errorf("truncated in the last chunks: %v", err)
	}
	info.Width++
	_, err = new(Decoder).Decode(context.Background(), file, info, true)
	if err == nil || !strings.Contains(err.Error(), "decoded to 60×40, but its header says 61×40") {
		t.Errorf("other size: %v", err)
	}
}

func TestDecodeEndsWithTheContext(t *testing.T) {
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(stop)
	for name, file := range stills(t, colourful(60, 40, true)) {
		if _, err := new(Decoder).Decode(ctx, file, probe(t, file), true); !errors.Is(err, stop) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A BMP whose pixels point beyond its palette passes the decoder; it must not
// reach a library that would panic over it.
func TestABadPaletteIndexIsAnError(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	file[len(file)-1] = 200
	info := probe(t, file)
	for _, used := range []byte{2, 0} { // colours that the header declares; 0 means all 256
		file[46] = used
		_, err := new(Decoder).Decode(context.Background(), file, info, true)
		if used == 2 && err == nil {
			t.Error("no error for colour 200 of 2")
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, file := range stills(f, colourful(19, 13, false)) {
		f.Add(file)
	}
	for _, file := range animations(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		info, err := format.Probe(bytes.NewReader(file), int64(len(file)), "fuzz")
		if err != nil || info.FramePixels > 1<<16 || int64(info.Width)*int64(info.Height) > 1<<16 {
			return
		}
		pic, err := new(Decoder).Decode(context.Background(), file, info, true)
		if err != nil {
			return
		}
		if pic.Frames != nil {
			checkAnimation(t, pic.Frames, info)
			return
		}
		if pic.Image.Rect != image.Rect(0, 0, info.Width, info.Height) || len(pic.Image.Pix) != 4*info.Width*info.Height {
			t.Fatalf("%v decoded to %v", info, pic.Image.Rect)
		}
		var e Encoder
		for _, out := range []format.Format{format.PNG, format.JPEG, format.GIF} {
			if _, err := e.Encode(t.Context(), pic.Image, EncodeOptions{Format: out, Quality: 80, Gray: pic.Gray}); err != nil {
				t.Fatalf("to %v: %v", out, err)
			}
		}
	})
}

func TestALongEncodingCanBeInterrupted(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	img := colourful(40, 30, true)
	var e Encoder
	for _, f := range []format.Format{format.JPEG, format.PNG, format.GIF, format.WebP, format.TIFF, format.BMP} {
		if _, err := e.Encode(ctx, img, EncodeOptions{Format: f, Quality: 80}); !errors.Is(err, cause) {
			t.Errorf("%v: %v, want the cause", f, err)
		}
	}
}
