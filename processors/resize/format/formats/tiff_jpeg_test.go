package formats

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
)

// jpegParts splits a JPEG file into its tables and the rest, each a stream of
// its own, as a TIFF has them (Adobe Photoshop TIFF Technical Note 2).
func jpegParts(file []byte) (tables, rest []byte) {
	tables, rest = []byte("\xff\xd8"), []byte("\xff\xd8")
	for i := 2; i+4 <= len(file); {
		n := 2 + int(binary.BigEndian.Uint16(file[i+2:]))
		switch file[i+1] {
		case 0xdb, 0xc4: // DQT, DHT
			tables = append(tables, file[i:i+n]...)
		case jpegSOS:
			return append(tables, 0xff, 0xd9), append(rest, file[i:]...)
		default:
			rest = append(rest, file[i:i+n]...)
		}
		i += n
	}
	return tables, rest
}

// tiffOfJPEG returns a TIFF of one strip, which is the JPEG stream.
func tiffOfJPEG(w, h, samples, photometric int, tables, stream []byte) []byte {
	fields := map[uint16]uint32{
		tagImageWidth: uint32(w), tagImageLength: uint32(h), tagBitsPerSample: 8, 259: 7, tagPhotometric: uint32(photometric),
		273: 0, tagSamplesPerPixel: uint32(samples), 278: uint32(h), 279: uint32(len(stream)), 347: 0,
	}
	n := len(formattest.TIFF(-1, fields))
	fields[273], fields[347] = uint32(n), uint32(n+len(stream))
	file := formattest.TIFF(-1, fields)
	for at := 10; at+12 <= n; at += 12 {
		if entry := file[at:]; binary.LittleEndian.Uint16(entry) == 347 {
			binary.LittleEndian.PutUint16(entry[2:], 7)
			binary.LittleEndian.PutUint32(entry[4:], uint32(len(tables)))
		}
	}
	return append(append(file, stream...), tables...)
}

func TestATIFFShowsTheJPEGInside(t *testing.T) {
	colours := formattest.Colourful(61, 43, true)
	gray := image.NewGray(colours.Rect)
	for i := range gray.Pix {
		gray.Pix[i] = uint8(i * i / 50)
	}
	for name, c := range map[string]struct {
		img                  image.Image
		samples, photometric int
	}{
		"gray": {gray, 1, 1}, "white is 0": {gray, 1, 0}, "YCbCr": {colours, 3, 6}, "RGB": {colours, 3, 2},
	} {
		var b bytes.Buffer
		must(t, jpeg.Encode(&b, c.img, &jpeg.Options{Quality: 90}))
		tables, stream := jpegParts(b.Bytes())
		file := tiffOfJPEG(61, 43, c.samples, c.photometric, tables, stream)
		facts := formattest.Probe(t, All, file)
		if facts.Format != TIFF || facts.Channels != c.samples || facts.Alpha {
			t.Errorf("%s: %+v", name, facts)
		}
		want := b.Bytes()
		if name == "RGB" { // what an Adobe marker says in a file of its own
			adobe := "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
			want = append([]byte("\xff\xd8"+adobe), want[2:]...)
		}
		picture := formattest.Picture(t, All, want)
		if name == "white is 0" {
			for i := range picture.Pix {
				if i%4 != 3 {
					picture.Pix[i] ^= 0xff
				}
			}
		}
		if d := formattest.Difference(t, formattest.Picture(t, All, file), picture); d != 0 {
			t.Errorf("%s: mean difference %.2f levels", name, d)
		}
	}
}

func TestADamagedJPEGInATIFFIsNamed(t *testing.T) {
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, formattest.Colourful(200, 160, true), nil))
	tables, stream := jpegParts(b.Bytes())
	decode := func(file []byte) (found format.Findings, err error) {
		_, _, err = formattest.Decode(t.Context(), file, formattest.Probe(t, All, file), &found)
		return found, err
	}
	found, err := decode(tiffOfJPEG(200, 160, 3, 6, tables, stream[:len(stream)/2]))
	if err != nil || found.Damage == nil || !strings.Contains(found.Damage.Error(), "MCUs decoded) at byte ") {
		t.Errorf("cut: %v, %v", found.Damage, err)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"no picture":        {tiffOfJPEG(200, 160, 3, 6, tables, []byte("\xff\xd8\xff\xd9")), "jpeg: no image header"},
		"too large":         {tiffOfJPEG(100, 160, 3, 6, tables, stream), "a JPEG of 200×160 pixels for a strip or tile of 100×160"},
		"of other samples":  {tiffOfJPEG(200, 160, 1, 1, tables, stream), "a JPEG of 3 components for 1 samples"},
		"without its bytes": {tiffOfJPEG(200, 160, 3, 6, nil, nil), "the data ends too early"},
	} {
		if found, err := decode(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v; want %q", name, err, found.Damage, c.want)
		}
	}
}
