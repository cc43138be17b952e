package bmp

import (
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// rgb is a palette as Windows stores it: red, green, blue, white.
var rgb = []byte("\x00\x00\xff\x00\x00\xff\x00\x00\xff\x00\x00\x00\xff\xff\xff\x00")

func TestRowsOfEveryDepth(t *testing.T) {
	const r, g, b, w = "ff0000", "00ff00", "0000ff", "ffffff"
	for _, c := range []struct {
		name string
		file testFile
		want string
	}{
		{"1 bit, from the bottom up", testFile{width: 3, height: 2, depth: 1, palette: rgb[:8],
			pixels: "\x40\x00\x00\x00\xa0\x00\x00\x00"}, g + " " + r + " " + g + " / " + r + " " + g + " " + r},
		{"2 bits, from the top down", testFile{width: 5, height: -1, depth: 2, palette: rgb,
			pixels: "\x1b\xc0\x00\x00"}, r + " " + g + " " + b + " " + w + " " + w},
		{"4 bits", testFile{width: 3, height: 1, depth: 4, palette: rgb, colours: 4, pixels: "\x12\x30\x00\x00"}, g + " " + b + " " + w},
		{"8 bits, OS/2 with a short palette", testFile{header: headerCore, width: 2, height: 1, depth: 8,
			palette: []byte("\x00\x00\xff\x00\xff\x00"), pixels: "\x01\x00\x00\x00"}, g + " " + r},
		{"8 bits, OS/2 2.x of 16 bytes", testFile{header: headerOS2Short, width: 1, height: 1, depth: 8,
			palette: rgb, pixels: "\x03\x00\x00\x00"}, w},
		{"8 bits, too large a palette, a gap", testFile{width: 1, height: 1, depth: 8, colours: 300,
			palette: append([]byte("\x01\x02\x03\x00"), make([]byte, 299*4)...), gap: "gap", pixels: "\x00\x00\x00\x00"}, "030201"},
		{"gray stays gray", testFile{width: 2, height: 1, depth: 8, palette: []byte("\x05\x05\x05\x00\x09\x09\x09\x00"),
			pixels: "\x01\x00\x00\x00"}, "09 05"},
		{"16 bits of 5", testFile{width: 2, height: 1, depth: 16, pixels: "\x1f\x7c\xe1\x83"}, "ff00ff 00ff08"},
		{"24 bits", testFile{width: 1, height: 2, depth: 24, pixels: "\x01\x02\x03\x00\x04\x05\x06\x00"}, "060504 / 030201"},
		{"24 bits, the last padding missing", testFile{width: 1, height: 1, depth: 24, pixels: "\x01\x02\x03"}, "030201"},
		{"32 bits, of which 8 mean nothing", testFile{width: 1, height: 1, depth: 32, pixels: "\x01\x02\x03\x80"}, "030201"},
		{"64 bits, linear", testFile{width: 2, height: 1, depth: 64,
			pixels: "\x00\x20\x00\x10\x00\x00\x00\x20" + "\xff\xff\x00\x40\x00\x01\x00\x10"}, "00bcff 31ff0080"},
	} {
		if got, found := decode(t, c.file.bytes()); got != c.want || found.Damage != nil || found.Notes != nil {
			t.Errorf("%s: %s, %+v; want %s", c.name, got, found, c.want)
		}
	}
}

func TestBitMasks(t *testing.T) {
	for _, c := range []struct {
		name string
		file testFile
		want string
	}{
		{"5, 6 and 5 bits", testFile{depth: 16, masks: []uint32{0xf800, 0x7e0, 0x1f}, pixels: "\x41\x08\x00\x00"}, "080808"},
		{"2, 3 and 1 bits", testFile{depth: 16, masks: []uint32{0x30, 0xe, 0x1}, pixels: "\x13\x00\x00\x00"}, "5524ff"},
		{"4 bits and alpha", testFile{header: headerV4, depth: 16, masks: []uint32{0xf00, 0xf0, 0xf, 0xf000},
			pixels: "\x21\x83\x00\x00"}, "33221188"},
		{"alpha after a Windows 3 header", testFile{compression: 6, depth: 16, masks: []uint32{0xf00, 0xf0, 0xf, 0xf000},
			pixels: "\x21\x83\x00\x00"}, "33221188"},
		{"10 bits, rounded", testFile{header: headerV5, depth: 32, masks: []uint32{0x3ff, 0xffc00, 0x3ff00000, 0xc0000000},
			pixels: "\x02\x0c\xf0\xbf"}, "0001ffaa"},
		{"18 bits, rounded", testFile{header: headerV2, depth: 32, masks: []uint32{0xfe000000, 0x1ffff80, 0x7f},
			pixels: "\x01\x03\x03\x03"}, "028102"},
		{"a mask of 24 bits", testFile{depth: 24, masks: []uint32{0xff, 0xff00, 0xff0000}, pixels: "\x01\x02\x03\x00"}, "010203"},
		{"no blue", testFile{depth: 16, masks: []uint32{0xff, 0xff00, 0}, pixels: "\x01\x02\x00\x00"}, "010200"},
		{"a palette after the masks", testFile{depth: 16, masks: []uint32{0xf800, 0x7e0, 0x1f}, palette: rgb, colours: 4,
			pixels: "\x00\xf8\x00\x00"}, "ff0000"},
		{"no mask of alpha", testFile{header: headerV5, depth: 32, masks: []uint32{0xff0000, 0xff00, 0xff, 0},
			pixels: "\x01\x02\x03\x04"}, "030201"},
		{"alpha in bits that are not there", testFile{header: headerV5, depth: 24, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000},
			pixels: "\x01\x02\x03\x00"}, "030201"},
		{"alpha without other masks", testFile{header: headerV4, compression: compressionNone, depth: 32,
			masks: []uint32{1, 2, 3, 0xff000000}, pixels: "\x01\x02\x03\x04"}, "03020104"},
	} {
		c.file.width, c.file.height = 1, 1
		if c.file.compression == 0 && c.name != "alpha without other masks" {
			c.file.compression = compressionBits
		}
		file := c.file.bytes()
		got, found := decode(t, file)
		if got != c.want || found.Damage != nil || found.Notes != nil {
			t.Errorf("%s: %s, %+v; want %s", c.name, got, found, c.want)
		}
		if facts := formattest.Probe(t, format.Table{reads}, file); len(got) == 8 && !facts.Alpha || c.name == "no mask of alpha" && facts.Alpha {
			t.Errorf("%s: alpha %v", c.name, facts.Alpha)
		}
	}
}

// What can be made out of a file whose headers are wrong, and what is said.
func TestIrregularFiles(t *testing.T) {
	grays := []byte("\x00\x00\x00\x00\x09\x09\x09\x00")
	for _, c := range []struct {
		name, want, note string
		file             testFile
	}{
		{"pixels said to be at byte 1", "09", "begin at byte 62, not at 1",
			testFile{width: 1, height: 1, depth: 1, palette: grays, start: 1, pixels: "\x80\x00\x00\x00"}},
		{"pixels said to be where the palette is", "09", "begin at byte 62, not at 54",
			testFile{width: 1, height: 1, depth: 1, palette: grays, start: 54, pixels: "\x80\x00\x00\x00"}},
		{"pixels said to be beyond the file", "09", "begin at byte 62, not at 9999",
			testFile{width: 1, height: 1, depth: 1, palette: grays, start: 9999, pixels: "\x80\x00\x00\x00"}},
		{"pixels said to be in the masks", "000008", "begin at byte 66, not at 54",
			testFile{width: 1, height: 1, depth: 16, compression: 3, masks: []uint32{0xf800, 0x7e0, 0x1f}, start: 54, pixels: "\x01\x00\x00\x00"}},
		{"masks of 0", "000008", "usual ones", testFile{width: 1, height: 1, depth: 16, compression: 3,
			masks: []uint32{0, 0, 0}, pixels: "\x01\x00\x00\x00"}},
		{"alpha of 0 everywhere", "030201", "alpha is 0", testFile{width: 1, height: 1, header: headerV5, depth: 32, compression: 3,
			masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, pixels: "\x01\x02\x03\x00"}},
		{"64 bits without alpha", "ffffff", "alpha is 0", testFile{width: 1, height: 1, depth: 64,
			pixels: "\x00\x20\x00\x20\x00\x20\x00\x00"}},
		{"a color beyond the palette", "00 09", "black", testFile{width: 2, height: 1, depth: 8, palette: grays, colours: 2,
			pixels: "\xc8\x01\x00\x00"}},
	} {
		got, found := decode(t, c.file.bytes())
		if got != c.want || found.Damage != nil || len(found.Notes) != 1 || !strings.Contains(found.Notes[0], c.note) {
			t.Errorf("%s: %s, %+v; want %s, %s", c.name, got, found, c.want, c.note)
		}
	}
}

func TestCutFilesGiveTheRowsThatAreThere(t *testing.T) {
	const damage = "bmp: the data ends too early at byte 63: 2 of 3 rows decoded"
	up := testFile{width: 1, height: 3, depth: 24, pixels: "\x01\x02\x03\x00\x04\x05\x06\x00\x07"}
	down := up
	down.height = -3
	alpha := testFile{header: headerV4, compression: 3, masks: []uint32{0xff0000, 0xff00, 0xff, 0xff000000},
		width: 1, height: 2, depth: 32, pixels: "\x01\x02\x03\x04"}
	gray := testFile{width: 1, height: 2, depth: 1, palette: []byte("\x08\x08\x08\x00\x09\x09\x09\x00"), pixels: "\x80\x00\x00\x00"}
	for name, c := range map[string]struct {
		file         testFile
		want, damage string
	}{
		"from the bottom up": {up, "000000 / 060504 / 030201", damage},
		"from the top down":  {down, "030201 / 060504 / 000000", damage},
		"with alpha":         {alpha, "00000000 / 03020104", "1 of 2"},
		"gray":               {gray, "00 / 09", "1 of 2"},
	} {
		got, found := decode(t, c.file.bytes())
		if got != c.want || found.Damage == nil || !strings.Contains(found.Damage.Error(), c.damage) {
			t.Errorf("%s: %s, %v; want %s, %s", name, got, found.Damage, c.want, c.damage)
		}
	}
	up.pixels = "\x01\x02"
	file := up.bytes()
	var found format.Findings
	if _, _, err := formattest.Decode(t.Context(), file, formattest.Probe(t, format.Table{reads}, file), &found); err == nil {
		t.Error("a picture without a row")
	}
}

// OS/2 has a compression of the same number for pictures of this depth.
func TestAJPEGIsNoRLE24(t *testing.T) {
	file := testFile{header: headerInfo, width: 3, height: 3, depth: 24, compression: compressionJPEG, pixels: "JPEG"}.bytes()
	if got, found := decode(t, file); got != "07" || found.Damage != nil || found.Notes[0] != "from inside" {
		t.Errorf("%s, %+v", got, found)
	}
}

func TestTheFileInsideIsDecoded(t *testing.T) {
	for compression, inside := range map[uint32]string{compressionJPEG: "JPEG", compressionPNG: "PNG"} {
		file := testFile{header: headerV5, width: 3, height: 3, compression: compression, pixels: inside}.bytes()
		if got, found := decode(t, file); got != "07" || found.Damage != nil || found.Notes[0] != "from inside" {
			t.Errorf("%s: %s, %+v", inside, got, found)
		}
		facts := formattest.Probe(t, format.Table{reads}, file)
		if facts.Width != 1 || facts.Planar || facts.Orientation != 1 || reads.DecoderBytes(&facts) != 1234 {
			t.Errorf("%s: %+v", inside, facts)
		}
	}
}
