package webp

import (
	"hash/crc32"
	"image"
	"os"
	"path/filepath"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// The pictures in testdata are of libwebp's cwebp 1.2.4, called as the names
// say; their checksums are those of the pixels that its dwebp makes.
var libwebpSums = map[string]uint32{
	"alpha-best.webp":          0xb64888a9,
	"alpha-lossless.webp":      0xe77daa87,
	"alpha-raw.webp":           0xe77daa87,
	"lossless-m0.webp":         0xb7f388dc,
	"lossless-m6.webp":         0x1e7eb452,
	"lossless-palette.webp":    0xdf501901,
	"lossless-palette2.webp":   0xb6ab18a2,
	"lossless.webp":            0x1e7eb452,
	"lossy-q0.webp":            0x33ea8f6c,
	"lossy-q100.webp":          0x94d516b7,
	"lossy-segments.webp":      0xaeec46da,
	"lossy-sharp.webp":         0x2d41e72b,
	"lossy-simple-filter.webp": 0x86e0c6a1,
}

func testFile(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPixelsAreThoseOfLibwebp(t *testing.T) {
	for name, want := range libwebpSums {
		file := testFile(t, name)
		img := formattest.Picture(t, format.Table{Format}, file)
		if got := crc32.ChecksumIEEE(img.Pix); got != want {
			t.Errorf("%s: checksum %#x, want %#x", name, got, want)
		}
		if facts := formattest.Probe(t, format.Table{Format}, file); facts.Alpha == img.Opaque() {
			t.Errorf("%s: alpha is %v, but all is opaque: %v", name, facts.Alpha, img.Opaque())
		}
	}
}

// VP8's black is 16 and its white 235 (RFC 6386 section 9.2). Black and white
// come out as they went in, however often they do.
func TestBlackAndWhiteStay(t *testing.T) {
	for _, opaque := range []bool{true, false} {
		img := image.NewNRGBA(image.Rect(0, 0, 64, 48))
		for i := range img.Pix {
			x := i / 4 % 64
			img.Pix[i] = uint8(x / 32 * 255)
			if i%4 == 3 {
				img.Pix[i] = 255
				if !opaque && x%32 < 16 {
					img.Pix[i] = 128
				}
			}
		}
		got := img
		for pass := range 5 {
			file, err := formattest.Encode(t.Context(), Format, got, format.EncodeOptions{Quality: 80})
			if err != nil {
				t.Fatal(err)
			}
			got = formattest.Picture(t, format.Table{Format}, file)
			for i := range got.Pix {
				if got.Pix[i] != img.Pix[i] {
					t.Fatalf("opaque %v, pass %d: byte %d is %d, want %d", opaque, pass+1, i, got.Pix[i], img.Pix[i])
				}
			}
		}
	}
}
