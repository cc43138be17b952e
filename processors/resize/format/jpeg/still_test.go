package jpeg

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/planes"
)

// The standard library knows CMYK, YCCK and RGB without subsampling. Its
// inverse DCT may round a sample the other way, a level or two of difference,
// which Cb and Cr make 1.8 times as much.
func TestEveryModelIsThatOfTheStandardLibrary(t *testing.T) {
	for _, c := range []struct {
		name  string
		model planes.Model
		limit int
	}{
		{"gray", planes.YCbCr, 1}, {"ycbcr", planes.YCbCr, 3}, {"rgb", planes.RGB, 1},
		{"cmyk", planes.CMYK, 2}, {"ycck", planes.YCCK, 3},
	} {
		file, err := os.ReadFile("testdata/models/" + c.name + ".jpg")
		if err != nil {
			t.Fatal(err)
		}
		want, err := jpeg.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(c.name, err)
		}
		facts := formattest.Probe(t, format.Table{Format}, file)
		if facts.Model != c.model || facts.Alpha {
			t.Fatalf("%s: %+v", c.name, facts)
		}
		got := formattest.Picture(t, format.Table{Format}, file)
		if worst := worstDifference(got, want); worst > c.limit {
			t.Errorf("%s: %d levels from the standard library", c.name, worst)
		}
	}
}

// worstDifference returns the largest difference of red, green and blue.
func worstDifference(got *image.NRGBA, want image.Image) (worst int) {
	for y := range got.Rect.Dy() {
		for x := range got.Rect.Dx() {
			a, b := got.NRGBAAt(x, y), color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA)
			for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B), int(a.A) - int(b.A)} {
				worst = max(worst, d, -d)
			}
		}
	}
	return worst
}
