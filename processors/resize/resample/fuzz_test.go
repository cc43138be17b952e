package resample

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/disintegration/imaging"

	"fanout/internal/cpu"
)

// eachLevel calls f for every level of the kernels, the reference first.
func eachLevel(f func(level cpu.Level)) {
	for level := cpu.Reference; level <= cpu.Supported(); level++ {
		if err := cpu.Limit(level); err != nil {
			panic(err) // it is supported
		}
		f(level)
	}
}

// fuzzAxis makes a valid axis of any numbers, with at most 400 samples on each
// side.
func fuzzAxis(src, dst, lo, hi, from, to uint16) Axis {
	a := Axis{Src: 1 + int(src)%400, Dst: 1 + int(dst)%400}
	a.Lo = float64(int(lo)%512-256) / 128
	a.Hi = max(float64(a.Src)-float64(int(hi)%512-256)/128, a.Lo+0.25)
	a.From = int(from) % a.Dst
	a.To = a.From + 1 + int(to)%(a.Dst-a.From)
	return a
}

// fuzzFilter returns one of the filters, for any number.
func fuzzFilter(n uint8) imaging.ResampleFilter {
	names := slices.Sorted(maps.Keys(filters))
	return filters[names[int(n)%len(names)]]
}

// stretched returns n bytes of noise, masked by seed, which is repeated.
func stretched(seed []byte, n int) []byte {
	out := noise(n, uint64(len(seed)))
	for i := range out {
		if len(seed) > 0 {
			out[i] &= seed[i%len(seed)]
			out[i] |= seed[(i*7+i/len(seed))%len(seed)]
		}
	}
	return out
}

// addSeeds adds the corpus of both fuzz targets.
func addSeeds(f *testing.F) {
	f.Add([]byte{0, 255}, uint8(3), uint16(99), uint16(63), uint16(256), uint16(256), uint16(0), uint16(399), uint16(80), uint16(31))
	f.Add([]byte("photo"), uint8(5), uint16(399), uint16(6), uint16(200), uint16(300), uint16(2), uint16(3), uint16(7), uint16(390))
	f.Add([]byte{}, uint8(0), uint16(0), uint16(399), uint16(256), uint16(0), uint16(5), uint16(100), uint16(0), uint16(0))
}

// Whatever the sizes, all implementations agree bit for bit, and with the
// definition within a level, up to ratios of 64.
func FuzzPlane(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, content []byte, filter uint8, sw, dw, lo, hi, from, to, sh, dh uint16) {
		x, y := fuzzAxis(sw, dw, lo, hi, from, to), fuzzAxis(sh, dh, hi, lo, to, from)
		if x.Src*y.Src+x.Src*y.Len() > 1<<17 {
			t.Skip("slow")
		}
		src := stretched(content, x.Src*y.Src)
		var reference []byte
		eachLevel(func(level cpu.Level) {
			dst := make([]byte, x.Len()*y.Len())
			if err := New(fuzzFilter(filter)).Plane(context.Background(), dst, x.Len(), src, x.Src, x, y); err != nil {
				t.Fatal(err)
			}
			if reference == nil {
				reference = dst
			}
			if !bytes.Equal(dst, reference) {
				t.Errorf("%v × %v: %s differs from the reference", x, y, level)
			}
		})
		if x.ratio() > 64 || y.ratio() > 64 {
			return
		}
		want := make([]byte, len(reference))
		planeFloat(want, x.Len(), src, x.Src, x, y, fuzzFilter(filter))
		for i := range want {
			if d := int(reference[i]) - int(want[i]); d < -1 || d > 1 {
				t.Fatalf("%v × %v: sample %d is %d, want %d", x, y, i, reference[i], want[i])
			}
		}
	})
}

// The same for pixels with and without alpha.
func FuzzRGBA(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, content []byte, filter uint8, sw, dw, lo, hi, from, to, sh, dh uint16) {
		x, y := fuzzAxis(sw, dw, lo, hi, from, to), fuzzAxis(sh, dh, hi, lo, to, from)
		if x.Src*y.Src+x.Src*y.Len() > 1<<15 {
			t.Skip("slow")
		}
		src := rgba(x.Src, y.Src, stretched(content, 4*x.Src*y.Src))
		for _, opaque := range []bool{false, true} {
			if opaque {
				for i := 3; i < len(src.Pix); i += 4 {
					src.Pix[i] = 255
				}
			}
			var reference []byte
			eachLevel(func(level cpu.Level) {
				dst := rgba(x.Len(), y.Len(), nil)
				if err := New(fuzzFilter(filter)).RGBA(context.Background(), dst, src, x, y, opaque); err != nil {
					t.Fatal(err)
				}
				if reference == nil {
					reference = dst.Pix
				}
				if !bytes.Equal(dst.Pix, reference) {
					t.Errorf("%v × %v, opaque %v: %s differs from the reference", x, y, opaque, level)
				}
				if !opaque {
					return
				}
				pulled := rgba(x.Len(), y.Len(), nil)
				if err := New(fuzzFilter(filter)).Opaque(context.Background(), pulled, rowsOf(t, src), x, y); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(pulled.Pix, reference) {
					t.Errorf("%v × %v: %s differs where rows are pulled", x, y, level)
				}
			})
			if x.ratio() > 64 || y.ratio() > 64 || fuzzFilter(filter).Support == 0 || x.isIdentity() && y.isIdentity() {
				continue
			}
			want := rgba(x.Len(), y.Len(), nil)
			rgbaFloat(want, src, x, y, fuzzFilter(filter))
			if k, ok := similarPixels(reference, want.Pix); !ok {
				t.Fatalf("%v × %v, opaque %v: pixel %d is %v, want %v", x, y, opaque, k/4, reference[k:k+4], want.Pix[k:k+4])
			}
		}
	})
}
