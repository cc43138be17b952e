package jpeg

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"
)

// benchmarkFile returns a photograph of 12 megapixels, or a synthetic picture
// of that size.
func benchmarkFile(b *testing.B) []byte {
	if file := photographs(b, 1)["IMG_0001.jpg"]; file != nil {
		return file
	}
	img := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range img.Y {
		x, y := float64(i%img.YStride), float64(i/img.YStride)
		img.Y[i] = byte(128 + 60*math.Sin(x/37)*math.Cos(y/91) + 25*math.Sin(x*y/90000) + 5*rng.NormFloat64())
	}
	for i := range img.Cb {
		x, y := float64(i%img.CStride), float64(i/img.CStride)
		img.Cb[i] = byte(128 + 40*math.Sin(x/190+y/300) + 2*rng.NormFloat64())
		img.Cr[i] = byte(128 + 40*math.Cos(x/210-y/130) + 2*rng.NormFloat64())
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// The throughput of BenchmarkDecode is in bytes of the file.
func BenchmarkDecode(b *testing.B) {
	file := benchmarkFile(b)
	for _, scale := range []int{1, 2, 4, 8} {
		b.Run(fmt.Sprint(scale), func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			d := Decoder{Keep: 1 << 30}
			for b.Loop() {
				if _, err := d.Decode(b.Context(), file, scale); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
