package resample

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/disintegration/imaging"
)

// kernelNames are the kernels as doctor lists them.
var kernelNames = []string{"resample alpha", "resample columns", "resample rows"}

// filters are those of the command line.
var filters = map[string]imaging.ResampleFilter{
	"nearest":  imaging.NearestNeighbor,
	"linear":   imaging.Linear,
	"cubic":    imaging.CatmullRom,
	"mitchell": imaging.MitchellNetravali,
	"lanczos2": {Support: 2, Kernel: func(x float64) float64 {
		if math.Abs(x) >= 2 {
			return 0
		}
		return sinc(x) * sinc(x/2)
	}},
	"lanczos3": imaging.Lanczos,
	"area":     imaging.Box,
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// axes have ratios from 1/64 to 8, and sizes on both sides of the multiples
// that the assembly takes.
var axes = []Axis{
	Whole(1, 1), Whole(1, 2), Whole(2, 1), Whole(1, 100), Whole(3, 2), Whole(7, 7), Whole(8, 64), Whole(63, 7), Whole(64, 1),
	Whole(65, 64), Whole(100, 99), Whole(129, 128), Whole(200, 33), Whole(250, 200), Whole(640, 10), Whole(1000, 800),
	{Src: 100, Dst: 80, Hi: 99.5, To: 80}, {Src: 100, Dst: 37, Lo: 3.25, Hi: 77, From: 5, To: 20}, {Src: 50, Dst: 400, Hi: 50, From: 100, To: 131},
	{Src: 100, Dst: 60, Lo: -0.5, Hi: 103.25, To: 60}, {Src: 5, Dst: 9, Lo: -2, Hi: 7, To: 9},
}

// noise returns n random bytes, half of which are 0 or 255.
func noise(n int, seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := make([]byte, n)
	for i := range b {
		if v := rng.Uint32(); v&0x100 == 0 {
			b[i] = byte(v)
		} else {
			b[i] = byte(int32(v) >> 31) // 0 or 255
		}
	}
	return b
}

func rgba(w, h int, pix []byte) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	copy(m.Pix, pix)
	return m
}
