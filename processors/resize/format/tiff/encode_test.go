package tiff

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/tiff"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/pixels"
)

// encodeCases are pictures of each form, and of one and of several strips.
func encodeCases() map[string]*image.NRGBA {
	cases := map[string]*image.NRGBA{}
	for _, size := range []image.Point{{1, 1}, {7, 5}, {333, 400}, {700, 90}} {
		noise := formattest.Colourful(size.X, size.Y, true)
		rng := rand.New(rand.NewPCG(5, 6))
		for i := range noise.Pix {
			if i%4 != 3 {
				noise.Pix[i] += uint8(rng.Uint32() % 8)
			}
		}
		few := func(colours int) *image.NRGBA {
			img := image.NewNRGBA(noise.Rect)
			for y := range size.Y {
				for x := range size.X {
					c := (x*x/50 + y*3/7) % colours
					img.SetNRGBA(x, y, color.NRGBA{uint8(c * c * 37 >> 3), uint8(c * 101), uint8(c * c * c >> 4), 255})
				}
			}
			return img
		}
		for name, img := range map[string]*image.NRGBA{
			"noise": noise, "smooth": formattest.Colourful(size.X, size.Y, true),
			"transparent": formattest.Colourful(size.X, size.Y, false),
			"3 colors":    few(3), "17 colors": few(17), "250 colors": few(250),
		} {
			cases[fmt.Sprintf("%s of %d×%d", name, size.X, size.Y)] = img
		}
	}
	return cases
}

// encodeTIFF encodes img, of which gray says that only its red counts.
func encodeTIFF(t testing.TB, img *image.NRGBA, gray bool) []byte {
	t.Helper()
	out, err := tiffFormat.NewEncoder(0).Encode(t.Context(), []byte("before"), img, format.EncodeOptions{Gray: gray, Opaque: img.Opaque()})
	if err != nil || string(out[:6]) != "before" {
		t.Fatal(err)
	}
	return out[6:]
}

// grayOf returns img with all colors those of red.
func grayOf(img *image.NRGBA) *image.NRGBA {
	g := &image.NRGBA{Pix: bytes.Clone(img.Pix), Stride: img.Stride, Rect: img.Rect}
	for i := 0; i < len(g.Pix); i += 4 {
		g.Pix[i+1], g.Pix[i+2] = g.Pix[i], g.Pix[i]
	}
	return g
}

// Nothing is lost, whoever reads it.
func TestWhatIsEncodedComesBackExactly(t *testing.T) {
	for name, img := range encodeCases() {
		for _, gray := range []bool{false, true} {
			want := img
			if gray {
				want = grayOf(img)
			}
			file := encodeTIFF(t, img, gray)
			if again := encodeTIFF(t, img, gray); !bytes.Equal(file, again) {
				t.Errorf("%s: two files of one picture differ", name)
			}
			facts := formattest.Probe(t, format.Table{tiffFormat}, file)
			got, isGray, err := formattest.Decode(t.Context(), file, facts, new(format.Findings))
			if err != nil || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%s, gray %v: not the same pixels, %v", name, gray, err)
			}
			if facts.Alpha == img.Opaque() || img.Opaque() && isGray != gray {
				t.Errorf("%s, gray %v: alpha %v, gray %v", name, gray, facts.Alpha, isGray)
			}
			if gray && !img.Opaque() { // they know no alpha with gray
				continue
			}
			theirs, err := tiff.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(name, err)
			}
			if !bytes.Equal(formattest.Rounded(theirs).Pix, want.Pix) {
				t.Errorf("%s, gray %v: golang.org/x/image reads other pixels", name, gray)
			}
		}
	}
}

func TestFilesAreNoLargerThanThoseOfOthers(t *testing.T) {
	var buffer scratch.Buffer[byte]
	for name, img := range encodeCases() {
		for _, gray := range []bool{false, true} {
			var theirs bytes.Buffer
			plain := pixels.Plain(&buffer, img, img.Opaque(), gray)
			if err := tiff.Encode(&theirs, plain, &tiff.Options{Compression: tiff.Deflate}); err != nil {
				t.Fatal(err)
			}
			// Theirs lack the byte that makes offsets even.
			if n := len(encodeTIFF(t, img, gray)); n > theirs.Len()+1 && (img.Opaque() || !gray) {
				t.Errorf("%s, gray %v: %d bytes, golang.org/x/image makes %d", name, gray, n, theirs.Len())
			}
		}
	}
}

// A form costs nothing where it does not serve.
func TestTheSmallestFormIsTaken(t *testing.T) {
	for name, want := range map[string]struct{ photometric, strips int }{
		"noise of 333×400":       {photometricRGB, 2},
		"3 colors of 333×400":    {photometricIndex, 1},
		"250 colors of 700×90":   {photometricIndex, 1},
		"3 colors of 7×5":        {photometricRGB, 1},
		"transparent of 333×400": {photometricRGB, 3},
	} {
		file := encodeTIFF(t, encodeCases()[name], false)
		facts := formattest.Probe(t, format.Table{tiffFormat}, file)
		p, err := openPage(file, &facts)
		if err != nil || p.photometric != want.photometric || p.down != want.strips {
			t.Errorf("%s: photometric %d, %d strips, %v", name, p.photometric, p.down, err)
		}
	}
}

func TestMetadataIsPutIntoFilesOfEveryForm(t *testing.T) {
	for name, img := range encodeCases() {
		m := metadata.Set{ICC: formattest.Profile(201, "RGB "), Orientation: 3}
		file, err := tiffFormat.Embed(nil, encodeTIFF(t, img, false), m)
		if err != nil {
			t.Fatal(name, err)
		}
		facts := formattest.Probe(t, format.Table{tiffFormat}, file)
		got, _, err := formattest.Decode(t.Context(), file, facts, new(format.Findings))
		if err != nil || !bytes.Equal(got.Pix, img.Pix) || facts.Orientation != 3 || !bytes.Equal(tiffFormat.Profile(file, 0), m.ICC) {
			t.Errorf("%s: %v, orientation %d", name, err, facts.Orientation)
		}
	}
}

func TestEncodingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(context.DeadlineExceeded)
	img := formattest.Colourful(10, 10, true)
	if _, err := tiffFormat.NewEncoder(0).Encode(ctx, nil, img, format.EncodeOptions{Opaque: true}); err != context.DeadlineExceeded {
		t.Error(err)
	}
}
