package jpeg

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
)

// photos returns the larger pictures that lie beside the repository, if any.
func photos(t testing.TB) map[string][]byte {
	files := map[string][]byte{}
	for _, pattern := range []string{"../../../../shared/data/photos/*.jpg", "../../../testdata/photos/*.[jJ][pP][gG]", "../../../../shared/data/images/exif-orientation/*.jpg"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(name)] = file
		}
	}
	return files
}

// planesOf returns what the standard library decodes, as a picture.
func planesOf(t testing.TB, file []byte) *Picture {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	p := &Picture{Width: b.Dx(), Height: b.Dy()}
	switch img := img.(type) {
	case *image.Gray:
		p.Planes = []Plane{{Pix: img.Pix, Stride: img.Stride, Width: b.Dx(), Height: b.Dy(), H: 1, V: 1}}
	case *image.YCbCr:
		p.Planes = []Plane{{Pix: img.Y, Stride: img.YStride}, {Pix: img.Cb, Stride: img.CStride}, {Pix: img.Cr, Stride: img.CStride}}
	default:
		t.Fatalf("%T", img)
	}
	return p
}

func TestFullScaleIsWithinTwoLevelsOfTheStandardLibrary(t *testing.T) {
	var d Decoder
	for name, file := range photos(t) {
		got, err := d.Decode(t.Context(), file, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := planesOf(t, file)
		if got.Width != want.Width || got.Height != want.Height || len(got.Planes) != len(want.Planes) {
			t.Errorf("%s: %d×%d", name, got.Width, got.Height)
			continue
		}
		for i, g := range got.Planes {
			w := want.Planes[i]
			worst := 0
			for y := range g.Height {
				a, b := g.Pix[y*g.Stride:][:g.Width], w.Pix[y*w.Stride:][:g.Width]
				for x := range a {
					worst = max(worst, int(a[x])-int(b[x]), int(b[x])-int(a[x]))
				}
			}
			if worst > 2 {
				t.Errorf("%s: plane %d differs by %d levels", name, i, worst)
			}
		}
	}
}
