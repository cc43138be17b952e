package tiff

import (
	"bytes"
	"encoding/binary"
	"image"
	"maps"
	"slices"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/metadata/ifd"
)

// A recipe says how a TIFF is made. Its zero values are the usual ones:
// little-endian, one strip, one sample of 8 unsigned bits.
type recipe struct {
	order                 ifd.ByteOrder
	big, unsorted, first  bool // first: the directory stands before the data
	width, height         int
	samples, bits, format int
	photometric           int
	planar                bool
	tileWidth, tileHeight int // 0 for strips
	rows                  int // in a strip
	subX, subY            int // pixels that a chroma sample covers: that of the first
	more                  map[uint16][]uint64
	without               []uint16 // tags that are left out
	pack                  func(rows []byte, rowBytes int) []byte
}

func (r recipe) complete() recipe {
	if r.order == nil {
		r.order = binary.LittleEndian
	}
	r.width, r.height = max(r.width, 1), max(r.height, 1)
	r.samples, r.format = max(r.samples, 1), max(r.format, 1)
	if r.bits == 0 {
		r.bits = 8
	}
	r.subX, r.subY = max(r.subX, 1), max(r.subY, 1)
	if r.rows == 0 {
		r.rows = r.height
	}
	return r
}

// file returns the file whose sample k at x, y is value(x, y, k), as bits.
// Tiles are padded with ones.
func (r recipe) file(value func(x, y, k int) uint64) []byte {
	r = r.complete()
	w := &fileWriter{order: r.order, big: r.big}
	w.header()
	data, offsets, sizes := r.data(value)
	start := uint64(len(w.file))
	if r.first {
		w.directory(r.fields(offsets, sizes), r.unsorted)
		start = uint64(len(w.file))
		w.file = w.file[:0]
		w.header()
	}
	for i := range offsets {
		offsets[i] += start
	}
	if r.first {
		w.directory(r.fields(offsets, sizes), r.unsorted)
		return append(w.file, data...)
	}
	w.file = append(w.file, data...)
	w.directory(r.fields(offsets, sizes), r.unsorted)
	return w.file
}

// data returns the tiles, their places in it and their sizes.
func (r recipe) data(value func(x, y, k int) uint64) (data []byte, offsets, sizes []uint64) {
	tileWidth, tileHeight := r.width, r.rows
	if r.tileWidth > 0 {
		tileWidth, tileHeight = r.tileWidth, r.tileHeight
	}
	planes := [][]int{make([]int, r.samples)}
	for k := range r.samples {
		planes[0][k] = k
	}
	if r.planar {
		planes = slices.Collect(slices.Chunk(planes[0], 1))
	}
	for _, plane := range planes {
		for y := 0; y < r.height; y += tileHeight {
			for x := 0; x < r.width; x += tileWidth {
				area := image.Rect(x, y, x+tileWidth, y+tileHeight)
				if r.tileWidth == 0 {
					area.Max.Y = min(area.Max.Y, r.height)
				}
				tile := r.tile(area, plane, value)
				offsets, sizes = append(offsets, uint64(len(data))), append(sizes, uint64(len(tile)))
				data = append(data, tile...)
			}
		}
	}
	return data, offsets, sizes
}

// tile returns the data of an area of one plane.
func (r recipe) tile(area image.Rectangle, plane []int, value func(x, y, k int) uint64) []byte {
	if r.subX*r.subY > 1 {
		return r.units(area, value)
	}
	var data []byte
	rowBytes := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		var row bitWriter
		for x := area.Min.X; x < area.Max.X; x++ {
			for _, k := range plane {
				v := uint64(1)<<r.bits - 1
				if x < r.width && y < r.height {
					v = value(x, y, k)
				}
				row.sample(v, r.bits, r.order)
			}
		}
		data = append(data, row.bytes...)
		rowBytes = len(row.bytes)
	}
	if r.pack != nil {
		return r.pack(data, rowBytes)
	}
	return data
}

// units returns the data units of an area of subsampled chroma; what lies
// outside of the picture is 0.
func (r recipe) units(area image.Rectangle, value func(x, y, k int) uint64) (data []byte) {
	for y := area.Min.Y; y < area.Max.Y; y += r.subY {
		for x := area.Min.X; x < area.Max.X; x += r.subX {
			for dy := range r.subY {
				for dx := range r.subX {
					v := uint64(0)
					if x+dx < r.width && y+dy < r.height {
						v = value(x+dx, y+dy, 0)
					}
					data = append(data, byte(v))
				}
			}
			cb, cr := uint64(0), uint64(0)
			if x < r.width && y < r.height {
				cb, cr = value(x, y, 1), value(x, y, 2)
			}
			data = append(data, byte(cb), byte(cr))
		}
	}
	return data
}

func (r recipe) fields(offsets, sizes []uint64) map[uint16][]uint64 {
	f := map[uint16][]uint64{
		tagImageWidth: {uint64(r.width)}, tagImageLength: {uint64(r.height)}, tagCompression: {1},
		tagPhotometric: {uint64(r.photometric)}, tagSamplesPerPixel: {uint64(r.samples)}, tagPlanarConfig: {1},
	}
	for range r.samples {
		f[tagBitsPerSample] = append(f[tagBitsPerSample], uint64(r.bits))
		f[tagSampleFormat] = append(f[tagSampleFormat], uint64(r.format))
	}
	if r.planar {
		f[tagPlanarConfig] = []uint64{2}
	}
	if r.tileWidth > 0 {
		f[tagTileWidth], f[tagTileLength] = []uint64{uint64(r.tileWidth)}, []uint64{uint64(r.tileHeight)}
		f[tagTileOffsets], f[tagTileByteCounts] = offsets, sizes
	} else {
		f[tagRowsPerStrip] = []uint64{uint64(r.rows)}
		f[tagStripOffsets], f[tagStripByteCounts] = offsets, sizes
	}
	maps.Copy(f, r.more)
	for _, tag := range r.without {
		delete(f, tag)
	}
	return f
}

// A bitWriter packs samples as TIFF does.
type bitWriter struct {
	bytes []byte
	free  int // bits in the last byte
}

func (w *bitWriter) sample(v uint64, bits int, order ifd.ByteOrder) {
	if bits%8 == 0 {
		b := order.AppendUint64(nil, v)
		if order == ifd.ByteOrder(binary.BigEndian) {
			b = b[8-bits/8:]
		}
		w.bytes = append(w.bytes, b[:bits/8]...)
		return
	}
	for i := bits - 1; i >= 0; i-- {
		if w.free == 0 {
			w.bytes, w.free = append(w.bytes, 0), 8
		}
		w.free--
		w.bytes[len(w.bytes)-1] |= byte(v>>i&1) << w.free
	}
}

// A fileWriter writes headers and directories, every field as LONG or LONG8.
type fileWriter struct {
	order ifd.ByteOrder
	big   bool
	file  []byte
	link  int // where the offset of the next directory stands
}

func (w *fileWriter) number(v uint64) {
	if w.big {
		w.file = w.order.AppendUint64(w.file, v)
	} else {
		w.file = w.order.AppendUint32(w.file, uint32(v))
	}
}

func (w *fileWriter) header() {
	w.file = append(w.file, "II"...)
	if w.order == ifd.ByteOrder(binary.BigEndian) {
		copy(w.file, "MM")
	}
	if w.big {
		for _, v := range []uint16{43, 8, 0} {
			w.file = w.order.AppendUint16(w.file, v)
		}
	} else {
		w.file = w.order.AppendUint16(w.file, 42)
	}
	w.link = len(w.file)
	w.number(0)
}

func (w *fileWriter) directory(fields map[uint16][]uint64, unsorted bool) {
	tags := slices.Sorted(maps.Keys(fields))
	if unsorted {
		slices.Reverse(tags)
	}
	places := map[uint16]uint64{}
	for _, tag := range tags {
		if values := fields[tag]; len(values) > 1 {
			places[tag] = uint64(len(w.file))
			for _, v := range values {
				w.number(v)
			}
		}
	}
	start := uint64(len(w.file))
	if w.big {
		w.order.PutUint64(w.file[w.link:], start)
		w.number(uint64(len(tags)))
	} else {
		w.order.PutUint32(w.file[w.link:], uint32(start))
		w.file = w.order.AppendUint16(w.file, uint16(len(tags)))
	}
	for _, tag := range tags {
		values := fields[tag]
		w.file = w.order.AppendUint16(w.file, tag)
		if w.big {
			w.file = w.order.AppendUint16(w.file, ifd.Long8)
		} else {
			w.file = w.order.AppendUint16(w.file, ifd.Long)
		}
		w.number(uint64(len(values)))
		if len(values) == 1 {
			w.number(values[0])
		} else {
			w.number(places[tag])
		}
	}
	w.link = len(w.file)
	w.number(0)
}

// decodeFile decodes file and returns what was found beside the picture. gray
// says that all parts were gray.
func decodeFile(t testing.TB, file []byte) (img *image.NRGBA, gray bool, found format.Findings) {
	t.Helper()
	facts := formattest.Probe(t, format.Table{tiffFormat}, file)
	img, gray, err := formattest.Decode(t.Context(), file, facts, &found)
	if err != nil {
		t.Fatal(err)
	}
	return img, gray, found
}

// expect decodes file, which must be whole, and compares each pixel.
func expect(t testing.TB, name string, file []byte, want func(x, y int) [4]uint8) {
	t.Helper()
	img, _, found := decodeFile(t, file)
	if found.Damage != nil || len(found.Notes) > 0 {
		t.Errorf("%s: %v, %v", name, found.Damage, found.Notes)
	}
	compare(t, name, img, want)
}

// compare compares each pixel.
func compare(t testing.TB, name string, img *image.NRGBA, want func(x, y int) [4]uint8) {
	t.Helper()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			w := want(x, y)
			if got := img.Pix[y*img.Stride+4*x:][:4]; !bytes.Equal(got, w[:]) {
				t.Fatalf("%s: pixel %d,%d is %v, want %v", name, x, y, got, w)
			}
		}
	}
}
