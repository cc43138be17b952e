package resize

import (
	"bytes"
	"image"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fanout/processors"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
)

// cases is the folder of files of which public reports say that programs refuse
// them or show something else. What ImageMagick 6.9 (libtiff, libpng, libwebp,
// libjpeg-turbo) shows of them lies in its folder want.
const cases = "../../testdata/cases"

// A publicCase is a file that becomes a PNG of its size.
type publicCase struct {
	file, want string
	// tolerance is the mean difference in levels that is allowed: 0 where all
	// steps are exact. JPEG's inverse DCT and its interpolation of chroma are a
	// decoder's choice: two that conform differ by 2 levels at the most
	// saturated edges of so small a picture, and a lossy WebP read by libwebp
	// before 1.0 by less than 1. Fewer bits of a BMP are spread to 8 by
	// rounding or by repeating bits, CMYK is multiplied with one rounding or
	// two: 1 level in some pixels.
	tolerance float64
	damage    string // what a report says is missing, or ""
	note      string // what it says besides, or ""
}

var publicCases = []publicCase{
	{file: "r01-mjpeg-no-dht.jpg", tolerance: 2, note: "Huffman"},
	{file: "r02-iccp-bad-crc.png", note: "iCCP"},
	{file: "r03-too-much-data.png", want: "r02-iccp-bad-crc", note: "data"},
	{file: "r05-no-trailer.gif", note: "first of"},
	{file: "r05b-nuls-before-trailer.gif", want: "r05-no-trailer", note: "first of"},
	{file: "r07-screen-0x0.gif", note: "no size"},
	{file: "r09-three-pages.tif", note: "first of 3 pages"},
	{file: "r10-gray-alpha.tif"},
	{file: "r10b-rgb-unspecified-extra.tif"},
	{file: "r11-planar.tif", want: "r02-iccp-bad-crc"},
	{file: "r12-cmyk.tif", want: "r02-iccp-bad-crc", tolerance: 0.5},
	{file: "r12b-gray4.tif"},
	{file: "r12c-float32.tif", tolerance: 0.1, note: "32 bits a sample became 8"},
	{file: "r12d-bilevel-fillorder2.tif"},
	{file: "r12e-tags-unsorted.tif", want: "r02-iccp-bad-crc"},
	{file: "r13-jpeg-in-tiff.tif", tolerance: 2},
	{file: "r14-565-bitfields.bmp", tolerance: 0.5},
	{file: "r14b-rle8.bmp"},
	{file: "r14c-v5-no-alpha-mask.bmp", want: "r02-iccp-bad-crc"},
	{file: "r14d-gap-before-pixels.bmp", want: "r02-iccp-bad-crc"},
	{file: "r16c-fax-204x98.tif"},
	{file: "r20-411.jpg", tolerance: 2},
	{file: "r20-422-as-2x2-1x2.jpg", tolerance: 2},
	{file: "r20-440.jpg", tolerance: 2},
	{file: "r20-chroma-finer.jpg", tolerance: 2},
	{file: "r21-fill-bytes.jpg", want: "r01-mjpeg-no-dht", tolerance: 2},
	{file: "r21b-restarts-all-rst0.jpg", tolerance: 60, damage: "decoded"},
	{file: "r21c-three-scans-420.jpg", tolerance: 2},
	{file: "r21d-empty-dht.jpg", want: "r21c-three-scans-420", tolerance: 2},
	{file: "r22-icc-out-of-order.jpg", want: "r01-mjpeg-no-dht", tolerance: 2},
	{file: "r22b-icc-twice.jpg", want: "r01-mjpeg-no-dht", tolerance: 2},
	{file: "r23-ycck-2111.jpg", tolerance: 2.5},
	{file: "r25-bytes-behind-riff.webp", tolerance: 0.6, note: "RIFF"},
	{file: "r25b-riff-size-too-large.webp", want: "r25-bytes-behind-riff", tolerance: 0.6, note: "RIFF"},
	{file: "r28-exif-orientation.png"},
	{file: "r29-lossy-chart.webp", tolerance: 0.6},
	{file: "r30-group4-black-is-zero.tif"},
	{file: "r31-group3.tif"},
	{file: "r32-colormap-8bit.tif", want: "r14b-rle8"},
	{file: "r32b-palette-deflate-predictor.tif", want: "r14b-rle8"},
	{file: "r35-rgb.tif", want: "r02-iccp-bad-crc"},
}

// convert makes a file of the cases a PNG, or what ext names, and returns its
// path and the report's line.
func convert(t *testing.T, file, ext string, change func(*Options)) (string, *Record) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out"+ext)
	opt := defaults(out, filepath.Join(cases, file))
	if change != nil {
		change(opt)
	}
	r := start(t, t.Context(), opt, -1, nil)
	if r.err != nil || len(r.records) == 0 {
		t.Fatal(len(r.records), r.err)
	}
	rec := r.records[0]
	if rec.Status != processors.Done {
		t.Fatalf("%s: %s", rec.Status, rec.Reason)
	}
	return out, rec
}

func TestPublicCasesShowTheRightPicture(t *testing.T) {
	for _, c := range publicCases {
		t.Run(c.file, func(t *testing.T) {
			out, rec := convert(t, c.file, ".png", nil)
			if c.damage == "" && rec.Reason != "" || !strings.Contains(rec.Reason, c.damage) {
				t.Errorf("damage %q, want %q", rec.Reason, c.damage)
			}
			if notes := strings.Join(rec.Notes, "; "); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
				t.Errorf("notes %q, want %q", notes, c.note)
			}
			want := c.want
			if want == "" {
				want = strings.TrimSuffix(c.file, filepath.Ext(c.file))
			}
			compare(t, out, filepath.Join(cases, "want", want+".png"), c.tolerance)
		})
	}
}

// compare loads two pictures and compares their pixels. Of invisible pixels the
// color does not count.
func compare(t *testing.T, path, wantPath string, tolerance float64) {
	t.Helper()
	got, want := formattest.Rounded(load(t, path)), formattest.Rounded(load(t, wantPath))
	if got.Rect != want.Rect {
		t.Fatalf("%v, want %v", got.Rect, want.Rect)
	}
	sum := 0
	for i := 0; i < len(got.Pix); i += 4 {
		if got.Pix[i+3] == 0 && want.Pix[i+3] == 0 {
			continue
		}
		for c := range 4 {
			d := int(got.Pix[i+c]) - int(want.Pix[i+c])
			sum += max(d, -d)
		}
	}
	if mean := float64(sum) / float64(len(got.Pix)); mean > tolerance {
		t.Errorf("mean difference %.3f levels, allowed %.3f", mean, tolerance)
	}
}

func TestPublicCaseOfAFrameLargerThanTheScreen(t *testing.T) {
	out, rec := convert(t, "r04-frame-larger-than-screen.gif", ".png", nil)
	img := formattest.Rounded(load(t, out))
	whole := formattest.Rounded(load(t, filepath.Join(cases, "want", "r04-frame-larger-than-screen.png")))
	if rec.Reason != "" || img.Rect != image.Rect(0, 0, 60, 36) {
		t.Fatalf("%v, %q", img.Rect, rec.Reason)
	}
	for y := range 36 {
		if !bytes.Equal(img.Pix[y*img.Stride:][:4*60], whole.Pix[y*whole.Stride:][:4*60]) {
			t.Fatalf("row %d differs", y)
		}
	}
}

func TestPublicCaseOfIndicesBeyondTheTable(t *testing.T) {
	if _, rec := convert(t, "r06-index-beyond-table.gif", ".png", nil); rec.Reason != "" {
		t.Error(rec.Reason)
	}
}

func TestPublicCasesOfAnimationsKeepTheirFrames(t *testing.T) {
	for file, frames := range map[string]int{"r05-no-trailer.gif": 6, "r05b-nuls-before-trailer.gif": 6, "r24-toon.gif": 12} {
		out, rec := convert(t, file, ".gif", nil)
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil || len(g.Image) != frames || rec.OutputFrames != frames || rec.Reason != "" {
			t.Errorf("%s: %d frames, %q, error %v", file, rec.OutputFrames, rec.Reason, err)
		}
	}
}

func TestPublicCaseOfAnAnimationHalfTheSizeIsSmaller(t *testing.T) {
	_, rec := convert(t, "r24-toon.gif", ".gif", func(opt *Options) { opt.Geometry.Scale = 0.5 })
	if rec.OutputBytes > rec.Bytes {
		t.Errorf("%d bytes became %d", rec.Bytes, rec.OutputBytes)
	}
}

// Of a PNG that is cut off the rows that are there are right.
func TestPublicCaseOfACutPNG(t *testing.T) {
	out, rec := convert(t, "r33-cut.png", ".png", nil)
	got, want := formattest.Rounded(load(t, out)), formattest.Rounded(load(t, filepath.Join(cases, "want", "r02-iccp-bad-crc.png")))
	same := 0
	for same < 48 && bytes.Equal(got.Pix[same*got.Stride:][:got.Stride], want.Pix[same*want.Stride:][:want.Stride]) {
		same++
	}
	if same < 20 || !strings.Contains(rec.Reason, "rows") {
		t.Errorf("%d rows are right; %q", same, rec.Reason)
	}
}

func TestPublicCaseOfSeveralPages(t *testing.T) {
	dir := t.TempDir()
	opt := defaults(dir, filepath.Join(cases, "r09-three-pages.tif"))
	opt.AllPages, opt.Format = true, formatOf(t, "png")
	r := start(t, t.Context(), opt, -1, nil)
	var pages []int
	for _, rec := range r.records {
		pages = append(pages, rec.Page)
	}
	if r.err != nil || !slices.Equal(pages, []int{1, 2, 3}) ||
		!slices.Equal(names(t, dir), []string{"r09-three-pages-1.png", "r09-three-pages-2.png", "r09-three-pages-3.png"}) {
		t.Fatalf("pages %v, %v, %v", pages, names(t, dir), r.err)
	}
	compare(t, filepath.Join(dir, "r09-three-pages-1.png"), filepath.Join(cases, "want", "r09-three-pages.png"), 0)
	compare(t, filepath.Join(dir, "r09-three-pages-3.png"), filepath.Join(cases, "want", "r09-three-pages-3.png"), 0)
}

func TestPublicCaseOfAProfileThatIsThereTwice(t *testing.T) {
	out, rec := convert(t, "r22b-icc-twice.jpg", ".jpg", nil)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if icc := formatOf(t, "jpeg").Profile(data, 0); rec.ICC != iccKept || metadata.ProfileSpace(icc) != "RGB" {
		t.Errorf("%s, %d bytes", rec.ICC, len(icc))
	}
}

// A profile that cannot be carried over is not lost without a word.
func TestDamagedProfileIsNoted(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(cases, "r22b-icc-twice.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jpg")
	if err := os.WriteFile(in, bytes.ReplaceAll(data, []byte("acsp"), []byte("ACSP")), 0o666); err != nil {
		t.Fatal(err)
	}
	r := start(t, t.Context(), defaults(filepath.Join(dir, "out.png"), in), -1, nil)
	if r.err != nil || len(r.records) != 1 {
		t.Fatal(r.records, r.err)
	}
	rec := r.records[0]
	if rec.Status != processors.Done || rec.ICC != iccNone || !slices.Contains(rec.Notes, "the color profile is damaged: it is left out") {
		t.Errorf("%v, %s, %q", rec.Status, rec.ICC, rec.Notes)
	}
}

// An opaque picture stays one, gray stays gray.
func TestPublicCasesKeepTheirKindOfPixels(t *testing.T) {
	for file, channels := range map[string]int{"r35-rgb.tif": 3, "r12b-gray4.tif": 1, "r31-group3.tif": 1, "r11-planar.tif": 3} {
		out, _ := convert(t, file, ".tif", nil)
		facts := factsOf(t, out)
		if facts.Alpha || facts.Channels != channels && !facts.Palette {
			t.Errorf("%s: %d channels, alpha %v", file, facts.Channels, facts.Alpha)
		}
	}
	out, _ := convert(t, "r14c-v5-no-alpha-mask.bmp", ".png", nil)
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if img, err := png.Decode(f); err != nil || !formattest.Rounded(img).Opaque() {
		t.Error("transparent, error", err)
	}
}

func formatOf(t *testing.T, name string) *format.Format {
	t.Helper()
	f, err := formats.All.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
