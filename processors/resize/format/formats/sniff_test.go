package formats

import (
	"errors"
	"strings"
	"testing"

	"fanout/processors/resize/format"
)

func TestFormatNamesAndExtensions(t *testing.T) {
	for name, want := range map[string]*format.Format{"jpeg": JPEG, "jpg": JPEG, "JPG": JPEG, "png": PNG, "gif": GIF,
		"webp": WebP, "tiff": TIFF, "tif": TIFF, "bmp": BMP} {
		if got, err := All.Parse(name); got != want || err != nil {
			t.Errorf("All.Parse(%q) = %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "unknown", "heic", ".jpg"} {
		if got, err := All.Parse(name); err == nil {
			t.Errorf("All.Parse(%q) = %v", name, got)
		}
	}
	for _, f := range All {
		if got, err := All.Parse(f.String()); got != f || err != nil {
			t.Errorf("All.Parse(%v) = %v, %v", f, got, err)
		}
		if !f.HasExt(f.Ext()) || All.ByExt(strings.ToUpper(f.Ext())) != f {
			t.Errorf("%v does not have its own extension %q", f, f.Ext())
		}
	}
	for _, ext := range []string{".JPG", ".jpeg", ".Jpe", ".jfif"} {
		if !JPEG.HasExt(ext) {
			t.Errorf("jpeg does not have %q", ext)
		}
	}
	if JPEG.HasExt("jpg") || JPEG.HasExt(".png") || JPEG.HasExt("") || All.ByExt("") != nil {
		t.Error("an extension is taken for what it is not")
	}
	if JPEG.Alpha || BMP.Alpha || !PNG.Alpha || !GIF.Alpha || !WebP.Alpha || !TIFF.Alpha {
		t.Error("Alpha is wrong")
	}
}

func TestSniffKnowsOurFormatsWhateverTheirNames(t *testing.T) {
	for _, s := range samples(t) {
		for _, name := range []string{"a", "a.jpg", "a.PNG", "a.txt", ""} {
			if got, err := All.Sniff(s.data[:min(len(s.data), format.SniffBytes)], name); got != s.format || err != nil {
				t.Errorf("%v %s named %q: %v, %v", s.format, s.name, name, got, err)
			}
		}
	}
}

func TestSniffNamesUnsupportedImages(t *testing.T) {
	pad := strings.Repeat("\x00", 64)
	for _, c := range []struct{ head, name, want string }{
		{"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.heic", "HEIC"},
		{"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "a.jpg", "HEIC"},
		{"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heicmiaf", "a", "HEIC"},
		{"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "a", "AVIF"},
		{"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1", "a", "HEIF"},
		{"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "a.avif", "AVIF"},
		{"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "a.cr3", "camera raw (CR3)"},
		{"\xff\x0a\x00", "a.jxl", "JPEG XL"},
		{"\x00\x00\x00\x0cJXL \r\n\x87\n", "a.jxl", "JPEG XL"},
		{"\x00\x00\x00\x0cjP  \r\n\x87\n", "a.jp2", "JPEG 2000"},
		{"\xff\x4f\xff\x51", "a.j2k", "JPEG 2000"},
		{"8BPS\x00\x01" + pad, "a.psd", "PSD"},
		{"\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00\x68\x04\x00\x00\x16\x00\x00\x00", "favicon.ico", "ICO"},
		{"<svg xmlns='http://www.w3.org/2000/svg'>", "a.svg", "SVG"},
		{"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> -->\n<svg\n>", "a.svg", "SVG"},
		{"<?xml version='1.0'?><!DOCTYPE svg PUBLIC", "a.svg", "SVG"},
		{"II*\x00\x08\x00\x00\x00", "DSC_1.NEF", "camera raw (.nef)"},
		{"MM\x00*\x00\x00\x00\x08", "a.dng", "camera raw (.dng)"},
		{"II*\x00\x10\x00\x00\x00CR\x02\x00", "a.tif", "camera raw (CR2)"},
		{"IIRO\x08\x00\x00\x00", "a.orf", "camera raw (ORF)"},
		{"IIU\x00\x18\x00\x00\x00", "a.rw2", "camera raw (RW2)"},
		{"FUJIFILMCCD-RAW 0201", "a.raf", "camera raw (RAF)"},
		{"\x76\x2f\x31\x01\x02\x00\x00\x00", "a.exr", "OpenEXR"},
		{"P6\n# made by hand\n640 480\n255\n", "a.ppm", "PNM"},
		{strings.Repeat("\x00", 128) + "DICM", "a.dcm", "DICOM"},
	} {
		_, err := All.Sniff([]byte(c.head), c.name)
		var unsupported *format.UnsupportedError
		if !errors.As(err, &unsupported) || unsupported.Name != c.want {
			t.Errorf("%.20q named %q: %v, want %s", c.head, c.name, err, c.want)
		}
	}
}

func TestSniffTellsNoImageFromNoImageInDisguise(t *testing.T) {
	appleDouble := "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X"
	for _, head := range []string{"", "BM", "BM is a car maker, more or less: BMW.", "hello", "GIF8", "\xff\xd8", "RIFF\x00\x00\x00\x00WAVE",
		"<html><svg>", "<svgish>", "P6 is a chip of Intel's", "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42",
		"\x00\x00\x01\x00\x00\x00", "version https://git-lfs.github.com/spec/v1", strings.Repeat("\x00", 512),
		"BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x18\x00"} {
		if f, err := All.Sniff([]byte(head), "notes.txt"); f != nil || err != format.ErrNotImage {
			t.Errorf("%.20q: %v, %v", head, f, err)
		}
		for _, name := range []string{"a.jpg", "a.TIF", "._a.gif"} {
			var mismatch *format.MismatchError
			if _, err := All.Sniff([]byte(head), name); !errors.As(err, &mismatch) || mismatch.Empty != (head == "") ||
				!strings.EqualFold("x"+mismatch.Ext, "x"+name[len(name)-4:]) {
				t.Errorf("%.20q named %q: %v", head, name, err)
			}
		}
	}
	if _, err := All.Sniff([]byte(appleDouble), "._a.jpg"); err != format.ErrNotImage {
		t.Errorf("AppleDouble: %v", err)
	}
}
