package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
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
			t.Errorf("%v %s: transparent pixels against all promises", s.format, s.name)
		}
	}
}

func isOpaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

func TestProbeFacts(t *testing.T) {
	fctl := func(w, h uint32) []byte {
		b := binary.BigEndian.AppendUint32(make([]byte, 4), w)
		return pngChunkOf("fcTL", append(binary.BigEndian.AppendUint32(b, h), make([]byte, 14)...)...)
	}
	anmf := func(w, h byte) []byte {
		return appendWebPChunk(nil, "ANMF", []byte{0, 0, 0, 0, 0, 0, w - 1, 0, 0, h - 1, 0, 0, 0, 0, 0, 0})
	}
	idat := pngChunkOf("IDAT")
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	with := func(f *format.Format, change func(*format.Facts)) format.Facts {
		info := still
		info.Format = f
		change(&info)
		return info
	}
	page := func(w, h uint32, more ...uint32) map[uint16]uint32 {
		m := map[uint16]uint32{tagImageWidth: w, tagImageLength: h}
		for i := 0; i < len(more); i += 2 {
			m[uint16(more[i])] = more[i+1]
		}
		return m
	}
	jpegInfo := func(channels int, samples int64, multipass bool) format.Facts {
		return with(JPEG, func(i *format.Facts) {
			i.Channels, i.Depth, i.PlaneSamples, i.Multipass = channels, 8, samples*64*32/2, multipass
		})
	}
	pngInfo := func(channels, depth int, alpha, palette, multipass bool) format.Facts {
		return with(PNG, func(i *format.Facts) {
			i.Channels, i.Depth, i.Palette, i.Alpha, i.Multipass = channels, depth, palette, alpha, multipass
			i.PlaneSamples = int64(channels) * 64 * 32
		})
	}
	tiffInfo := func(change func(*format.Facts)) format.Facts {
		return with(TIFF, func(i *format.Facts) {
			i.Channels, i.Depth, i.PlaneSamples = 1, 1, 64*32
			change(i)
		})
	}
	bmpFacts := func(channels, depth int, alpha, palette bool) format.Facts {
		return with(BMP, func(i *format.Facts) {
			i.Channels, i.Depth, i.Alpha, i.Palette, i.PlaneSamples = channels, depth, alpha, palette, int64(channels)*64*32
		})
	}
	webpInfo := func(channels, frames int, pixels int64) format.Facts {
		return with(WebP, func(i *format.Facts) {
			i.Channels, i.Depth, i.Alpha, i.Frames, i.FramePixels = channels, 8, channels == 4, frames, pixels
			i.PlaneSamples, i.Composed = int64(channels)*64*32, true
		})
	}
	for _, c := range []struct {
		name string
		file []byte
		want format.Facts
	}{
		{"jpeg gray", sof(jpegSOF0, 8, 64, 32, 0x22), jpegInfo(1, 2, false)},
		{"jpeg 4:2:0", sof(jpegSOF1, 8, 64, 32, 0x22, 0x11, 0x11), jpegInfo(3, 3, false)},
		{"jpeg 4:2:2", sof(jpegSOF0, 8, 64, 32, 0x21, 0x11, 0x11), jpegInfo(3, 4, false)},
		{"jpeg 4:4:0", sof(jpegSOF2, 8, 64, 32, 0x12, 0x11, 0x11), jpegInfo(3, 4, true)},
		{"jpeg 4:4:4", sof(jpegSOF2, 8, 64, 32, 0x11, 0x11, 0x11), jpegInfo(3, 6, true)},
		{"jpeg CMYK", sof(jpegSOF0, 8, 64, 32, 0x11, 0x11, 0x11, 0x11), jpegInfo(4, 8, false)},
		{"png gray interlaced", pngOf(64, 32, 1, 0, 1), pngInfo(1, 1, false, false, true)},
		{"png rgb", pngOf(64, 32, 16, 2, 0, idat), pngInfo(3, 16, false, false, false)},
		{"png rgb tRNS", pngOf(64, 32, 8, 2, 0, pngChunkOf("tRNS"), idat), pngInfo(3, 8, true, false, false)},
		{"png palette", pngOf(64, 32, 4, 3, 0, pngChunkOf("PLTE", 1, 2, 3)), pngInfo(1, 4, false, true, false)},
		{"png gray alpha", pngOf(64, 32, 8, 4, 0), pngInfo(2, 8, true, false, false)},
		{"png rgba", pngOf(64, 32, 16, 6, 0), pngInfo(4, 16, true, false, false)},
		{"png Exif behind the data", pngOf(64, 32, 8, 0, 0, pngChunkOf("IDAT", make([]byte, 9000)...),
			pngChunkOf("eXIf", metadata.AppendOrientation(nil, 6)...), pngChunkOf("IEND")),
			with(PNG, func(i *format.Facts) { i.Channels, i.Depth, i.Orientation, i.PlaneSamples = 1, 8, 6, 64*32 })},
		{"apng", pngOf(64, 32, 8, 0, 0, pngChunkOf("acTL", make([]byte, 8)...), fctl(64, 32), idat, fctl(3, 2), fctl(1, 1)),
			with(PNG, func(i *format.Facts) {
				i.Channels, i.Depth, i.PlaneSamples, i.Frames, i.FramePixels = 1, 8, 64*32, 3, 64*32+7
			})},
		{"apng whose still is no frame", pngOf(64, 32, 8, 0, 0, pngChunkOf("acTL", make([]byte, 8)...), idat, fctl(3, 2)),
			with(PNG, func(i *format.Facts) {
				i.Channels, i.Depth, i.PlaneSamples, i.Frames, i.FramePixels = 1, 8, 64*32, 2, 64*32+6
			})},
		{"frame controls without an animation", pngOf(64, 32, 8, 0, 0, fctl(64, 32), idat, fctl(3, 2)), pngInfo(1, 8, false, false, false)},
		{"tiff with nothing said", tiffPages(-1, page(64, 32)), tiffInfo(func(i *format.Facts) {})},
		{"tiff", tiffPages(-1, page(64, 32, tagBitsPerSample, 8, tagSamplesPerPixel, 4, tagExtraSamples, 2, ifd.TagOrientation, 5)),
			tiffInfo(func(i *format.Facts) {
				i.Channels, i.Depth, i.Alpha, i.Orientation, i.PlaneSamples = 4, 8, true, 5, 4*64*32
			})},
		{"tiff palette", tiffPages(-1, page(64, 32, tagBitsPerSample, 4, tagPhotometric, 3)),
			tiffInfo(func(i *format.Facts) { i.Depth, i.Palette = 4, true })},
		{"tiff pages, thumbnail, mask", tiffPages(-1, page(64, 32), page(10, 10, tagNewSubfileType, 1), page(5, 3),
			page(64, 32, tagNewSubfileType, 4), page(6, 3, tagSubfileType, 2), page(2, 2, tagNewSubfileType, 2)),
			tiffInfo(func(i *format.Facts) { i.Frames, i.FramePixels = 3, 64*32+15+4 })},
		{"tiff pages in a loop", tiffPages(1, page(64, 32), page(5, 3), page(2, 2)),
			tiffInfo(func(i *format.Facts) { i.Frames, i.FramePixels = 3, 64*32+15+4 })},
		{"tiff page outside the file", tiffPages(-1, page(64, 32))[:8+2+24+1], tiffInfo(func(i *format.Facts) {})},
		{"bmp core", bmpOf(bmpCore, 64, 32, 24, 0), bmpFacts(3, 8, false, false)},
		{"bmp os2 short", bmpOf(bmpOS2Short, 64, 32, 8, 0), bmpFacts(1, 8, false, true)},
		{"bmp top down", bmpOf(bmpInfo, 64, -32, 4, 0), bmpFacts(1, 4, false, true)},
		{"bmp 16 bit", bmpOf(bmpV2, 64, 32, 16, 3), bmpFacts(3, 5, false, false)},
		{"bmp 32 bit without a mask", bmpOf(bmpInfo, 64, 32, 32, 0), bmpFacts(4, 8, false, false)},
		{"bmp 32 bit V3", bmpOf(bmpV3, 64, 32, 32, 3), bmpFacts(4, 8, true, false)},
		{"bmp 32 bit V5", bmpOf(bmpV5, 64, 32, 32, 3), bmpFacts(4, 8, true, false)},
		{"bmp os2 with Huffman coding", bmpOf(bmpOS2, 64, 32, 1, 4), bmpFacts(1, 1, false, true)},
		{"webp animation", webpOf(webpAnimation|webpAlpha, 64, 32, anmf(64, 32), anmf(3, 2)), webpInfo(4, 2, 64*32+6)},
		{"webp animation, cut", webpOf(webpAnimation, 64, 32, anmf(3, 2), anmf(3, 2)[:20]), webpInfo(3, 1, 6)},
		{"webp animation with Exif", webpOf(webpAnimation, 64, 32, anmf(3, 2), appendWebPChunk(nil, "EXIF", append([]byte(metadata.EXIFSignature), metadata.AppendOrientation(nil, 4)...))),
			func() format.Facts { i := webpInfo(3, 1, 6); i.Orientation = 4; return i }()},
	} {
		got, err := probeBytes(c.file, "")
		if start := strings.Index(string(c.file), "\xff\xda"); got.Format == JPEG && start >= 0 && got.HeaderBytes != int64(start) {
			t.Errorf("%s: header of %d bytes, want %d", c.name, got.HeaderBytes, start)
		}
		got.HeaderBytes = 0
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n got %+v\nwant %+v", c.name, err, got, c.want)
		}
	}
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

func TestProbeRefusals(t *testing.T) {
	malformed := func(f *format.Format, part string) func(error) bool {
		return func(err error) bool {
			var e *format.FormatError
			return errors.As(err, &e) && e.Format == f.Name && strings.Contains(e.Msg, part)
		}
	}
	unsupported := func(name string) func(error) bool {
		return func(err error) bool {
			var e *format.UnsupportedError
			return errors.As(err, &e) && e.Name == name
		}
	}
	page := map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1}
	dng := map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1, tagDNGVersion: 0x0401}
	// farDepth is a directory whose three depths are at off.
	farDepth := func(off uint32) []byte {
		file := tiffPages(-1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1, tagBitsPerSample: off})
		file[8+2+2*12+4] = 3
		return file
	}
	wrongCRC := pngOf(1, 1, 8, 0, 0)
	wrongCRC[30]++
	var huge = map[uint16]uint32{tagImageWidth: 1 << 31, tagImageLength: 1}
	for _, c := range []struct {
		name string
		file []byte
		want func(error) bool
	}{
		{"no SOF", []byte("\xff\xd8\xff\xda\x00\x02"), malformed(JPEG, "no image header")},
		{"end before SOF", []byte("\xff\xd8\xff\xd9"), malformed(JPEG, "no image header")},
		{"segment too short", []byte("\xff\xd8\xff\xe0\x00\x01\x00\x00"), malformed(JPEG, "too short")},
		{"zeros behind SOI", append([]byte("\xff\xd8\xff\xe0\x00\x02"), make([]byte, 2*(1<<16))...), malformed(JPEG, "no marker")},
		{"cut in SOF", sof(jpegSOF0, 8, 1, 1, 0x11)[:14], malformed(JPEG, "truncated")},
		{"cut before SOF", sof(jpegSOF0, 8, 1, 1, 0x11)[:3], malformed(JPEG, "truncated")},
		{"no width", sof(jpegSOF0, 8, 0, 1, 0x11), malformed(JPEG, "width of 0")},
		{"DNL", sof(jpegSOF0, 8, 1, 0, 0x11), unsupported("JPEG without a height in its header")},
		{"sampling 0", sof(jpegSOF0, 8, 1, 1, 0x10), malformed(JPEG, "sampling")},
		{"sampling 5", sof(jpegSOF0, 8, 1, 1, 0x11, 0x51, 0x11), malformed(JPEG, "sampling")},
		{"12 bit", sof(jpegSOF1, 12, 1, 1, 0x11), unsupported("12-bit JPEG")},
		{"two components", sof(jpegSOF0, 8, 1, 1, 0x11, 0x11), unsupported("JPEG with 2 components")},
		{"lossless", sof(0xc3, 8, 1, 1, 0x11), unsupported("lossless JPEG")},
		{"differential", sof(0xc5, 8, 1, 1, 0x11), unsupported("hierarchical JPEG")},
		{"hierarchical", sof(jpegDHP, 8, 1, 1, 0x11), unsupported("hierarchical JPEG")},
		{"arithmetic", sof(0xc9, 8, 1, 1, 0x11), unsupported("JPEG with arithmetic coding")},
		{"arithmetic progressive", sof(0xca, 8, 1, 1, 0x11), unsupported("JPEG with arithmetic coding")},
		{"JPEG-LS", sof(jpegSOFL, 8, 1, 1, 0x11), unsupported("JPEG-LS")},
		{"png cut", pngOf(1, 1, 8, 0, 0)[:20], malformed(PNG, "truncated")},
		{"png only magic", []byte(pngMagic), malformed(PNG, "truncated")},
		{"png checksum", wrongCRC, malformed(PNG, "checksum")},
		{"png no width", pngOf(0, 1, 8, 0, 0), malformed(PNG, "width")},
		{"png too high", pngOf(1, 1<<31, 8, 0, 0), malformed(PNG, "height")},
		{"png depth", pngOf(1, 1, 4, 2, 0), malformed(PNG, "depth")},
		{"png interlace", pngOf(1, 1, 8, 2, 2), malformed(PNG, "interlace")},
		{"png of an iPhone", append([]byte(pngMagic), pngChunkOf("CgBI", 0, 0, 0, 0)...), unsupported("Apple's CgBI variant of PNG")},
		{"gif cut", []byte("GIF89a\x01\x00"), malformed(GIF, "truncated")},
		{"gif no width", []byte("GIF89a\x00\x00\x01\x00\x00\x00\x00;"), malformed(GIF, "width")},
		{"gif no picture", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), malformed(GIF, "no picture")},
		{"webp cut", []byte(formattest.WebPLossy[:18]), malformed(WebP, "truncated")},
		{"webp cut in the picture's head", []byte(formattest.WebPLossy[:28]), malformed(WebP, "truncated")},
		{"webp with sound", []byte("RIFF\x0c\x00\x00\x00WEBPfmt \x00\x00\x00\x00"), malformed(WebP, "no picture")},
		{"webp without picture", webpOf(0, 1, 1), malformed(WebP, "no picture")},
		{"webp animation without frames", webpOf(webpAnimation, 7, 5, []byte(formattest.WebPLossless[12:])), malformed(WebP, "no picture")},
		{"webp larger inside", webpOf(0, 6, 5, []byte(formattest.WebPLossless[12:])), malformed(WebP, "canvas")},
		{"webp canvas", webpOf(0, 1<<24, 1<<24), malformed(WebP, "canvas")},
		{"tiff cut", tiffPages(-1, page)[:20], malformed(TIFF, "truncated")},
		{"tiff directory outside", []byte("II*\x00\xff\xff\xff\xff"), malformed(TIFF, "outside")},
		{"tiff without size", tiffPages(-1, map[uint16]uint32{}), malformed(TIFF, "no width")},
		{"tiff too wide", tiffPages(-1, huge), malformed(TIFF, "too large")},
		{"tiff with depths outside", farDepth(1000), malformed(TIFF, "no value for tag 258")},
		{"tiff with depths in the header", farDepth(4), malformed(TIFF, "no value for tag 258")},
		{"DNG", tiffPages(-1, dng), unsupported("camera raw (DNG)")},
		{"bmp cut", bmpOf(bmpInfo, 1, 1, 24, 0)[:40], malformed(BMP, "truncated")},
		{"bmp no width", bmpOf(bmpInfo, 0, 1, 24, 0), malformed(BMP, "width")},
		{"bmp of negative width", bmpOf(bmpInfo, -1, 1, 24, 0), malformed(BMP, "width")},
		{"bmp of lowest height", bmpOf(bmpInfo, 1, -1<<31, 24, 0), malformed(BMP, "height")},
		{"bmp with a PNG", bmpOf(bmpInfo, 1, 1, 0, 5), unsupported("BMP with a JPEG or PNG inside")},
		{"bmp without depth", bmpOf(bmpInfo, 1, 1, 0, 0), malformed(BMP, "bits")},
		{"empty", nil, func(err error) bool { return err == format.ErrNotImage }},
	} {
		if info, err := probeBytes(c.file, ""); err == nil || !c.want(err) || info != (format.Facts{}) {
			t.Errorf("%s: %+v, %v", c.name, info, err)
		}
	}
	var mismatch *format.MismatchError
	if _, err := All.Probe(strings.NewReader(""), 0, "a.jpg"); !errors.As(err, &mismatch) || !mismatch.Empty {
		t.Errorf("empty a.jpg: %v", err)
	}
	if err := (&format.FormatError{Format: "jpeg", Offset: 1234, Msg: "no image header"}).Error(); err != "jpeg: no image header at byte 1234" {
		t.Error(err)
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
			PNG:  pngOf(1, 1, 8, 0, 0, pngChunkOf("iCCP", chunk...)),
			WebP: webpOf(webpICC, 7, 5, appendWebPChunk(nil, "ICCP", icc)),
			BMP:  bmpWithProfile(icc),
		} {
			if f.Profile(file) != nil {
				t.Errorf("%s profile in %v", name, f)
			}
		}
	}
	if !bytes.Equal(BMP.Profile(bmpWithProfile(good)), good) {
		t.Error("the profile of a BMP is not found")
	}
	out, err := PNG.Embed(nil, pngOf(1, 1, 8, 0, 0), metadata.Set{ICC: good})
	must(t, err)
	out[(8+12+13)+30]++
	if PNG.Profile(out) != nil {
		t.Error("a profile with a wrong checksum is taken")
	}
}

func bmpWithProfile(icc []byte) []byte {
	file := bmpOf(bmpV5, 1, 1, 24, 0)
	header := file[bmpFileBytes:]
	binary.LittleEndian.PutUint32(header[56:], bmpEmbedded)
	binary.LittleEndian.PutUint32(header[112:], bmpV5)
	binary.LittleEndian.PutUint32(header[116:], uint32(len(icc)))
	return append(file, icc...)
}
