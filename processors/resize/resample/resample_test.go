package resample

import (
	"context"
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"testing"

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

// axes are pairs of sizes with ratios from 1/64 to 8, the ends and the edges of
// what the assembly takes at a time among them.
var axes = []Axis{
	Whole(1, 1), Whole(1, 2), Whole(2, 1), Whole(1, 100), Whole(3, 2), Whole(7, 7), Whole(8, 64), Whole(63, 7), Whole(64, 1),
	Whole(65, 64), Whole(100, 99), Whole(129, 128), Whole(200, 33), Whole(250, 200), Whole(640, 10), Whole(1000, 800),
	{Src: 100, Dst: 80, Hi: 99.5, To: 80}, {Src: 100, Dst: 37, Lo: 3.25, Hi: 77, From: 5, To: 20}, {Src: 50, Dst: 400, Hi: 50, From: 100, To: 131},
	{Src: 100, Dst: 60, Lo: -0.5, Hi: 103.25, To: 60}, {Src: 5, Dst: 9, Lo: -2, Hi: 7, To: 9},
}

// noise returns n bytes: half of it extremes, half anything.
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

// Every filter and ratio agrees with the definition within a level.
func TestPlaneAgreesWithTheDefinition(t *testing.T) {
	for name, filter := range filters {
		r := New(filter)
		r.Keep = math.MaxInt
		for i, x := range axes {
			y := axes[(5*i+3)%len(axes)]
			if testing.Short() && x.Src*y.Src > 100000 {
				continue
			}
			src := noise(x.Src*y.Src, uint64(i))
			got, want := make([]byte, x.Len()*y.Len()), make([]byte, x.Len()*y.Len())
			if err := r.Plane(t.Context(), got, x.Len(), src, x.Src, x, y); err != nil {
				t.Fatal(err)
			}
			planeFloat(want, x.Len(), src, x.Src, x, y, filter)
			for k := range want {
				if d := int(got[k]) - int(want[k]); d < -1 || d > 1 {
					t.Fatalf("%s, %v × %v: sample %d,%d is %d, want %d", name, x, y, k%x.Len(), k/x.Len(), got[k], want[k])
				}
			}
		}
	}
}

// So do pixels, weighed by what can be seen of them.
func TestRGBAAgreesWithTheDefinition(t *testing.T) {
	for name, filter := range filters {
		r := New(filter)
		r.Keep = math.MaxInt
		for i, x := range axes {
			y := axes[(7*i+3)%len(axes)]
			if x.Src*y.Src > 30000 || testing.Short() && x.Src*y.Src > 3000 {
				continue
			}
			src := rgba(x.Src, y.Src, noise(4*x.Src*y.Src, uint64(i)))
			for _, opaque := range []bool{false, true} {
				if opaque {
					for k := 3; k < len(src.Pix); k += 4 {
						src.Pix[k] = 255
					}
				}
				got, want := rgba(x.Len(), y.Len(), nil), rgba(x.Len(), y.Len(), nil)
				if err := r.RGBA(t.Context(), got, src, x, y, opaque); err != nil {
					t.Fatal(err)
				}
				if filter.Support == 0 {
					continue // copies also what cannot be seen
				}
				rgbaFloat(want, src, x, y, filter)
				if k, ok := similarPixels(got.Pix, want.Pix); !ok {
					t.Fatalf("%s, %v × %v, opaque %v: pixel %d is %v, want %v", name, x, y, opaque, k/4, got.Pix[k:k+4], want.Pix[k:k+4])
				}
			}
		}
	}
}

// similarPixels compares pixels to a level of alpha and of colour·alpha/255,
// and returns the first that differ by more.
func similarPixels(got, want []byte) (int, bool) {
	for k := 0; k < len(got); k += 4 {
		p, q := got[k:k+4], want[k:k+4]
		if d := int(p[3]) - int(q[3]); d < -1 || d > 1 {
			return k, false
		}
		for c := range 3 {
			d := int(p[c]) - int(q[c])
			if max(d, -d) > 1 && max(d, -d)*int(min(p[3], q[3])) > 255 {
				return k, false
			}
		}
	}
	return 0, true
}

func rgba(w, h int, pix []byte) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	copy(m.Pix, pix)
	return m
}

func TestFlatAreasStayFlat(t *testing.T) {
	for name, filter := range filters {
		r := New(filter)
		for _, x := range axes {
			if testing.Short() && x.Src > 200 {
				continue
			}
			for _, y := range []Axis{Whole(5, 3), Whole(3, 17), Whole(320, 5)} {
				for _, level := range []byte{0, 1, 127, 254, 255} {
					src := make([]byte, x.Src*y.Src)
					for i := range src {
						src[i] = level
					}
					dst := make([]byte, x.Len()*y.Len())
					if err := r.Plane(t.Context(), dst, x.Len(), src, x.Src, x, y); err != nil {
						t.Fatal(err)
					}
					for i, v := range dst {
						if v != level {
							t.Fatalf("%s, %v × %v: level %d became %d at %d", name, x, y, level, v, i)
						}
					}
				}
			}
		}
	}
}

// What cannot be seen does not colour what can, and half transparent colours
// stay themselves.
func TestTransparentColoursDoNotBleed(t *testing.T) {
	src := rgba(40, 40, nil)
	for i := 0; i < len(src.Pix); i += 4 {
		switch x := i / 4 % 40; {
		case x < 20:
			copy(src.Pix[i:], []byte{255, 0, 0, 0})
		default:
			copy(src.Pix[i:], []byte{0, 100, 200, uint8(55 + 10*(x-20))})
		}
	}
	for name, filter := range filters {
		dst := rgba(13, 13, nil)
		if err := New(filter).RGBA(t.Context(), dst, src, Whole(40, 13), Whole(40, 13), false); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(dst.Pix); i += 4 {
			p := dst.Pix[i : i+4]
			if p[3] > 8 && (p[0] > 0 || max(p[1], 100)-min(p[1], 100) > 1 || max(p[2], 200)-min(p[2], 200) > 1) {
				t.Fatalf("%s: pixel %d is %v", name, i/4, p)
			}
		}
	}
}

func TestAnUnchangedAxisIsCopied(t *testing.T) {
	src := noise(50*40, 1)
	for name, filter := range filters {
		r := New(filter)
		dst := make([]byte, 50*40)
		if err := r.Plane(t.Context(), dst, 50, src, 50, Whole(50, 50), Whole(40, 40)); err != nil {
			t.Fatal(err)
		}
		if string(dst) != string(src) {
			t.Errorf("%s changes a picture of the same size", name)
		}
		// Rows of a picture that only becomes flatter do not mix with each other.
		narrow := append([]byte(nil), src...)
		for i := range narrow {
			if i/50 != 7 {
				narrow[i] = 0
			}
		}
		if err := r.Plane(t.Context(), dst, 50, narrow, 50, Whole(50, 20), Whole(40, 40)); err != nil {
			t.Fatal(err)
		}
		for i, v := range dst[:39*50+20] {
			if i%50 < 20 && i/50 != 7 && v != 0 {
				t.Fatalf("%s: row %d took from its neighbour", name, i/50)
			}
		}
	}
}

// A span that reaches past the samples takes in the first and last again.
func TestSpansRepeatTheEdges(t *testing.T) {
	src := noise(20, 8)
	longer := append([]byte{src[0], src[0], src[0]}, src...)
	longer = append(longer, src[19], src[19])
	for name, filter := range filters {
		r := New(filter)
		for _, dst := range []int{11, 25, 60} {
			got, want := make([]byte, dst), make([]byte, dst)
			past := Axis{Src: 20, Dst: dst, Lo: -3, Hi: 22, To: dst}
			if err := errors.Join(r.Plane(t.Context(), got, dst, src, 20, past, Whole(1, 1)),
				r.Plane(t.Context(), want, dst, longer, 25, Whole(25, dst), Whole(1, 1))); err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if d := int(got[i]) - int(want[i]); d < -1 || d > 1 {
					t.Errorf("%s to %d: sample %d is %d, want %d", name, dst, i, got[i], want[i])
				}
			}
		}
	}
}

// A part of the result is the same as cut from the whole.
func TestAPartIsWhatItIsInTheWhole(t *testing.T) {
	x, y := Whole(300, 211), Whole(200, 77)
	src := noise(x.Src*y.Src, 3)
	for name, filter := range filters {
		r := New(filter)
		whole := make([]byte, x.Dst*y.Dst)
		if err := r.Plane(t.Context(), whole, x.Dst, src, x.Src, x, y); err != nil {
			t.Fatal(err)
		}
		px, py := x, y
		px.From, px.To, py.From, py.To = 100, 171, 31, 32
		part := make([]byte, px.Len()*py.Len())
		if err := r.Plane(t.Context(), part, px.Len(), src, x.Src, px, py); err != nil {
			t.Fatal(err)
		}
		for i, v := range part {
			if w := whole[(31+i/71)*x.Dst+100+i%71]; max(v, w)-min(v, w) > 1 {
				t.Fatalf("%s: sample %d is %d, in the whole %d", name, i, v, w)
			}
		}
	}
}

// A chroma plane of half the samples lies where luma lies, also when the
// picture has an odd side.
func TestSpansKeepPlanesInRegister(t *testing.T) {
	const w = 301
	luma, chroma := make([]byte, w), make([]byte, (w+1)/2)
	for i := range luma {
		luma[i] = uint8(i * 255 / w)
	}
	for i := range chroma {
		chroma[i] = uint8(float64(2*i) * 255 / w)
		if 2*i+1 < w {
			chroma[i] = uint8((float64(2*i) + 0.5) * 255 / w)
		}
	}
	r := New(imaging.Linear)
	a, b := make([]byte, 100), make([]byte, 100)
	one := Whole(1, 1)
	if err := r.Plane(t.Context(), a, 100, luma, w, Whole(w, 100), one); err != nil {
		t.Fatal(err)
	}
	if err := r.Plane(t.Context(), b, 100, chroma, len(chroma), Axis{Src: len(chroma), Dst: 100, Hi: w / 2.0, To: 100}, one); err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if d := int(a[i]) - int(b[i]); d < -1 || d > 1 {
			t.Errorf("sample %d: luma %d, chroma %d", i, a[i], b[i])
		}
	}
}

// The widest files there are, brought to next to nothing and back.
func TestExtremeSizes(t *testing.T) {
	for _, c := range []struct{ w, h, dw, dh int }{{65500, 2, 1, 1}, {2, 65500, 1, 1}, {65500, 1, 3, 40}, {1, 1, 65500, 1}, {1, 2, 1, 65500}} {
		src := noise(c.w*c.h, 9)
		for name, filter := range filters {
			if testing.Short() && name != "linear" {
				continue
			}
			got, want := make([]byte, c.dw*c.dh), make([]byte, c.dw*c.dh)
			x, y := Whole(c.w, c.dw), Whole(c.h, c.dh)
			if err := New(filter).Plane(t.Context(), got, c.dw, src, c.w, x, y); err != nil {
				t.Fatal(err)
			}
			planeFloat(want, c.dw, src, c.w, x, y, filter)
			for i := range want {
				if d := int(got[i]) - int(want[i]); d < -1 || d > 1 {
					t.Fatalf("%s, %v: sample %d is %d, want %d", name, c, i, got[i], want[i])
				}
			}
		}
	}
}

func TestBadArgumentsAreRefused(t *testing.T) {
	r := New(imaging.Linear)
	plane := make([]byte, 100)
	ok := Whole(10, 5)
	for name, f := range map[string]func() error{
		"no samples":      func() error { return r.Plane(t.Context(), plane, 5, plane, 10, Whole(0, 5), ok) },
		"no result":       func() error { return r.Plane(t.Context(), plane, 5, plane, 10, Whole(10, 0), ok) },
		"short source":    func() error { return r.Plane(t.Context(), plane, 5, plane[:99], 10, ok, ok) },
		"short result":    func() error { return r.Plane(t.Context(), plane[:24], 5, plane, 10, ok, ok) },
		"source stride":   func() error { return r.Plane(t.Context(), plane, 5, plane, 9, ok, ok) },
		"negative stride": func() error { return r.Plane(t.Context(), plane, -5, plane, 10, ok, ok) },
		"huge stride":     func() error { return r.Plane(t.Context(), plane, math.MaxInt, plane, 10, ok, ok) },
		"huge side":       func() error { return r.Plane(t.Context(), plane, 5, plane, 10, Whole(1<<40, 5), ok) },
		"empty span": func() error {
			return r.Plane(t.Context(), plane, 5, plane, 10, Axis{Src: 10, Dst: 5, Lo: 3, Hi: 3, To: 5}, ok)
		},
		"span not a number": func() error {
			return r.Plane(t.Context(), plane, 5, plane, 10, Axis{Src: 10, Dst: 5, Hi: math.NaN(), To: 5}, ok)
		},
		"part outside": func() error {
			return r.Plane(t.Context(), plane, 5, plane, 10, Axis{Src: 10, Dst: 5, Hi: 10, To: 6}, ok)
		},
		"empty part":    func() error { return r.Plane(t.Context(), plane, 5, plane, 10, Axis{Src: 10, Dst: 5, Hi: 10}, ok) },
		"other picture": func() error { return r.RGBA(t.Context(), rgba(5, 5, nil), rgba(9, 10, nil), ok, ok, true) },
		"wild filter": func() error {
			wild := New(imaging.ResampleFilter{Support: 1, Kernel: func(x float64) float64 { return math.Cos(9 * x) }})
			return wild.Plane(t.Context(), plane, 50, plane, 10, Whole(10, 50), Whole(2, 2))
		},
		"filter without weights": func() error {
			none := New(imaging.ResampleFilter{Support: 1, Kernel: func(float64) float64 { return 0 }})
			return none.Plane(t.Context(), plane, 5, plane, 10, ok, ok)
		},
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCancellingStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	src := make([]byte, 1000*1000)
	for name, filter := range filters {
		if err := New(filter).Plane(ctx, make([]byte, 500*500), 500, src, 1000, Whole(1000, 500), Whole(1000, 500)); err != cause {
			t.Errorf("%s: %v, want the cause", name, err)
		}
	}
}

// Pictures of sizes met before cost no allocation.
func TestNothingIsAllocatedAgain(t *testing.T) {
	r := New(imaging.Lanczos)
	r.Keep = 1 << 20
	src, dst := rgba(300, 200, noise(4*300*200, 4)), rgba(100, 99, nil)
	work := func() {
		x, y := Whole(300, 100), Whole(200, 99)
		if err := errors.Join(
			r.RGBA(t.Context(), dst, src, x, y, false), r.RGBA(t.Context(), dst, src, x, y, true),
			r.Plane(t.Context(), dst.Pix, 100, src.Pix, 300, x, y),
			r.Plane(t.Context(), dst.Pix, 50, src.Pix, 150, Whole(150, 50), Whole(100, 50)),
		); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(10, work); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNoMoreThanKeepIsKept(t *testing.T) {
	r := New(imaging.Lanczos)
	r.Keep = 1000
	src := noise(300*300, 5)
	if err := r.Plane(t.Context(), make([]byte, 100*100), 100, src, 300, Whole(300, 100), Whole(300, 100)); err != nil {
		t.Fatal(err)
	}
	if r.tables != nil || r.intermediate != nil {
		t.Error("more than 1000 bytes are kept")
	}
}
