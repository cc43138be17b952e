package resize

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	_ "image/jpeg"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"fanout/processors"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/format/png"
)

// shared returns a folder of pictures that lie beside the repository on the
// developers' machines, and skips the test where they do not.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("../../../shared/data", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("needs the shared pictures: ", err)
	}
	return dir
}

// Whatever the standard decoders accept comes out: in its format, at the right
// size, and, converted to PNG without a size, with the same pixels.
func TestEveryFileThatDecodesComesOut(t *testing.T) {
	folders := []string{"images/pngsuite", "images/x-image-testdata"}
	if !testing.Short() { // they are large, and the test of orientations takes them, too
		folders = append(folders, "images/exif-orientation")
	}
	for _, folder := range folders {
		in := shared(t, folder)
		small := filepath.Join(t.TempDir(), "small")
		opt := defaults(small, in)
		opt.Geometry.LongEdge = 40
		opt.Name = "{dir}/{name}.{ext}/{name}.{ext}"
		resized := byItem(start(t, t.Context(), opt, -1, nil).records)
		checked := 0
		err := filepath.WalkDir(in, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			want, err := decodeStandard(data)
			rec := resized[path]
			if err != nil {
				// Ours are more lenient, and say so.
				if rec != nil && rec.Status == processors.Done && rec.Reason == "" && len(rec.Notes) == 0 {
					t.Errorf("%s: done without a word, though it does not decode: %v", path, err)
				}
				return nil
			}
			if p, ok := want.(*image.Paletted); ok && badIndex(p) {
				if rec.Status != processors.Failed {
					t.Errorf("%s: %s with an index beyond its palette", path, rec.Status)
				}
				return nil
			}
			checked++
			if rec == nil || rec.Status != processors.Done {
				t.Errorf("%s: %+v", path, rec)
				return nil
			}
			checkSmall(t, rec.Output, rec, want, data)
			if b := want.Bounds(); b.Dx()*b.Dy() < 200_000 {
				checkSame(t, path, want, data)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if checked < 15 {
			t.Errorf("%s: only %d files checked", folder, checked)
		}
	}
}

// decodeStandard decodes data with the standard library and golang.org/x/image,
// as the worker does: a WebP not with the encoder's library, which registers a
// decoder too.
func decodeStandard(data []byte) (image.Image, error) {
	if bytes.HasPrefix(data, []byte("RIFF")) {
		img, err := webp.Decode(bytes.NewReader(data))
		return formattest.AsLibwebp(img), err
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	return img, err
}

func byItem(records []*Record) map[string]*Record {
	m := map[string]*Record{}
	for _, r := range records {
		m[r.Item] = r
	}
	return m
}

func badIndex(p *image.Paletted) bool {
	for _, i := range p.Pix {
		if int(i) >= len(p.Palette) {
			return true
		}
	}
	return false
}

// checkSmall compares the header of an output with what its input asks for.
func checkSmall(t *testing.T, path string, rec *Record, want image.Image, data []byte) {
	t.Helper()
	in, err := formats.All.Probe(bytes.NewReader(data), int64(len(data)), "x")
	if err != nil {
		t.Fatal(rec.Item, err)
	}
	w, h := want.Bounds().Dx(), want.Bounds().Dy()
	if g, err := gif.DecodeConfig(bytes.NewReader(data)); err == nil {
		w, h = g.Width, g.Height // the canvas, not the first frame
	}
	if in.Orientation >= 5 {
		w, h = h, w
	}
	if long := max(w, h); long > 40 {
		w, h = max(1, int(math.Round(40*float64(w)/float64(long)))), max(1, int(math.Round(40*float64(h)/float64(long))))
	}
	out, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	got, err := formats.All.Probe(bytes.NewReader(out), int64(len(out)), "x")
	if err != nil {
		t.Errorf("%s: %v", rec.Item, err)
		return
	}
	if got.Format != in.Format || got.Width != w || got.Height != h || got.Orientation != 1 {
		t.Errorf("%s: %v %d×%d, orientation %d, want %v %d×%d", rec.Item, got.Format, got.Width, got.Height, got.Orientation, in.Format, w, h)
	}
}

// checkSame converts one file to PNG and compares pixels with what the
// decoder says: to a level, or, where a JPEG's chroma is brought to full
// resolution in other ways, on average.
func checkSame(t *testing.T, path string, want image.Image, data []byte) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "same.png")
	opt := defaults(out, path)
	opt.AutoOrient = false
	r := start(t, t.Context(), opt, -1, nil)
	if r.err != nil || r.total.Done != 1 {
		t.Errorf("%s: %+v %v", path, r.total, r.err)
		return
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	b := want.Bounds()
	if ycc, ok := want.(*image.YCbCr); ok && bytes.HasPrefix(data, []byte("\xff\xd8")) {
		limit := 1.0
		if ycc.SubsampleRatio != image.YCbCrSubsampleRatio444 {
			limit = 4
		}
		if d := meanDifference(want, got); d > limit {
			t.Errorf("%s: %.2f levels off on average", path, d)
		}
		return
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			// Premultiplied, so that what cannot be seen does not count.
			r1, g1, b1, a1 := want.At(x, y).RGBA()
			r2, g2, b2, a2 := got.At(x-b.Min.X*notGIF(data), y-b.Min.Y*notGIF(data)).RGBA()
			for _, p := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}, {a1, a2}} {
				if diff := int(p[0]) - int(p[1]); diff > 300 || diff < -300 {
					t.Errorf("%s: pixel %d,%d is %v, want %v", path, x, y, got.At(x, y), want.At(x, y))
					return
				}
			}
		}
	}
}

// notGIF is 0 for a GIF, whose frame keeps its place on the canvas.
func notGIF(data []byte) int {
	if bytes.HasPrefix(data, []byte("GIF8")) {
		return 0
	}
	return 1
}

// The eight pictures of each kind show the same scene once they are upright.
func TestSharedOrientationsComeOutUpright(t *testing.T) {
	in := shared(t, "images/exif-orientation")
	out := filepath.Join(t.TempDir(), "out")
	opt := defaults(out, in)
	opt.Geometry.LongEdge = 300
	opt.Format = png.Format
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.total.Failed > 0 {
		t.Fatalf("%+v, %v", r.total, r.err)
	}
	for _, kind := range []string{"Landscape", "Portrait"} {
		first := load(t, fmt.Sprintf("%s/%s_1.png", out, kind))
		for o := 2; o <= 8; o++ {
			other := load(t, fmt.Sprintf("%s/%s_%d.png", out, kind, o))
			if first.Bounds() != other.Bounds() {
				t.Errorf("%s %d: %v, want %v", kind, o, other.Bounds(), first.Bounds())
				continue
			}
			if d := meanDifference(first, other); d > 12 {
				t.Errorf("%s %d: mean difference %.1f levels", kind, o, d)
			}
		}
	}
}

func load(t *testing.T, path string) image.Image {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func meanDifference(a, b image.Image) float64 {
	sum, n := 0, 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, p := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}} {
				d := int(p[0]>>8) - int(p[1]>>8)
				sum += max(d, -d)
				n++
			}
		}
	}
	return float64(sum) / float64(n)
}

// Broken and hostile files give a line each, failures with a reason.
func TestHostileFilesGiveALineEach(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, folder := range []string{"images/fuzz", "hostile"} {
		in := shared(t, folder)
		opt := defaults(filepath.Join(t.TempDir(), "out"), in)
		opt.Geometry.LongEdge = 64
		opt.Name = "{dir}/{name}-x.{ext}"
		r := start(t, t.Context(), opt, -1, nil)
		if r.err != nil {
			t.Fatal(r.err)
		}
		if n := len(names(t, in)); n != len(r.records) {
			t.Errorf("%s: %d lines for %d files", folder, len(r.records), n)
		}
		for _, rec := range r.records {
			if rec.Status != processors.Done && rec.Reason == "" {
				t.Errorf("%s: %s without a reason", rec.Item, rec.Status)
			}
		}
	}
}
