package jpeg

import (
	"bytes"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/planes"
)

func TestFacts(t *testing.T) {
	still := format.Facts{Width: 64, Height: 32, Frames: 1, FramePixels: 64 * 32, Orientation: 1}
	of := func(channels int, samples int64, multipass bool) format.Facts {
		f := still
		f.Channels, f.Depth, f.PlaneSamples, f.Multipass = channels, 8, samples*64*32/2, multipass
		f.Planar = true
		if channels == 4 {
			f.Model = planes.CMYK
		}
		return f
	}
	deep := of(1, 2, false)
	deep.Depth = 12
	formattest.CheckHeaders(t, Format, []formattest.Header{
		{Name: "gray", File: formattest.JPEGHeader(markerSOF0, 8, 64, 32, 0x22), Want: of(1, 2, false)},
		{Name: "4:2:0", File: formattest.JPEGHeader(markerSOF1, 8, 64, 32, 0x22, 0x11, 0x11),
			Want: of(3, 3, false)},
		{Name: "4:2:2", File: formattest.JPEGHeader(markerSOF0, 8, 64, 32, 0x21, 0x11, 0x11),
			Want: of(3, 4, false)},
		{Name: "4:4:0", File: formattest.JPEGHeader(markerSOF2, 8, 64, 32, 0x12, 0x11, 0x11),
			Want: of(3, 4, true)},
		{Name: "4:4:4", File: formattest.JPEGHeader(markerSOF2, 8, 64, 32, 0x11, 0x11, 0x11),
			Want: of(3, 6, true)},
		{Name: "12 bit", File: formattest.JPEGHeader(markerSOF1, 12, 64, 32, 0x11), Want: deep},
		{Name: "arithmetic", File: formattest.JPEGHeader(markerSOF9, 8, 64, 32, 0x22, 0x11, 0x11), Want: of(3, 3, false)},
		{Name: "arithmetic progressive", File: formattest.JPEGHeader(markerSOF10, 8, 64, 32, 0x22, 0x11, 0x11), Want: of(3, 3, true)},
		{Name: "CMYK", File: formattest.JPEGHeader(markerSOF0, 8, 64, 32, 0x11, 0x11, 0x11, 0x11),
			Want: of(4, 8, false)},
	})
}

func TestBrokenHeadersAreRefused(t *testing.T) {
	formattest.CheckRefusals(t, Format, []formattest.Refusal{
		{Name: "no SOF", File: []byte("\xff\xd8\xff\xda\x00\x02"), Malformed: "no image header"},
		{Name: "end before SOF", File: []byte("\xff\xd8\xff\xd9"), Malformed: "no image header"},
		{Name: "segment too short", File: []byte("\xff\xd8\xff\xdb\x00\x01\x00\x00"), Malformed: "too short"},
		{Name: "zeros after SOI", File: append([]byte("\xff\xd8\xff\xe0\x00\x02"), make([]byte, 2*headerStray)...), Malformed: "no marker"},
		{Name: "cut in SOF", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x11)[:14], Malformed: "truncated"},
		{Name: "cut before SOF", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x11)[:3], Malformed: "truncated"},
		{Name: "no width", File: formattest.JPEGHeader(markerSOF0, 8, 0, 1, 0x11), Malformed: "width of 0"},
		{Name: "no height", File: formattest.JPEGHeader(markerSOF0, 8, 1, 0, 0x11), Malformed: "height of 0"},
		{Name: "sampling 0", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x10), Malformed: "sampling"},
		{Name: "sampling 5", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x11, 0x51, 0x11), Malformed: "sampling"},
		{Name: "16 bit", File: formattest.JPEGHeader(markerSOF1, 16, 1, 1, 0x11), Unsupported: "16-bit JPEG"},
		{Name: "two components", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x11, 0x21), Unsupported: "JPEG with a second component that is finer than the first"},
		{Name: "five components", File: formattest.JPEGHeader(markerSOF0, 8, 1, 1, 0x11, 0x11, 0x11, 0x11, 0x11), Unsupported: "JPEG with 5 components"},
		{Name: "lossless", File: formattest.JPEGHeader(0xc3, 8, 1, 1, 0x11), Unsupported: "lossless JPEG"},
		{Name: "differential", File: formattest.JPEGHeader(0xc5, 8, 1, 1, 0x11), Unsupported: "hierarchical JPEG"},
		{Name: "hierarchical", File: formattest.JPEGHeader(markerDHP, 8, 1, 1, 0x11), Unsupported: "hierarchical JPEG"},
		{Name: "arithmetic lossless", File: formattest.JPEGHeader(0xcb, 8, 1, 1, 0x11), Unsupported: "lossless JPEG with arithmetic coding"},
		{Name: "JPEG-LS", File: formattest.JPEGHeader(markerSOF55, 8, 1, 1, 0x11), Unsupported: "JPEG-LS"},
	})
}

func TestHeaderBytesEndAtTheFirstScan(t *testing.T) {
	file := formattest.JPEGHeader(markerSOF2, 8, 64, 32, 0x22, 0x11, 0x11)
	want := int64(bytes.Index(file, []byte{0xff, markerSOS}))
	if got := formattest.Probe(t, format.Table{Format}, file).HeaderBytes; got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
	if got := formattest.Probe(t, format.Table{Format}, file[:want]).HeaderBytes; got != want {
		t.Errorf("without a scan %d bytes, want %d", got, want)
	}
}
