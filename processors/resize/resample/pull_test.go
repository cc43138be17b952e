package resample

import (
	"bytes"
	"context"
	"errors"
	"image"
	"math"
	"testing"

	"github.com/disintegration/imaging"
)

// rowsOf returns the rows of src, and fails the test unless they are asked for
// from the top down, each once.
func rowsOf(t *testing.T, src *image.NRGBA) RowSource {
	next := 0
	return func(dst []byte, y int) error {
		if y < next || y >= src.Rect.Dy() || len(dst) != 4*src.Rect.Dx() {
			t.Errorf("row %d is asked for after %d, in %d bytes", y, next-1, len(dst))
		}
		next = y + 1
		copy(dst, src.Pix[y*src.Stride:])
		return nil
	}
}

// Rows that are made when they are asked for give what the whole picture gives.
func TestPulledRowsGiveTheSamePicture(t *testing.T) {
	for name, filter := range filters {
		r := New(filter)
		r.Keep = math.MaxInt
		for i, x := range axes {
			y := axes[(7*i+3)%len(axes)]
			if x.Src*y.Src > 30000 {
				continue
			}
			src := rgba(x.Src, y.Src, noise(4*x.Src*y.Src, uint64(i)))
			for k := 3; k < len(src.Pix); k += 4 {
				src.Pix[k] = 255
			}
			got, want := rgba(x.Len(), y.Len(), nil), rgba(x.Len(), y.Len(), nil)
			if err := errors.Join(r.RGBA(t.Context(), want, src, x, y, true),
				r.Opaque(t.Context(), got, rowsOf(t, src), x, y)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Pix, want.Pix) {
				t.Fatalf("%s, %v × %v: another picture", name, x, y)
			}
		}
	}
}

func TestPullingEndsWithAnError(t *testing.T) {
	cause := errors.New("enough")
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	fail := func([]byte, int) error { return cause }
	fine := func([]byte, int) error { return nil }
	for _, filter := range filters {
		for _, size := range []int{5, 600, 900} {
			x, dst := Whole(600, size), rgba(size, size, nil)
			if err := New(filter).Opaque(t.Context(), dst, fail, x, x); err != cause {
				t.Errorf("to %d: %v, want the error of the source", size, err)
			}
			if err := New(filter).Opaque(cancelled, dst, fine, x, x); err != cause {
				t.Errorf("to %d: %v, want the cause of the context", size, err)
			}
		}
	}
	for _, dst := range []*image.NRGBA{rgba(9, 10, nil), {Rect: image.Rect(0, 0, 10, 10), Stride: 40, Pix: make([]byte, 399)}} {
		if err := New(imaging.Linear).Opaque(t.Context(), dst, fine, Whole(20, 10), Whole(20, 10)); err == nil {
			t.Errorf("a result of %v in %d bytes is taken", dst.Rect, len(dst.Pix))
		}
	}
}
