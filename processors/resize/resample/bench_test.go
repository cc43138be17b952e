package resample

import (
	"context"
	"fmt"
	"testing"

	"github.com/disintegration/imaging"

	"fanout/internal/cpu"
)

// bench runs f on every implementation.
func bench(b *testing.B, name string, bytes int, f func(r *Resampler) error) {
	eachLevel(func(level cpu.Level) {
		b.Run(fmt.Sprint(name, "/", level), func(b *testing.B) {
			r := New(imaging.Lanczos)
			r.Keep = 1 << 30
			b.SetBytes(int64(bytes))
			for b.Loop() {
				if err := f(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func BenchmarkPlane(b *testing.B) {
	src, dst := noise(4000*3000, 1), make([]byte, 4000*3000)
	for _, c := range [][4]int{{1000, 750, 800, 600}, {4000, 3000, 2000, 1500}, {4000, 3000, 800, 600}} {
		x, y := Whole(c[0], c[2]), Whole(c[1], c[3])
		bench(b, fmt.Sprintf("%dx%dto%dx%d", c[0], c[1], c[2], c[3]), c[0]*c[1], func(r *Resampler) error {
			return r.Plane(context.Background(), dst, x.Dst, src, x.Src, x, y)
		})
	}
}

// The planes of a JPEG photo of 12 million pixels, decoded at 1/4.
func BenchmarkPlanes420(b *testing.B) {
	src, dst := noise(1000*750, 1), make([]byte, 800*600)
	bench(b, "1000x750to800x600", 1000*750*3/2, func(r *Resampler) error {
		for _, div := range []int{1, 2, 2} {
			x, y := Whole(1000/div, 800/div), Whole(750/div, 600/div)
			if err := r.Plane(context.Background(), dst, x.Dst, src, x.Src, x, y); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkRGBA(b *testing.B) {
	src, dst := rgba(4000, 3000, noise(4*4000*3000, 1)), rgba(800, 600, nil)
	for _, opaque := range []bool{true, false} {
		bench(b, fmt.Sprintf("4000x3000to800x600/opaque=%v", opaque), 4*4000*3000, func(r *Resampler) error {
			return r.RGBA(context.Background(), dst, src, Whole(4000, 800), Whole(3000, 600), opaque)
		})
	}
}
