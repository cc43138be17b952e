package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/internal/fence"
)

// newNRGBA returns a picture of random pixels in a buffer that ends with them.
func newNRGBA(rng *rand.Rand, buffer func(int) []byte, w, h int) *image.NRGBA {
	img := &image.NRGBA{Stride: 4*w + rng.IntN(9), Rect: image.Rect(0, 0, w, h)}
	img.Pix = buffer(img.Stride*(h-1) + 4*w)
	mask := []byte{0xFF, 0x80}[rng.IntN(2)] // of all values or extremes
	for i := range img.Pix {
		img.Pix[i] = byte(rng.IntN(256)) & mask
		if mask == 0x80 && img.Pix[i] != 0 {
			img.Pix[i] = 255
		}
	}
	return img
}

func TestConversionEqualsImageColor(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		var p Picture
		fence.Each(t, func(buffer func(int) []byte) {
			for w := 1; w < 80; w++ {
				h := 1 + rng.IntN(3)
				img := newNRGBA(rng, buffer, w, h)
				FromNRGBA(&p, img, false)
				for y := range h {
					for x := range w {
						c := img.NRGBAAt(x, y)
						wantY, wantCb, wantCr := color.RGBToYCbCr(c.R, c.G, c.B)
						if p.Planes[0].Row(y)[x] != wantY || p.Planes[1].Row(y)[x] != wantCb || p.Planes[2].Row(y)[x] != wantCr {
							t.Fatalf("%d×%d: pixel %d,%d of %v differs", w, h, x, y, c)
						}
					}
				}
			}
		})
	}, "jpeg rgb")
}

func TestSubsampledChromaIsThatOfTheMeanColour(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		var p Picture
		fence.Each(t, func(buffer func(int) []byte) {
			for w := 1; w < 80; w++ {
				h := 1 + rng.IntN(4)
				img := newNRGBA(rng, buffer, w, h)
				FromNRGBA(&p, img, true)
				for y := range (h + 1) / 2 {
					for x := range (w + 1) / 2 {
						var r, g, b int32
						for i := range 4 {
							c := img.NRGBAAt(min(2*x+i%2, w-1), min(2*y+i/2, h-1))
							r, g, b = r+int32(c.R), g+int32(c.G), b+int32(c.B)
						}
						// In quarters of the formula of image/color.
						wantCb := min(max((-11056*r-21712*g+32768*b+4*257<<15)>>18, 0), 255)
						wantCr := min(max((32768*r-27440*g-5328*b+4*257<<15)>>18, 0), 255)
						if int32(p.Planes[1].Row(y)[x]) != wantCb || int32(p.Planes[2].Row(y)[x]) != wantCr {
							t.Fatalf("%d×%d: chroma %d,%d is %d %d, want %d %d", w, h, x, y,
								p.Planes[1].Row(y)[x], p.Planes[2].Row(y)[x], wantCb, wantCr)
						}
					}
				}
			}
		})
	}, "jpeg rgb")
}

// Rows of planes are written up to their end and no further.
func TestConversionStaysInItsRows(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 6))
		fence.Each(t, func(buffer func(int) []byte) {
			for n := range 100 {
				upper, lower := buffer(4*n), buffer(4*n)
				y, cb, cr := buffer(n), buffer(n), buffer(n)
				for i := range upper {
					upper[i], lower[i] = byte(rng.IntN(256)), byte(rng.IntN(256))
				}
				lumaRow(y, upper)
				chromaRow(cb, cr, upper)
				wantY, wantCb, wantCr := make([]byte, n), make([]byte, n), make([]byte, n)
				lumaRef(wantY, upper)
				chromaRef(wantCb, wantCr, upper)
				if !bytes.Equal(y, wantY) || !bytes.Equal(cb, wantCb) || !bytes.Equal(cr, wantCr) {
					t.Fatalf("%d pixels: differs", n)
				}
				half := (n + 1) / 2
				cb, cr = buffer(half), buffer(half)
				chroma420Row(cb, cr, upper, lower)
				chroma420Ref(wantCb[:half], wantCr[:half], upper, lower)
				if !bytes.Equal(cb, wantCb[:half]) || !bytes.Equal(cr, wantCr[:half]) {
					t.Fatalf("%d pixels, subsampled: differs", n)
				}
			}
		})
	}, "jpeg rgb")
}

func TestConvertedPicturesAreEncoded(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var e Encoder
	var p Picture
	for _, size := range [][2]int{{1, 1}, {2, 3}, {33, 17}, {16, 8}, {5, 64}} {
		img := newNRGBA(rng, func(n int) []byte { return make([]byte, n) }, size[0], size[1])
		for _, subsample := range []bool{false, true} {
			FromNRGBA(&p, img, subsample)
			file, err := e.Encode(context.Background(), nil, &p, EncodeOptions{Quality: 100})
			if err != nil {
				t.Fatal(err)
			}
			if worst, _ := planeDifference(t, stdDecoded(t, file), p.Planes); worst > 3 {
				t.Errorf("%v, subsample %v: %d levels", size, subsample, worst)
			}
		}
		FromGray(&p, img)
		file, err := e.Encode(context.Background(), nil, &p, EncodeOptions{Quality: 100})
		if err != nil {
			t.Fatal(err)
		}
		if worst, _ := planeDifference(t, stdDecoded(t, file), p.Planes); worst > 2 {
			t.Errorf("%v, gray: %d levels", size, worst)
		}
	}
}

func FuzzConvert(f *testing.F) {
	f.Add(uint8(7), []byte{1, 2, 3, 255, 255, 255})
	f.Add(uint8(40), bytes.Repeat([]byte{0, 255, 255, 0, 255}, 60))
	f.Fuzz(func(t *testing.T, width uint8, pixels []byte) {
		w := 1 + int(width)%100
		img := image.NewNRGBA(image.Rect(0, 0, w, 3))
		for i := range img.Pix {
			if len(pixels) > 0 {
				img.Pix[i] = pixels[i%len(pixels)]
			}
		}
		for _, subsample := range []bool{false, true} {
			var got, want Picture
			FromNRGBA(&got, img, subsample)
			forced("jpeg rgb", "reference", func() { FromNRGBA(&want, img, subsample) })
			for i := range got.Planes {
				if !bytes.Equal(got.Planes[i].Pix, want.Planes[i].Pix) {
					t.Errorf("plane %d, subsample %v: differs", i, subsample)
				}
			}
		}
	})
}

func BenchmarkFromNRGBA(b *testing.B) {
	img := newNRGBA(rand.New(rand.NewPCG(9, 10)), func(n int) []byte { return make([]byte, n) }, 800, 600)
	for _, subsample := range []bool{false, true} {
		b.Run(fmt.Sprintf("800x600/subsample=%v", subsample), func(b *testing.B) {
			var p Picture
			b.SetBytes(int64(len(img.Pix)))
			b.ReportAllocs()
			for b.Loop() {
				FromNRGBA(&p, img, subsample)
			}
		})
	}
}
