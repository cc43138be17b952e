package resample

import (
	"errors"
	"testing"

	"github.com/disintegration/imaging"
)

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
		// Rows do not mix if only the width changes.
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

// In a span that reaches past the samples the first and the last one repeat.
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

// A part of the result equals that part of the whole.
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

// A chroma plane of half the samples stays aligned with luma, also when the
// side of the picture is odd.
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
