package formats

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
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
	if err != nil || found.Damage == nil || !strings.Contains(found.Damage.Error(), "% of the picture decoded) at byte ") {
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

// Old-style JPEG data (TIFF 6.0 section 22) come in several kinds.
func TestATIFFShowsTheOldJPEGInside(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 61, 43))
	for i := range gray.Pix {
		gray.Pix[i] = uint8(i * i / 50)
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, gray, &jpeg.Options{Quality: 90}))
	whole := b.Bytes()
	sos := bytes.Index(whole, []byte{0xff, jpegSOS})
	codes := sos + 2 + int(binary.BigEndian.Uint16(whole[sos+2:]))
	// A table follows the marker, a length, and its kind. The encoder writes
	// both Huffman tables in one segment.
	table := func(marker byte) int { return bytes.Index(whole, []byte{0xff, marker}) + 5 }
	dc := table(0xc4)
	ac := dc + 16 + 1
	for _, n := range whole[dc : dc+16] {
		ac += int(n)
	}

	const at = 8 // of the JPEG file in the TIFF
	for name, fields := range map[string]map[uint16]uint32{
		"a file in the strip":           {273: at, 279: uint32(len(whole))},
		"a stream, and SOS":             {513: at, 514: uint32(sos), 273: uint32(at + sos), 279: uint32(len(whole) - sos)},
		"a stream, and codes":           {513: at, 514: uint32(codes), 273: uint32(at + codes), 279: uint32(len(whole) - codes)},
		"a stream, and a wrong strip":   {513: at, 514: uint32(len(whole)), 273: uint32(at + codes - 3), 279: 9},
		"tables of their own, and SOS":  {519: uint32(at + table(0xdb)), 520: uint32(at + dc), 521: uint32(at + ac), 273: uint32(at + sos), 279: uint32(len(whole) - sos)},
		"tables of their own and codes": {519: uint32(at + table(0xdb)), 520: uint32(at + dc), 521: uint32(at + ac), 273: uint32(at + codes), 279: uint32(len(whole) - codes)},
	} {
		all := map[uint16]uint32{tagImageWidth: 61, tagImageLength: 43, tagBitsPerSample: 8, 259: 6, tagPhotometric: 1, tagSamplesPerPixel: 1, 278: 43}
		for tag, v := range fields {
			all[tag] = v
		}
		// The directory, which begins at byte 8, moves after the JPEG file.
		file := formattest.TIFF(-1, all)
		file = append(append(bytes.Clone(file[:at]), whole...), file[at:]...)
		binary.LittleEndian.PutUint32(file[4:], uint32(at+len(whole)))
		facts := formattest.Probe(t, All, file)
		var found format.Findings
		got, _, err := formattest.Decode(t.Context(), file, facts, &found)
		if err != nil || found.Damage != nil || facts.Format != TIFF {
			t.Errorf("%s: %v, %v", name, err, found.Damage)
			continue
		}
		if d := formattest.Difference(t, got, formattest.Picture(t, All, whole)); d != 0 {
			t.Errorf("%s: mean difference %.2f levels", name, d)
		}
	}
}

func FuzzJPEGInTIFF(f *testing.F) {
	var b bytes.Buffer
	must(f, jpeg.Encode(&b, formattest.Colourful(61, 43, true), nil))
	tables, stream := jpegParts(b.Bytes())
	whole := tiffOfJPEG(61, 43, 3, 6, nil, b.Bytes())
	old := bytes.Clone(whole)
	for at := 10; at+12 <= len(old) && at < 200; at += 12 {
		if binary.LittleEndian.Uint16(old[at:]) == 259 {
			old[at+8] = 6
		}
	}
	formattest.Fuzz(f, TIFF, tiffOfJPEG(61, 43, 3, 6, tables, stream), tiffOfJPEG(61, 43, 3, 2, tables, stream), whole, old)
}

func TestJPEGInATIFFTakesNoMoreThanItIsAdmittedWith(t *testing.T) {
	const w, h = 900, 700
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, formattest.Colourful(w, h, true), &jpeg.Options{Quality: 100}))
	tables, stream := jpegParts(b.Bytes())
	file := tiffOfJPEG(w, h, 3, 6, tables, stream)
	facts := formattest.Probe(t, All, file)
	decoder := TIFF.NewDecoder(0)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	must(t, decoder.Decode(t.Context(), file, &facts, new(format.Findings), func(image.Image) error { return nil }))
	runtime.ReadMemStats(&after)
	took, most := float64(after.TotalAlloc-before.TotalAlloc), TIFF.DecoderBytes(&facts)
	// With the copy of the pixels, of which only a strip is kept here.
	if pixels := 4.0 * w * h; took > most || most+pixels > 1.5*(took+pixels) {
		t.Errorf("%.0f bytes, admitted with %.0f", took, most)
	}
}

// In a TIFF, 0 is no ink, whatever a JPEG file of its own would say.
func TestInksOfAJPEGInATIFFAreNotInverted(t *testing.T) {
	r := image.Rect(0, 0, 61, 43)
	var stream []byte
	var inks [4]*image.NRGBA
	for c := range inks {
		gray := image.NewGray(r)
		for i := range gray.Pix {
			gray.Pix[i] = uint8(i * (i + 40*c) / 90)
		}
		var b bytes.Buffer
		must(t, jpeg.Encode(&b, gray, &jpeg.Options{Quality: 95}))
		inks[c] = formattest.Picture(t, All, b.Bytes())
		// The encoder's tables are always the same, so the codes of four gray
		// files are four scans of one.
		file := b.Bytes()
		sos, eoi := bytes.Index(file, []byte{0xff, jpegSOS}), len(file)-2
		if c == 0 {
			sof := bytes.Index(file, []byte{0xff, jpegSOF0})
			stream = append(stream, file[:sof]...)
			stream = append(stream, 0xff, jpegSOF0, 0, 20, 8, 0, 43, 0, 61, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)
			stream = append(stream, file[sof+2+int(binary.BigEndian.Uint16(file[sof+2:])):sos]...)
		}
		scan := bytes.Clone(file[sos:eoi])
		scan[5] = byte(c + 1)
		stream = append(stream, scan...)
	}
	stream = append(stream, 0xff, 0xd9)
	want := image.NewNRGBA(r)
	for i := 0; i < len(want.Pix); i += 4 {
		want.Pix[i], want.Pix[i+1], want.Pix[i+2] = color.CMYKToRGB(inks[0].Pix[i], inks[1].Pix[i], inks[2].Pix[i], inks[3].Pix[i])
		want.Pix[i+3] = 255
	}
	got := formattest.Picture(t, All, tiffOfJPEG(61, 43, 4, 5, nil, stream))
	if d := formattest.Difference(t, got, want); d != 0 {
		t.Errorf("mean difference %.3f levels", d)
	}
}
