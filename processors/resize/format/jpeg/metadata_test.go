package jpeg

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
	"fanout/processors/resize/planes"
)

// segmentOf returns one segment of a JPEG.
func segmentOf(marker byte, body string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(2+len(body)))) + body
}

// exifWithThumbnail is a block whose first directory has an orientation and
// points to a second one.
func exifWithThumbnail(order binary.AppendByteOrder, orientation uint16) string {
	magic := "MM\x00*"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		magic = "II*\x00"
	}
	b := order.AppendUint32([]byte(magic), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, ifd.TagOrientation), ifd.Short)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(order.AppendUint16(b, orientation), 0)
	b = order.AppendUint32(b, 26) // the thumbnail's directory
	return metadata.EXIFSignature + string(b) + "thumbnail"
}

func TestKeptSegmentsAreThoseAskedFor(t *testing.T) {
	exif := segmentOf(markerAPP1, exifWithThumbnail(binary.LittleEndian, 6))
	xmp := segmentOf(markerAPP1, xmpSignature+"<x/>")
	iptc := segmentOf(markerAPP13, photoshopSignature+"8BIM")
	comment := segmentOf(markerCOM, "a comment")
	other := segmentOf(markerAPP0, "JFIF\x00") + segmentOf(0xee, "Adobe") + segmentOf(markerAPP2, iccSignature+"\x01\x01x")
	file := []byte("\xff\xd8" + other + exif + xmp + iptc + comment + "\xff\xda\x00\x02" + segmentOf(markerCOM, "after the scan") + "\xff\xd9")
	for _, c := range []struct {
		keep metadata.Kinds
		want string
	}{
		{0, ""},
		{metadata.XMP, xmp},
		{metadata.IPTC, iptc},
		{metadata.Comments, comment},
		{metadata.XMP | metadata.IPTC | metadata.Comments, xmp + iptc + comment},
	} {
		if got := kept(file, c.keep, true); string(got) != c.want {
			t.Errorf("kinds %b: %q, want %q", c.keep, got, c.want)
		}
	}
	if got := kept(file, metadata.EXIF, true); len(got) != len(exif) {
		t.Errorf("exif: %q, want something like %q", got, exif)
	}
}

func TestKeptExifIsUprightAndHasNoThumbnail(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		file := []byte("\xff\xd8" + segmentOf(markerAPP1, exifWithThumbnail(order, 6)) + "\xff\xd9")
		for upright, want := range map[bool]int{true: 1, false: 6} {
			got := kept(file, metadata.EXIF, upright)
			block := got[4+len(metadata.EXIFSignature):]
			if got := metadata.Orientation(ifd.Bytes(block)); got != want {
				t.Errorf("%v, upright %v: orientation %d, want %d", order, upright, got, want)
			}
			t2, first, ok := ifd.Open(ifd.Bytes(block), 0)
			if next, whole := t2.Entries(first, func(ifd.Entry) bool { return true }); !ok || !whole || next != 0 {
				t.Errorf("%v: the next directory is at %d, want none", order, next)
			}
		}
	}
}

// Whatever type the orientation is read from, it must not turn the picture
// twice.
func TestKeptExifIsUprightForAnyTypeOfOrientation(t *testing.T) {
	for _, value := range []string{
		"\x00\x03\x00\x00\x00\x02\x00\x06\x00\x08", // two SHORTs
		"\x00\x04\x00\x00\x00\x01\x00\x00\x00\x06", // LONG
		"\x00\x01\x00\x00\x00\x01\x06\x00\x00\x00", // BYTE
		"\x00\x03\x00\x00\x00\x04\x00\x00\x00\x1a", // SHORTs elsewhere
	} {
		block := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12" + value + "\x00\x00\x00\x00\x00\x06\x00\x06\x00\x06\x00\x06"
		if got := metadata.Orientation(ifd.Bytes(block)); got != 6 {
			t.Fatalf("%q: orientation %d before", value, got)
		}
		file := []byte("\xff\xd8" + segmentOf(markerAPP1, metadata.EXIFSignature+block) + "\xff\xd9")
		got := kept(file, metadata.EXIF, true)[4+len(metadata.EXIFSignature):]
		if got := metadata.Orientation(ifd.Bytes(got)); got != 1 {
			t.Errorf("%q: orientation %d, want 1", value, got)
		}
	}
}

func TestBrokenExifIsKeptAsItIs(t *testing.T) {
	whole := exifWithThumbnail(binary.BigEndian, 3)
	for n := range len(whole) - len("thumbnail") {
		file := []byte("\xff\xd8" + segmentOf(markerAPP1, whole[:n]) + "\xff\xd9")
		kept := string(kept(file, metadata.EXIF, true))
		if n >= len(metadata.EXIFSignature) && len(kept) != 4+n || n < len(metadata.EXIFSignature) && kept != "" {
			t.Errorf("cut to %d bytes: kept %q", n, kept)
		}
	}
}

func TestEmbedWritesSegmentsFirst(t *testing.T) {
	segments := []byte(segmentOf(markerCOM, "kept"))
	file := []byte("\xff\xd8" + segmentOf(markerAPP0, "JFIF\x00") + "\xff\xda\x00\x02\xff\xd9")
	got, err := Format.Embed(nil, file, metadata.Set{Segments: segments, Orientation: 6})
	if err != nil {
		t.Fatal(err)
	}
	if i := bytes.Index(got, segments); i < 0 || !strings.HasPrefix(string(got), "\xff\xd8\xff\xe0") {
		t.Errorf("%q", got)
	}
}

func TestProbeTellsRGBFromYCbCr(t *testing.T) {
	frame := func(ids string) string {
		return segmentOf(markerSOF0, "\x08\x00\x01\x00\x01\x03"+ids[:1]+"\x11\x00"+ids[1:2]+"\x11\x00"+ids[2:]+"\x11\x00")
	}
	jfif := segmentOf(markerAPP0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
	adobe := func(transform string) string {
		return segmentOf(markerAPP14, "Adobe\x00\x64\x00\x00\x00\x00"+transform)
	}
	for _, c := range []struct {
		name, body string
		want       bool
	}{
		{"plain", frame("\x01\x02\x03"), false},
		{"Adobe says RGB", adobe("\x00") + frame("\x01\x02\x03"), true},
		{"Adobe says so after the frame", frame("\x01\x02\x03") + adobe("\x00"), true},
		{"Adobe says YCbCr", adobe("\x01") + frame("\x01\x02\x03"), false},
		{"names say RGB", frame("RGB"), true},
		{"Adobe beats names", adobe("\x01") + frame("RGB"), false},
		{"JFIF beats both", jfif + adobe("\x00") + frame("RGB"), false},
	} {
		file := []byte("\xff\xd8" + c.body + "\xff\xda\x00\x02\xff\xd9")
		info, err := readFacts(format.InMemory(name, file))
		if err != nil || info.Model == planes.RGB != c.want {
			t.Errorf("%s: model %v, %v, want RGB %v", c.name, info.Model, err, c.want)
		}
	}
}

func TestMetadataFollowsAPP0InOrder(t *testing.T) {
	gray := segmentOf(markerSOF0, "\x08\x00\x01\x00\x01\x01\x01\x11\x00") + "\xff\xda\x00\x02\xff\xd9"
	file := []byte("\xff\xd8" + segmentOf(markerAPP0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + gray)
	out, err := Format.Embed(nil, file, metadata.Set{ICC: formattest.Profile(iccChunkBytes+1, "GRAY"), Orientation: 7})
	if err != nil {
		t.Fatal(err)
	}
	var markers []byte
	for off := 2; len(markers) < 5; off += 2 + int(binary.BigEndian.Uint16(out[off+2:])) {
		markers = append(markers, out[off+1])
	}
	if !bytes.Equal(markers[:4], []byte{markerAPP0, markerAPP1, markerAPP2, markerAPP2}) || markers[4] == markerAPP2 {
		t.Errorf("segments: %x", markers)
	}
}

func TestProfilesAreOrderedAndComplete(t *testing.T) {
	icc := formattest.Profile(1000, "RGB ")
	file := func(order ...int) []byte {
		out := []byte{0xff, 0xd8}
		for _, n := range order {
			body := append([]byte(iccSignature), byte(n), 4)
			if n >= 1 && n <= 4 {
				body = append(body, icc[250*(n-1):250*n]...)
			}
			out = append(out, 0xff, markerAPP2)
			out = append(binary.BigEndian.AppendUint16(out, uint16(2+len(body))), body...)
		}
		return append(out, 0xff, markerSOS, 0, 2)
	}
	for _, order := range [][]int{{3, 1, 4, 2}, {1, 2, 3, 4, 4}, {1, 2, 3, 4, 1, 2, 3, 4}, {1, 2, 3, 4, 5}, {0, 1, 2, 3, 4}} {
		if !bytes.Equal(Format.Profile(file(order...), 0), icc) {
			t.Errorf("chunks %v are not joined", order)
		}
	}
	for _, order := range [][]int{{1, 2, 3}, {2, 3, 4}, {1, 1, 3, 4}, {}} {
		if Format.Profile(file(order...), 0) != nil {
			t.Errorf("chunks %v make a profile", order)
		}
	}
}

func TestProfilesWithWrongNumbersAreJoinedIfTheirSizeIsRight(t *testing.T) {
	icc, other := formattest.Profile(1000, "RGB "), formattest.Profile(600, "RGB ")
	chunk := func(number, count byte, data []byte) string {
		return segmentOf(markerAPP2, iccSignature+string([]byte{number, count})+string(data))
	}
	for _, c := range []struct {
		name, chunks string
		want         []byte
	}{
		{"count too large", chunk(1, 3, icc[:500]) + chunk(2, 3, icc[500:]), icc},
		{"count of 0", chunk(1, 0, icc[:500]) + chunk(2, 0, icc[500:]), icc},
		{"numbers from 0", chunk(1, 2, icc[500:]) + chunk(0, 2, icc[:500]), icc},
		{"one number for all", chunk(1, 2, icc[:500]) + chunk(1, 2, icc[500:]), icc},
		{"a count for each", chunk(1, 2, icc[:500]) + chunk(2, 3, icc[500:]), icc},
		{"a count of 1 for each", chunk(1, 1, icc[:500]) + chunk(2, 1, icc[500:]), icc},
		{"1 of 1 for each", chunk(1, 1, icc[:500]) + chunk(1, 1, icc[500:]), icc},
		{"two profiles", chunk(1, 1, icc) + chunk(1, 1, other), icc},
		{"two profiles of different counts", chunk(1, 1, icc) + chunk(1, 2, other[:300]) + chunk(2, 2, other[300:]), icc},
		{"a part missing", chunk(1, 3, icc[:500]) + chunk(3, 3, icc[600:]), nil},
		{"nothing in it", chunk(1, 1, nil), nil},
	} {
		if got := Format.Profile([]byte("\xff\xd8"+c.chunks+"\xff\xda\x00\x02"), 0); !bytes.Equal(got, c.want) {
			t.Errorf("%s: %d bytes, want %d", c.name, len(got), len(c.want))
		}
	}
}

// smallFiles are a gray file and one of three components, written by the
// standard library.
func smallFiles(t testing.TB) (gray, colour []byte) {
	t.Helper()
	r := image.Rect(0, 0, 7, 5)
	var b, c bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(r), nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&c, image.NewNRGBA(r), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), c.Bytes()
}

func FuzzJPEG(f *testing.F) {
	gray, colour := smallFiles(f)
	formattest.Fuzz(f, Format, gray, colour, []byte("\xff\xd8"+segmentOf(markerAPP1, exifWithThumbnail(binary.BigEndian, 3))+string(colour[2:])))
}
