package png

import (
	"image"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

func TestAPictureOfFewColoursHasAPalette(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []uint8{uint8(i / 4 % 16 * 16), 7, 9, uint8(i / 4 % 16 * 17)})
	}
	file, err := formattest.Encode(t.Context(), Format, img, format.EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info := formattest.Probe(t, format.Table{Format}, file); !info.Palette {
		t.Error("no palette")
	}
	if d := formattest.Difference(t, formattest.Picture(t, format.Table{Format}, file), img); d != 0 {
		t.Errorf("mean difference %.2f levels", d)
	}
}

func TestAProfileThatInflatesWithoutEndIsRefused(t *testing.T) {
	file, err := formattest.Encode(t.Context(), Format, formattest.Colourful(1, 1, true), format.EncodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{maxICC: true, maxICC + 1: false} {
		bomb := make([]byte, n)
		copy(bomb, formattest.Profile(200, "RGB "))
		out, err := Format.Embed(nil, file, metadata.Set{ICC: bomb})
		if err != nil {
			t.Fatal(err)
		}
		if got := Format.Profile(out, 0) != nil; got != want {
			t.Errorf("profile of %d bytes in %d: %v", n, len(out), got)
		}
	}
}
