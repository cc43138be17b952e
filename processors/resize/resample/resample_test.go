package resample

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

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

// Pixels agree, too, weighted by alpha.
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

// similarPixels compares pixels to a level of alpha and of color·alpha/255,
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

// Transparent pixels do not change the colors of others, and half-transparent
// colors stay as they are.
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

// The largest sides of JPEG files, reduced to a few samples and enlarged again.
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

// Pictures of the same sizes as before cost no allocation.
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
