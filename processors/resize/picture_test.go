package resize

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"testing"

	"github.com/disintegration/imaging"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/jpeg"
	"fanout/processors/resize/format/png"
)

// transformed returns what a worker with these options makes of img, stored in
// that orientation.
func transformed(t testing.TB, img *image.NRGBA, orientation int, opt *Options) *image.NRGBA {
	t.Helper()
	it := &Item{
		Facts:   format.Facts{Width: img.Rect.Dx(), Height: img.Rect.Dy(), Orientation: orientation},
		upright: orientation > 1, Format: png.Format, geometry: &opt.Geometry,
	}
	out, err := newWorker(opt, nil, newOpenSlots()).transform(context.Background(), it, img, img.Opaque())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Only what is kept of a picture is computed, from how it is stored, and it is
// the same as turning, resampling and cropping one after the other.
func TestCoverKeepsTheSamePartInEveryOrientation(t *testing.T) {
	upright := imaging.New(90, 60, white)
	for i := range upright.Pix {
		if x, y := i/4%90, i/360; i%4 < 3 {
			upright.Pix[i] = uint8([]int{x * 2, y * 4, (x + y) % 7 * 30}[i%4])
		}
	}
	undo := []func(image.Image) *image.NRGBA{ // from upright to stored
		2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV, 5: imaging.Transpose,
		6: imaging.Rotate90, 7: imaging.Transverse, 8: imaging.Rotate270,
	}
	for position, name := range PositionNames {
		for _, g := range []Geometry{{Width: 20, Height: 31, Fit: Cover}, {Width: 60, Height: 20, Fit: Cover}, {Width: 90, Height: 31, Fit: Cover}} {
			g.Position = Position{uint8(position % 3), uint8(position / 3)}
			l, err := g.layout(90, 60)
			if err != nil {
				t.Fatal(err)
			}
			want := imaging.Crop(imaging.Resize(upright, l.width, l.height, imaging.Linear), l.crop)
			for o := 1; o <= 8; o++ {
				stored := upright
				if o > 1 {
					stored = undo[o](upright)
				}
				opt := defaults("")
				opt.Geometry, opt.Filter = g, imaging.Linear
				got := transformed(t, stored, o, opt)
				if got.Rect != want.Rect {
					t.Fatalf("%s, orientation %d: %v, want %v", name, o, got.Rect, want.Rect)
				}
				if d := distance(got, want); d > 1 {
					t.Errorf("%s, orientation %d: mean distance %.2f levels", name, o, d)
				}
			}
		}
	}
}

// distance returns the mean distance of two pictures in levels a sample.
func distance(a, b *image.NRGBA) float64 {
	sum := 0
	for i, v := range a.Pix {
		d := int(v) - int(b.Pix[i])
		sum += max(d, -d)
	}
	return float64(sum) / float64(len(a.Pix))
}

// On photographs the resampler is less than half a level from imaging.Resize,
// whose intermediate picture is rounded to 8 bits.
func TestPhotographsComeOutAsWithImaging(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	names, err := filepath.Glob(filepath.Join(shared(t, "photos"), "*.jpg"))
	if err != nil || len(names) < 2 {
		t.Fatal(names, err)
	}
	for _, name := range names[:2] {
		full := imaging.Clone(load(t, name))
		// A twelfth of it at full sharpness is as natural as the whole.
		full = imaging.CropCenter(full, full.Rect.Dx()/4, full.Rect.Dy()/3)
		for _, filter := range FilterNames() {
			for _, width := range []int{97, 311, full.Rect.Dx() - 100, full.Rect.Dx() + 200} {
				opt := defaults("")
				opt.Geometry = Geometry{Width: width, Enlarge: true}
				opt.Filter, _ = ParseFilter(filter)
				got := transformed(t, full, 1, opt)
				want := imaging.Resize(full, got.Rect.Dx(), got.Rect.Dy(), opt.Filter)
				if d := distance(got, want); d >= 0.5 {
					t.Errorf("%s, %s to %d: mean distance %.2f levels", filepath.Base(name), filter, width, d)
				}
			}
		}
	}
}

// The whole general path but reading and writing: 12 million pixels to 800×600.
func BenchmarkGeneralPath(b *testing.B) {
	for _, alpha := range []uint8{255, 128} {
		b.Run(fmt.Sprintf("alpha=%d", alpha), func(b *testing.B) {
			img := image.NewNRGBA(image.Rect(0, 0, 4000, 3000))
			for i := range img.Pix {
				img.Pix[i] = uint8(i * i >> 9)
				if i%4 == 3 {
					img.Pix[i] = alpha
				}
			}
			opt := defaults("")
			opt.Geometry.Width = 800
			it := &Item{
				Facts:  format.Facts{Width: 4000, Height: 3000, Orientation: 1},
				Format: jpeg.Format, geometry: &opt.Geometry,
			}
			w := newWorker(opt, nil, newOpenSlots())
			b.SetBytes(int64(len(img.Pix)))
			for b.Loop() {
				out, err := w.transform(context.Background(), it, img, alpha == 255)
				if err == nil {
					_, _, err = w.still(context.Background(), it, out, false, nil)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
