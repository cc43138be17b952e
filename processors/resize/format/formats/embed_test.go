package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"reflect"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

func TestEmbeddedMetadataIsReadBackAndPixelsStay(t *testing.T) {
	for _, s := range samples(t) {
		before := decode(t, s.format, s.data)
		plain, err := probeBytes(s.data, "")
		must(t, err)
		for _, n := range []int{0, 132, 133, 140_001} {
			for _, orientation := range []int{0, 1, 6} {
				m := metadata.Set{Orientation: orientation}
				if n > 0 {
					m.ICC = makeICC(n, "RGB ")
				}
				prefix := []byte("odd")
				out, err := s.format.Embed(bytes.Clone(prefix), s.data, m)
				if n > 0 && !s.format.ICC || orientation > 1 && !s.format.Orientation {
					var unsupported *format.UnsupportedError
					if !errors.As(err, &unsupported) || !bytes.Equal(out, prefix) {
						t.Errorf("%v takes what it cannot hold: %v", s.format, err)
					}
					continue
				}
				must(t, err)
				out, ok := bytes.CutPrefix(out, prefix)
				if !ok {
					t.Fatalf("%v: dst is overwritten", s.format)
				}
				if n == 0 && orientation <= 1 && !bytes.Equal(out, s.data) {
					t.Errorf("%v %s: changed without need", s.format, s.name)
				}
				if icc := s.format.Profile(out); !bytes.Equal(icc, m.ICC) {
					t.Errorf("%v %s: profile of %d bytes comes back as %d", s.format, s.name, n, len(icc))
				}
				info, err := probeBytes(out, "")
				must(t, err)
				want := plain
				want.Orientation = max(1, orientation)
				want.HeaderBytes = info.HeaderBytes // grows with what was put in
				if info != want {
					t.Errorf("%v %s: %+v, want %+v", s.format, s.name, info, want)
				}
				if !reflect.DeepEqual(decode(t, s.format, out), before) {
					t.Errorf("%v %s: other pixels after embedding %d, %d", s.format, s.name, n, orientation)
				}
			}
		}
	}
}

func TestEmbedReplacesWhatTheFileHad(t *testing.T) {
	old := metadata.Set{ICC: makeICC(100_000, "RGB "), Orientation: 3}
	now := metadata.Set{ICC: makeICC(300, "RGB "), Orientation: 5}
	for _, s := range samples(t) {
		if !s.format.ICC {
			continue
		}
		if !s.format.Orientation {
			old.Orientation, now.Orientation = 0, 0
		}
		first, err := s.format.Embed(nil, s.data, old)
		must(t, err)
		second, err := s.format.Embed(nil, first, now)
		must(t, err)
		once, err := s.format.Embed(nil, s.data, now)
		must(t, err)
		if !bytes.Equal(s.format.Profile(second), now.ICC) {
			t.Errorf("%v %s: the old profile is still there", s.format, s.name)
		}
		if info, err := probeBytes(second, ""); err != nil || info.Orientation != max(1, now.Orientation) {
			t.Errorf("%v %s: %+v, %v", s.format, s.name, info, err)
		}
		if s.format != TIFF && !bytes.Equal(second, once) { // TIFF leaves dead bytes
			t.Errorf("%v %s: the old metadata leaves traces", s.format, s.name)
		}
	}
}

func TestEmbedRefusesBadMetadata(t *testing.T) {
	for _, s := range samples(t) {
		for _, m := range []metadata.Set{{Orientation: 9}, {Orientation: -1}, {ICC: []byte("no profile")}, {ICC: makeICC(127+1, "RGB ")[:127]}} {
			if out, err := s.format.Embed([]byte("x"), s.data, m); err == nil || string(out) != "x" {
				t.Errorf("%v %s takes %+v", s.format, s.name, m)
			}
		}
	}
	if _, err := JPEG.Embed(nil, samples(t)[0].data, metadata.Set{ICC: makeICC(255*(65535-2-12-2)+1, "RGB ")}); err == nil {
		t.Error("a JPEG takes more than 255 chunks")
	}
}

func TestJPEGMetadataComesBehindAPP0InOrder(t *testing.T) {
	file := withSegment(t, jpegAPP0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"))
	out, err := JPEG.Embed(nil, file, metadata.Set{ICC: makeICC(65535-2-12-2+1, "GRAY"), Orientation: 7})
	must(t, err)
	var markers []byte
	for off := 2; len(markers) < 5; off += 2 + int(binary.BigEndian.Uint16(out[off+2:])) {
		markers = append(markers, out[off+1])
	}
	if !bytes.Equal(markers[:4], []byte{jpegAPP0, jpegAPP1, jpegAPP2, jpegAPP2}) || markers[4] == jpegAPP2 {
		t.Errorf("segments: %x", markers)
	}
}

func TestWebPIsWrappedWithRightFlagsAndSizes(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		alpha byte
	}{"lossy": {webpLossy, 0}, "ALPH": {webpALPH, webpAlpha}, "lossless": {webpVP8L, webpAlpha}} {
		out, err := WebP.Embed(nil, []byte(c.file), metadata.Set{ICC: makeICC(133, "RGB "), Orientation: 2})
		must(t, err)
		if got := int(binary.LittleEndian.Uint32(out[4:])); got != len(out)-8 || len(out)%2 != 0 {
			t.Errorf("%s: RIFF says %d of %d bytes", name, got, len(out))
		}
		if flags := out[20]; flags != c.alpha|webpICC|webpEXIF {
			t.Errorf("%s: flags %#x", name, flags)
		}
		if !bytes.Equal(out[24:30], []byte{6, 0, 0, 4, 0, 0}) || string(out[30:34]) != "ICCP" {
			t.Errorf("%s: %q", name, out[:40])
		}
	}
}

func TestWebPExifIsPutBeforeXMP(t *testing.T) {
	file := webpOf(webpAlpha, 7, 5, []byte(webpVP8L[12:]), appendWebPChunk(nil, "XMP ", []byte("<x/>")))
	out, err := WebP.Embed(nil, file, metadata.Set{Orientation: 2})
	must(t, err)
	if e, x := bytes.Index(out, []byte("EXIF")), bytes.Index(out, []byte("XMP ")); e < 0 || x < e {
		t.Errorf("EXIF at %d, XMP at %d", e, x)
	}
}

func TestGIF87aBecomes89aWithItsProfile(t *testing.T) {
	var b bytes.Buffer
	must(t, gif.Encode(&b, paint(image.NewGray(image.Rect(0, 0, 7, 5)), false), nil))
	file := append([]byte("GIF87a"), b.Bytes()[6:]...)
	out, err := GIF.Embed(nil, file, metadata.Set{ICC: makeICC(600, "RGB ")})
	must(t, err)
	if !bytes.HasPrefix(out, []byte("GIF89a")) {
		t.Errorf("version %q", out[:6])
	}
	if !reflect.DeepEqual(decode(t, GIF, out), decode(t, GIF, file)) {
		t.Error("other pixels")
	}
}

func TestTIFFDirectoryStaysSortedAndEven(t *testing.T) {
	for _, s := range samples(t) {
		if s.format != TIFF {
			continue
		}
		out, err := TIFF.Embed(nil, s.data, metadata.Set{ICC: makeICC(133, "RGB "), Orientation: 2})
		must(t, err)
		f, first, ok := ifd.Open(ifd.Bytes(out), 0)
		last, n := -1, 0
		_, whole := f.Entries(first, func(e ifd.Entry) bool {
			if int(e.Tag) <= last {
				t.Errorf("%s: tag %d behind %d", s.name, e.Tag, last)
			}
			if e.Tag == tagICC && f.Order.Uint32(e.Inline[:])%2 != 0 {
				t.Errorf("%s: profile at an odd offset", s.name)
			}
			last = int(e.Tag)
			n++
			return true
		})
		if !ok || !whole || first%2 != 0 || last != tagICC || n < 10 {
			t.Errorf("%s: directory at %d with %d entries up to %d", s.name, first, n, last)
		}
	}
}

func TestBigEndianTIFFKeepsItsOrder(t *testing.T) {
	file := []byte("MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x00\x00\x03\x00\x00\x00\x01\x00\x07\x00\x00" + "\x01\x01\x00\x04\x00\x00\x00\x01\x00\x00\x00\x05" + "\x00\x00\x00\x00")
	m := metadata.Set{ICC: makeICC(200, "RGB "), Orientation: 8}
	out, err := TIFF.Embed(nil, file, m)
	must(t, err)
	info, err := probeBytes(out, "")
	must(t, err)
	if info.Width != 7 || info.Height != 5 || info.Orientation != 8 || !bytes.Equal(TIFF.Profile(out), m.ICC) {
		t.Errorf("%+v", info)
	}
}
