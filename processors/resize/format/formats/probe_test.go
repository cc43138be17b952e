package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"reflect"
	"strings"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

func TestProbeAgreesWithTheDecodersOnSize(t *testing.T) {
	for _, s := range samples(t) {
		want, name, err := image.DecodeConfig(bytes.NewReader(s.data))
		must(t, err)
		info, err := probeBytes(s.data, "a")
		must(t, err)
		if info.Format.String() != name || info.Width != want.Width || info.Height != want.Height {
			t.Errorf("%v %s: %+v, want %s %d×%d", s.format, s.name, info, name, want.Width, want.Height)
		}
		if _, palette := want.ColorModel.(color.Palette); palette != info.Palette && !(s.format == BMP && s.name == "gray") {
			t.Errorf("%v %s: palette %v", s.format, s.name, info.Palette)
		}
		if s.name != "animation" && (info.Frames != 1 || info.FramePixels != 35) {
			t.Errorf("%v %s: %d frames, %d pixels", s.format, s.name, info.Frames, info.FramePixels)
		}
		transparent := s.format != BMP && strings.Contains(s.name, "rgba") || strings.Contains(s.name, "tRNS") || s.name == "animation" ||
			s.name == "lossy with ALPH" || s.name == "lossless"
		if s.format == TIFF && strings.HasPrefix(s.name, "rgb") {
			transparent = true // x/image writes four samples always
		}
		if info.Alpha != transparent {
			t.Errorf("%v %s: alpha %v", s.format, s.name, info.Alpha)
		}
		if m := decode(t, s.format, s.data)[0]; !info.Alpha && !isOpaque(m) {
			t.Errorf("%v %s: transparent pixels, but Alpha is false", s.format, s.name)
		}
	}
}

func isOpaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

func TestProbeCountsGIFFramesThatBegin(t *testing.T) {
	var file []byte
	for _, s := range samples(t) {
		if s.name == "animation" {
			file = s.data
		}
	}
	last := 0
	for n := range len(file) + 1 {
		info, err := probeBytes(file[:n], "a.gif")
		if err != nil {
			if last > 0 {
				t.Fatalf("%d frames are forgotten at byte %d: %v", last, n, err)
			}
			continue
		}
		if info.Frames < last || info.Frames > last+1 {
			t.Fatalf("byte %d: from %d to %d frames", n, last, info.Frames)
		}
		if last = info.Frames; info.FramePixels != 35+int64(last-1)*6 {
			t.Fatalf("byte %d: %d pixels in %d frames", n, info.FramePixels, last)
		}
	}
	if last != 3 {
		t.Errorf("%d frames", last)
	}
}

func TestOrientationIsReadInAllItsForms(t *testing.T) {
	for _, order := range []ifd.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, typ := range []uint16{ifd.Byte, ifd.Short, ifd.Long, 2, 99} {
			for v := range 12 {
				want := 1
				if v >= 1 && v <= 8 && typ != 2 && typ != 99 {
					want = v
				}
				info, err := probeBytes(exifJPEG(t, order, typ, v), "")
				if err != nil || info.Orientation != want {
					t.Errorf("%v type %d value %d: %d, %v", order, typ, v, info.Orientation, err)
				}
			}
		}
	}
}

func TestDamagedProfilesCountAsNone(t *testing.T) {
	good := formattest.Profile(300, "RGB ")
	for name, icc := range map[string][]byte{"short": good[:127], "cut": good[:299], "no signature": append(bytes.Clone(good[:36]), good[40:]...)} {
		chunk := append([]byte("x\x00\x00\x78\x01\x01"), byte(len(icc)), byte(len(icc)>>8), ^byte(len(icc)), ^byte(len(icc)>>8))
		chunk = append(append(chunk, icc...), 0, 0, 0, 0)
		for f, file := range map[*format.Format][]byte{
			JPEG: withSegment(t, jpegAPP2, append([]byte("ICC_PROFILE\x00"+"\x01\x01"), icc...)),
			PNG:  formattest.PNG(1, 1, 8, 0, 0, formattest.PNGChunk("iCCP", chunk...)),
			WebP: formattest.WebP(webpICC, 7, 5, formattest.WebPChunk(nil, "ICCP", icc)),
			BMP:  bmpWithProfile(icc),
		} {
			if f.Profile(file, 0) != nil {
				t.Errorf("%s profile in %v", name, f)
			}
		}
	}
	if !bytes.Equal(BMP.Profile(bmpWithProfile(good), 0), good) {
		t.Error("the profile of a BMP is not found")
	}
	out, err := PNG.Embed(nil, formattest.PNG(1, 1, 8, 0, 0), metadata.Set{ICC: good})
	must(t, err)
	out[(8+12+13)+30]++
	if PNG.Profile(out, 0) != nil {
		t.Error("a profile with a wrong checksum is taken")
	}
}

func bmpWithProfile(icc []byte) []byte {
	file := formattest.BMP(bmpV5, 1, 1, 24, 0)
	header := file[bmpFileBytes:]
	binary.LittleEndian.PutUint32(header[56:], bmpEmbedded)
	binary.LittleEndian.PutUint32(header[112:], bmpV5)
	binary.LittleEndian.PutUint32(header[116:], uint32(len(icc)))
	return append(file, icc...)
}

func TestProbeTellsAnEmptyFileByItsName(t *testing.T) {
	if facts, err := probeBytes(nil, ""); err != format.ErrNotImage || !reflect.DeepEqual(facts, format.Facts{}) {
		t.Errorf("without a name: %+v, %v", facts, err)
	}
	var mismatch *format.MismatchError
	if _, err := probeBytes(nil, "a.jpg"); !errors.As(err, &mismatch) || !mismatch.Empty {
		t.Errorf("a.jpg: %v", err)
	}
}

func TestFormatErrorsNameFormatAndPlace(t *testing.T) {
	err := &format.FormatError{Format: "jpeg", Offset: 1234, Msg: "no image header"}
	if err.Error() != "jpeg: no image header at byte 1234" {
		t.Error(err)
	}
}
