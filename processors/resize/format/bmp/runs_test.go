package bmp

import (
	"strings"
	"testing"
)

func TestRunLengthEncodedPictures(t *testing.T) {
	const r, g, b, none = "ff0000", "00ff00", "0000ff", "00000000"
	run8 := testFile{width: 3, height: 2, depth: 8, compression: compressionRLE8, palette: rgb, colours: 4}
	run4 := testFile{width: 5, height: 1, depth: 4, compression: compressionRLE4, palette: rgb, colours: 4}
	run24 := testFile{header: headerOS2, width: 3, height: 1, depth: 24, compression: compressionRLE24}
	for _, c := range []struct {
		name  string
		file  testFile
		codes string
		want  string
		note  string
	}{
		{"RLE8", run8, "\x03\x00\x00\x00" + "\x00\x03\x00\x01\x02\x00" + "\x00\x01",
			r + " " + g + " " + b + " / " + r + " " + r + " " + r, ""},
		{"RLE8 without its end", run8, "\x03\x00\x00\x00" + "\x02\x01\x01\x02",
			g + " " + g + " " + b + " / " + r + " " + r + " " + r, ""},
		{"an end of row too early", run8, "\x01\x00\x00\x00" + "\x03\x01\x00\x00",
			g + " " + g + " " + g + " / " + r + " " + none + " " + none, ""},
		{"an end of picture too early", run8, "\x02\x00\x00\x01", none + " " + none + " " + none + " / " + r + " " + r + " " + none, ""},
		{"a skip in a row", run8, "\x01\x00\x00\x02\x01\x00\x01\x01\x00\x00" + "\x03\x02\x00\x01",
			b + " " + b + " " + b + " / " + r + " " + none + " " + g, ""},
		{"a skip to another row", run8, "\x01\x00\x00\x02\x01\x01\x01\x01\x00\x01",
			none + " " + none + " " + g + " / " + r + " " + none + " " + none, ""},
		{"a skip beyond the picture", run8, "\x01\x00\x00\x02\x00\xff\x01\x01\x00\x01",
			none + " " + none + " " + none + " / " + r + " " + none + " " + none, ""},
		{"a run beyond the row", run8, "\xff\x00\x01\x01\x00\x00" + "\x00\x04\x00\x01\x02\x01\x00\x01",
			r + " " + g + " " + b + " / " + r + " " + r + " " + r, "over the end of a row"},
		{"RLE4", run4, "\x03\x01\x00\x02\x02\x00\x00\x01", r + " " + g + " " + r + " " + none + " " + none, ""},
		{"RLE4 in a list", run4, "\x00\x05\x01\x20\x10\x00\x00\x01", r + " " + g + " " + b + " " + r + " " + g, ""},
		{"RLE4 in runs", run4, "\x03\x12\x02\x12\x00\x01", g + " " + b + " " + g + " " + g + " " + b, ""},
		{"RLE24", run24, "\x02\x03\x02\x01\x01\x06\x05\x04\x00\x01", "010203 010203 040506", ""},
		{"RLE24 in a list", run24, "\x00\x03\x03\x02\x01\x06\x05\x04\x09\x08\x07\x00\x00\x01", "010203 040506 070809", ""},
	} {
		c.file.pixels = c.codes
		got, found := decode(t, c.file.bytes())
		if got != c.want || found.Damage != nil || strings.Contains(strings.Join(found.Notes, " "), "end of a row") != (c.note != "") {
			t.Errorf("%s: %s, %+v; want %s", c.name, got, found, c.want)
		}
	}
}

func TestGrayRunsStayGrayIfTheyAreWhole(t *testing.T) {
	file := testFile{width: 2, height: 1, depth: 8, compression: compressionRLE8, palette: []byte("\x05\x05\x05\x00\x09\x09\x09\x00"), colours: 2}
	for codes, want := range map[string]string{"\x02\x01\x00\x01": "09 09", "\x01\x01\x00\x01": "090909 00000000"} {
		file.pixels = codes
		if got, _ := decode(t, file.bytes()); got != want {
			t.Errorf("%q: %s, want %s", codes, got, want)
		}
	}
}

func TestCutRunsGiveTheRowsThatAreWhole(t *testing.T) {
	const none = "00000000 00000000"
	whole := "\x02\x00\x00\x00" + "\x00\x02\x00\x01" + "\x02\x01\x00\x01" // the middle row is skipped
	for n, c := range map[int]struct{ want, damage string }{
		len(whole):     {"00ff00 00ff00 / " + none + " / ff0000 ff0000", ""},
		len(whole) - 1: {"00ff00 00ff00 / " + none + " / ff0000 ff0000", ""},
		len(whole) - 3: {none + " / " + none + " / ff0000 ff0000", "bmp: the data ends too early at byte 79: 2 of 3 rows decoded"},
		6:              {none + " / " + none + " / ff0000 ff0000", "bmp: the data ends too early at byte 76: 1 of 3 rows decoded"},
	} {
		file := testFile{width: 2, height: 3, depth: 8, compression: compressionRLE8, palette: rgb, colours: 4, pixels: whole[:n]}
		got, found := decode(t, file.bytes())
		damage := ""
		if found.Damage != nil {
			damage = found.Damage.Error()
		}
		if got != c.want || damage != c.damage {
			t.Errorf("%d bytes: %s, %q; want %s, %q", n, got, damage, c.want, c.damage)
		}
	}
}

func TestRunsFromTheTopDownAreReadAndNoted(t *testing.T) {
	file := testFile{width: 1, height: -2, depth: 8, compression: compressionRLE8, palette: rgb, colours: 4, pixels: "\x01\x00\x00\x00\x01\x01\x00\x01"}
	got, found := decode(t, file.bytes())
	if got != "ff0000 / 00ff00" || found.Damage != nil || len(found.Notes) != 1 {
		t.Errorf("%s, %+v", got, found)
	}
}
