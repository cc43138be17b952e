package resize

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"math"
	"slices"
	"strings"
	"testing"

	"fanout/internal/inputs"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/jpeg"
)

// waves is a picture of w×h pixels whose colors change slowly and differently
// along each side.
func waves(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			img.SetNRGBA(x, y, color.NRGBA{
				uint8(40 + 170*u), uint8(120 + 90*math.Sin(4*v)), uint8(60 + 150*(1-u)*v), 255,
			})
		}
	}
	return img
}

// asJPEG encodes img at a high quality.
func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, img, &stdjpeg.Options{Quality: 98}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// itemOf plans what opt makes of file, whose orientation tag says o.
func itemOf(t *testing.T, opt *Options, file []byte, o int) *Item {
	t.Helper()
	info, err := formats.All.Probe(bytes.NewReader(file), int64(len(file)), "a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	info.Orientation = o
	return &Item{
		Facts: info, Format: jpeg.Format, upright: o > 1, stamp: inputs.Stamp{Size: int64(len(file))},
		geometry: &opt.Geometry,
	}
}

// difference returns how far apart two pictures of one size are: the mean over
// all samples, and the largest mean of a border row or column.
func difference(t *testing.T, a, b image.Image) (mean, border float64) {
	t.Helper()
	r := a.Bounds()
	if r != b.Bounds() {
		t.Fatalf("%v and %v", r, b.Bounds())
	}
	over := func(r image.Rectangle) float64 {
		sum := 0.0
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				ar, ag, ab, _ := a.At(x, y).RGBA()
				br, bg, bb, _ := b.At(x, y).RGBA()
				for _, d := range []float64{float64(ar) - float64(br), float64(ag) - float64(bg), float64(ab) - float64(bb)} {
					sum += math.Abs(d) / 257
				}
			}
		}
		return sum / float64(3*r.Dx()*r.Dy())
	}
	for _, side := range []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, r.Min.Y+1)}, {image.Pt(r.Min.X, r.Max.Y-1), r.Max},
		{r.Min, image.Pt(r.Min.X+1, r.Max.Y)}, {image.Pt(r.Max.X-1, r.Min.Y), r.Max},
	} {
		border = max(border, over(side))
	}
	return over(r), border
}

// Both paths must give the same picture for any geometry and orientation.
func TestPlanesShowWhatTheGeneralPathShows(t *testing.T) {
	filter, err := ParseFilter("lanczos3")
	if err != nil {
		t.Fatal(err)
	}
	gray := color.NRGBA{90, 90, 90, 255}
	geometries := map[string]Geometry{
		"same size": {},
		"half":      {Scale: 0.5},
		"odd":       {Width: 37, Height: 37},
		"cover":     {Width: 31, Height: 45, Fit: Cover, Position: Position{1, 1}},
		"contain":   {Width: 61, Height: 47, Fit: Contain, Position: Position{1, 1}},
		"fill":      {Width: 50, Height: 21, Fit: Fill},
		"larger":    {Scale: 1.7, Enlarge: true},
	}
	for _, size := range []image.Point{{128, 96}, {101, 67}} {
		file := asJPEG(t, waves(size.X, size.Y))
		for name, g := range geometries {
			for o := 1; o <= 8; o++ {
				for _, full := range []bool{false, true} {
					t.Run(fmt.Sprintf("%v %s orientation %d full chroma %v", size, name, o, full), func(t *testing.T) {
						opt := &Options{Geometry: g, Filter: filter, Quality: 98, Background: &gray, AutoOrient: true, FullChroma: full}
						it := itemOf(t, opt, file, o)
						w := newWorker(opt, nil, newOpenSlots())
						r := &Result{item: it}
						pic, err := w.decodePlanes(t.Context(), r, file)
						if err != nil || r.found.Damage != nil {
							t.Fatal(err, r.found.Damage)
						}
						content, err := w.encodePlanes(t.Context(), it, pic, true)
						if err != nil {
							t.Fatal(err)
						}
						got, err := stdjpeg.Decode(bytes.NewReader(content))
						if err != nil {
							t.Fatal(err)
						}
						want := generally(t, it, opt, file)
						seen := want
						if !full { // chroma as coarse as it is stored
							if seen, err = stdjpeg.Decode(bytes.NewReader(asJPEG(t, want))); err != nil {
								t.Fatal(err)
							}
						}
						mean, border := difference(t, got, seen)
						if mean > 1.5 || border > 6 {
							t.Errorf("off by %.2f on average, %.2f along a border", mean, border)
						}
						img, err := w.planarNRGBA(t.Context(), it, pic)
						if err != nil {
							t.Fatal(err)
						}
						if mean, border = difference(t, it.pad(img, opt), want); mean > 1 || border > 3 {
							t.Errorf("as RGB off by %.2f on average, %.2f along a border", mean, border)
						}
					})
				}
			}
		}
	}
}

// generally does the same by the general path, up to the encoder.
func generally(t *testing.T, it *Item, opt *Options, file []byte) image.Image {
	t.Helper()
	w := newWorker(opt, nil, newOpenSlots())
	img, _, err := w.decode(t.Context(), &Result{item: it}, file)
	if err != nil {
		t.Fatal(err)
	}
	if img, err = w.transform(t.Context(), it, img, true); err != nil {
		t.Fatal(err)
	}
	return img
}

func TestGrayPicturesStayGrayUnlessPaddedInColour(t *testing.T) {
	filter, _ := ParseFilter("lanczos3")
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = 100
	}
	file := asJPEG(t, img)
	red := color.NRGBA{200, 20, 20, 255}
	opt := &Options{Geometry: Geometry{Width: 33, Height: 33, Fit: Contain, Position: Position{1, 1}}, Filter: filter, Quality: 95, Background: &red}
	it := itemOf(t, opt, file, 1)
	w := newWorker(opt, nil, newOpenSlots())
	for _, colour := range []bool{false, true} {
		pic, err := w.decodePlanes(t.Context(), &Result{item: it}, file)
		if err != nil {
			t.Fatal(err)
		}
		content, err := w.encodePlanes(t.Context(), it, pic, colour)
		if err != nil {
			t.Fatal(err)
		}
		got, err := stdjpeg.Decode(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if _, isGray := got.(*image.Gray); isGray == colour {
			t.Errorf("color %v: stored as %T", colour, got)
		}
		if !colour {
			continue
		}
		r, g, b, _ := got.At(16, 1).RGBA()
		if r>>8 < 185 || g>>8 > 40 || b>>8 > 40 {
			t.Errorf("padding is %d, %d, %d", r>>8, g>>8, b>>8)
		}
		r, g, b, _ = got.At(16, 16).RGBA()
		if r>>8 < 97 || r>>8 > 103 || g>>8 < 97 || b>>8 > 103 {
			t.Errorf("the picture is %d, %d, %d", r>>8, g>>8, b>>8)
		}
	}
}

// Plan and decoder walk alike over a reserved marker, which comes from damage:
// what it seems to hide is the header for both.
func TestPlanAndDecoderReadTheSameHeader(t *testing.T) {
	file := asJPEG(t, waves(64, 48))
	sof := bytes.Index(file, []byte{0xff, 0xc0})
	hidden := slices.Concat(file[:sof], []byte{0xff, 0x02, 0, 2 + 19}, file[sof:])
	opt := defaults("out", "in")
	opt.Geometry.Width = 32
	it := itemOf(t, opt, hidden, 1)
	w := newWorker(opt, nil, newOpenSlots())
	if pic, err := w.decodePlanes(t.Context(), &Result{item: it}, hidden); err != nil || pic.Width != 64 {
		t.Errorf("a picture: %v, error %v", pic != nil, err)
	}
	it.Facts.Multipass = true
	if pic, err := w.decodePlanes(t.Context(), &Result{item: it}, hidden); pic != nil || err == nil || !strings.Contains(err.Error(), "the plan") {
		t.Errorf("another header: a picture: %v, error %v", pic != nil, err)
	}
}

func TestShrinkLeavesEnoughForTheResampler(t *testing.T) {
	for _, c := range []struct{ w, h, rw, rh, want int }{
		{4000, 3000, 4000, 3000, 1}, {4000, 3000, 2000, 1500, 1}, {4000, 3000, 1600, 1200, 2},
		{4000, 3000, 800, 600, 4}, {4000, 3000, 801, 600, 2}, {4000, 3000, 400, 300, 8}, {4000, 3000, 1, 1, 8},
		{4000, 3000, 100, 3000, 1}, {1, 1, 1, 1, 1}, {100, 100, 800, 800, 1},
	} {
		if got := shrink(c.w, c.h, c.rw, c.rh, minRatio); got != c.want {
			t.Errorf("%d×%d to %d×%d: 1/%d, want 1/%d", c.w, c.h, c.rw, c.rh, got, c.want)
		}
	}
	for _, c := range []struct{ w, rw, want int }{{4000, 800, 2}, {4000, 1001, 1}, {4000, 500, 4}, {4000, 250, 8}} {
		if got := shrink(c.w, c.w, c.rw, c.rw, minRatioRGB); got != c.want {
			t.Errorf("RGB of %d to %d: 1/%d, want 1/%d", c.w, c.rw, got, c.want)
		}
	}
}
