package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata"
	"fanout/processors/resize/metadata/ifd"
)

// The bounds of package format.
const (
	pieceBytes      = 4 << 10
	largePieceBytes = 32 << 10
	maxPieces       = 1 << 14
)

// A counter is a file that notes what is read of it and refuses what is not
// there.
type counter struct {
	t     *testing.T
	data  []byte
	size  int64 // may go on beyond data: zeros
	reads int
	bytes int64
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off+int64(len(p)) > c.size {
		c.t.Fatalf("%d bytes are read at %d of %d", len(p), off, c.size)
	}
	c.reads++
	c.bytes += int64(len(p))
	clear(p)
	if off < int64(len(c.data)) {
		copy(p, c.data[off:])
	}
	return len(p), nil
}

func TestTruncatedFilesNeitherPanicNorAreReadBeyondTheirEnd(t *testing.T) {
	icc := formattest.Profile(200, "RGB ")
	for _, s := range samples(t) {
		m := metadata.Set{}
		if s.format.ICC {
			m.ICC = icc
		}
		if s.format.Orientation {
			m.Orientation = 6
		}
		full, err := s.format.Embed(nil, s.data, m)
		must(t, err)
		ok := false // from some byte on the header is complete
		for n := range len(full) + 1 {
			info, err := All.Probe(&counter{t: t, data: full[:n], size: int64(n)}, int64(n), "a"+s.format.Ext())
			if ok && err != nil {
				t.Fatalf("%v %s: %d of %d bytes: %v", s.format, s.name, n, len(full), err)
			}
			if ok = ok || err == nil && s.format != TIFF && s.format != WebP; err == nil && (info.Width != 7 || info.Height != 5) {
				t.Fatalf("%v %s: %d of %d bytes: %+v", s.format, s.name, n, len(full), info)
			}
			if got := s.format.Profile(full[:n], 0); got != nil && !bytes.Equal(got, icc) {
				t.Fatalf("%v %s: %d of %d bytes: another profile", s.format, s.name, n, len(full))
			}
			if m.Orientation > 0 {
				m.ICC = nil // a deflater for each byte would take long
			}
			if out, err := s.format.Embed(nil, full[:n], m); err != nil && out != nil {
				t.Fatalf("%v %s: Embed returns data with an error", s.format, s.name)
			}
		}
	}
}

func TestFewSmallPiecesAreReadOfGoodFiles(t *testing.T) {
	big := make([]byte, 60_000)
	jpegFile := withSegment(t, jpegAPP1, append([]byte(metadata.EXIFSignature), append(metadata.AppendOrientation(nil, 3), big...)...))
	pngFile := formattest.PNG(64, 32, 8, 2, 0, formattest.PNGChunk("IDAT", make([]byte, 1<<20)...), formattest.PNGChunk("IEND"))
	for _, c := range []struct {
		name  string
		file  []byte
		size  int64
		reads int
	}{
		{"jpeg with a big Exif", jpegFile, int64(len(jpegFile)), 2},
		{"png with much data", pngFile, int64(len(pngFile)), 2},
		{"bmp of a gigabyte", formattest.BMP(bmpInfo, 20000, 20000, 24, 0), 1 << 30, 1},
		{"webp of a gigabyte", []byte(formattest.WebPLossy), 1 << 30, 1},
		{"tiff of a gigabyte", formattest.TIFF(-1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1}), 1 << 30, 1},
	} {
		r := &counter{t: t, data: c.file, size: c.size}
		_, err := All.Probe(r, c.size, "")
		must(t, err)
		if r.reads > c.reads || r.bytes > int64(r.reads)*pieceBytes {
			t.Errorf("%s: %d reads, %d bytes", c.name, r.reads, r.bytes)
		}
	}
}

func TestHostileFilesCostBoundedReads(t *testing.T) {
	const huge = 1 << 40
	ring := []byte("II*\x00\x08\x00\x00\x00")
	ring = binary.LittleEndian.AppendUint16(ring, 0xffff) // entries of BitsPerSample, each far away
	for i := range uint32(0xffff) {
		ring = binary.LittleEndian.AppendUint16(ring, tagBitsPerSample)
		ring = binary.LittleEndian.AppendUint16(ring, ifd.Long)
		ring = binary.LittleEndian.AppendUint32(ring, 0xffffffff)
		ring = binary.LittleEndian.AppendUint32(ring, i*65537)
	}
	pages := []byte("II*\x00\x08\x00\x00\x00") // each page far from the last
	page := formattest.TIFF(-1, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1})[8:]
	for len(pages) < 64<<20 {
		pages = append(pages, page...)
		pages = append(pages, make([]byte, 3000)...)
		binary.LittleEndian.PutUint32(pages[len(pages)-3004:], uint32(len(pages)))
	}
	var chunks []byte // a PNG with a chunk in each page
	for len(chunks) < 80<<20 {
		chunks = append(chunks, formattest.PNGChunk("IDAT", make([]byte, 4100)...)...)
	}
	for name, file := range map[string][]byte{
		"jpeg of zeros":        []byte("\xff\xd8\xff\xe0\x00\x02"),
		"jpeg of empty APP0":   append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xe0\x00\x02"), 5<<20)...),
		"jpeg, height to come": append(formattest.JPEGHeader(jpegSOF0, 8, 1, 0, 0x11), 0xff, jpegSOS, 0, 2),
		"jpeg of fill bytes":   append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff"), 1<<20)...),
		"png of many chunks":   formattest.PNG(1, 1, 8, 0, 0, chunks),
		"tiff of far values":   ring,
		"tiff of many pages":   pages,
		"tiff, page after end": formattest.TIFF(0, map[uint16]uint32{tagImageWidth: 1, tagImageLength: 1}),
	} {
		r := &counter{t: t, data: file, size: huge}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := All.Probe(r, huge, "")
		runtime.ReadMemStats(&after)
		var malformed *format.FormatError
		if bytes.HasPrefix(file, []byte("\xff\xd8")) && !errors.As(err, &malformed) {
			t.Errorf("%s: %v", name, err)
		}
		if r.reads > maxPieces || r.bytes > int64(r.reads)*pieceBytes {
			t.Errorf("%s: %d reads, %d bytes", name, r.reads, r.bytes)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 { // the facts of 8192 pages, in a slice that grows, take less
			t.Errorf("%s: %d bytes allocated", name, n)
		}
	}
}

func TestGIFIsReadOnce(t *testing.T) {
	file := []byte("GIF89a\x00\x10\x00\x10\x00\x00\x00")
	frame := append([]byte{gifImage, 0, 0, 0, 0, 9, 0, 9, 0, 0, 8}, bytes.Repeat(append([]byte{255}, make([]byte, 255)...), 37)...)
	frame = append(frame, 0)
	for range 300 {
		file = append(file, frame...)
	}
	r := &counter{t: t, data: file, size: int64(len(file))}
	info, err := All.Probe(r, r.size, "a.gif")
	must(t, err)
	slack := int64(pieceBytes + 10*r.reads) // the sniffed piece, descriptors across the ends of pieces
	if info.Frames != 300 || r.bytes > r.size+slack || int64(r.reads) > r.size/largePieceBytes+3 {
		t.Errorf("%d frames; %d bytes of %d in %d reads", info.Frames, r.bytes, r.size, r.reads)
	}
}

func TestProbeAllocatesAPieceAndLittleMore(t *testing.T) {
	for _, s := range samples(t) {
		r := bytes.NewReader(s.data)
		if n := testing.AllocsPerRun(20, func() { All.Probe(r, r.Size(), "a.jpg") }); n > 8 {
			t.Errorf("%v %s: %v allocations", s.format, s.name, n)
		}
	}
}

// A failing file is good up to a byte and then gives an error of the device's.
type failing struct {
	data []byte
	from int64
}

var errDevice = errors.New("input/output error")

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	n, err := bytes.NewReader(f.data).ReadAt(p, off)
	if off+int64(n) > f.from {
		return int(max(0, f.from-off)), errDevice
	}
	return n, err
}

func TestErrorsOfTheDeviceAreNoFormatErrors(t *testing.T) {
	file := formattest.PNG(1, 1, 8, 0, 0, formattest.PNGChunk("IDAT", make([]byte, 10_000)...), formattest.PNGChunk("IEND"))
	for _, from := range []int64{0, 3, 9000, 10_050} {
		if _, err := All.Probe(failing{file, from}, int64(len(file)), "a.png"); !errors.Is(err, errDevice) {
			t.Errorf("from byte %d: %v", from, err)
		}
	}
	var malformed *format.FormatError // the file has shrunk since its size was taken
	if _, err := All.Probe(bytes.NewReader(file[:20]), int64(len(file)), "a.png"); !errors.As(err, &malformed) || errors.Is(err, io.EOF) {
		t.Errorf("a file cut short: %v", err)
	}
}
