package tiff

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"

	"fanout/processors/resize/metadata/ifd"
)

// A file is one that is being written, little-endian.
type file struct {
	bytes []byte
	start int // where it begins in bytes
}

// pack compresses the rows of f from row from up to row to and appends them to
// dst. Noise becomes smallest by Huffman codes alone, which take a tenth of the
// time: of a photograph all, so the search for repetitions is tried on a part
// first.
func (e *encoder) pack(dst []byte, f *form, from, to int) ([]byte, error) {
	n := f.rowBytes()
	rows := e.rows.Get(n * (to - from))
	for y := from; y < to; y++ {
		row := rows[(y-from)*n:][:n]
		f.row(row, y)
		if f.predictor == predictorHorizontal {
			differences(row, f.samples)
		}
	}
	start := len(dst)
	dst, err := compress(e.huffman, dst, rows)
	if err != nil {
		return dst[:start], err
	}
	plain := len(dst) - start
	if len(rows) >= smallStrip {
		part := rows[len(rows)*3/8:][:len(rows)/4]
		if dst, err = compress(e.guess, dst, part); err != nil || 4*(len(dst)-start-plain) > plain {
			return dst[:start+plain], err
		}
	}
	if dst, err = compress(e.best, dst[:start+plain], rows); err != nil {
		return dst[:start], err
	}
	if searched := dst[start+plain:]; len(searched) < plain {
		return dst[:start+copy(dst[start:], searched)], nil
	}
	return dst[:start+plain], nil
}

// smallStrip is the size of a strip of which no part says enough of the rest.
const smallStrip = 32 << 10

// compress appends data to dst as w makes it.
func compress(w *zlib.Writer, dst, data []byte) ([]byte, error) {
	out := bytes.NewBuffer(dst)
	w.Reset(out)
	if _, err := w.Write(data); err != nil {
		return dst, err
	}
	if err := w.Close(); err != nil {
		return dst, err
	}
	return out.Bytes(), nil
}

// writeStrips writes all strips of f.
func (e *encoder) writeStrips(ctx context.Context, out *file, f *form) error {
	e.strips = e.strips[:0]
	h, rows := f.img.Rect.Dy(), f.stripRows(stripBytes)
	for y := 0; y < h; y += rows {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		at := len(out.bytes)
		var err error
		if out.bytes, err = e.pack(out.bytes, f, y, min(y+rows, h)); err != nil {
			return err
		}
		// What does not fit is noticed by Encode.
		e.strips = append(e.strips, strip{uint32(at - out.start), uint32(len(out.bytes) - at)})
	}
	return nil
}

// maxDirectory bounds what stands after the strips, besides 8 bytes for each
// of them: 17 entries, and the values of BitsPerSample, the resolution and a
// color map.
const maxDirectory = 2 + 17*ifd.EntryBytes + 4 + 8 + 2*8 + 2*3*256 + 2

// A field is an entry of the directory that is written.
type field struct {
	tag, kind uint16
	values    []uint32
}

// writeDirectory writes the directory after the strips and ends the file. The
// resolution is that of golang.org/x/image's files, 72 dots per inch: nothing
// is known of it, but some readers want one.
func (out *file) writeDirectory(f *form, strips []strip) {
	b := f.img.Rect
	bits := make([]uint32, f.samples)
	for i := range bits {
		bits[i] = 8
	}
	offsets, counts := make([]uint32, len(strips)), make([]uint32, len(strips))
	for i, s := range strips {
		offsets[i], counts[i] = s.offset, s.bytes
	}
	fields := []field{
		{tagImageWidth, ifd.Long, []uint32{uint32(b.Dx())}},
		{tagImageLength, ifd.Long, []uint32{uint32(b.Dy())}},
		{tagBitsPerSample, ifd.Short, bits},
		{tagCompression, ifd.Short, []uint32{compressionDeflate}},
		{tagPhotometric, ifd.Short, []uint32{uint32(f.photometric)}},
		{tagStripOffsets, ifd.Long, offsets},
		{tagSamplesPerPixel, ifd.Short, []uint32{uint32(f.samples)}},
		{tagRowsPerStrip, ifd.Long, []uint32{uint32(f.stripRows(stripBytes))}},
		{tagStripByteCounts, ifd.Long, counts},
		{tagXResolution, ifd.Rational, []uint32{72, 1}},
		{tagYResolution, ifd.Rational, []uint32{72, 1}},
		{tagResolutionUnit, ifd.Short, []uint32{resolutionInch}},
	}
	if f.predictor != predictorNone {
		fields = append(fields, field{tagPredictor, ifd.Short, []uint32{uint32(f.predictor)}})
	}
	if f.indices != nil {
		colours := field{tag: tagColorMap, kind: ifd.Short}
		for _, v := range f.colourMap() {
			colours.values = append(colours.values, uint32(v))
		}
		fields = append(fields, colours)
	}
	if f.alpha {
		fields = append(fields, field{tagExtraSamples, ifd.Short, []uint32{unassociatedAlpha}})
	}
	out.writeFields(fields)
}

// writeFields writes the values that do not fit into entries, then a directory,
// and lets the header point to it. Tags are in ascending order.
func (out *file) writeFields(fields []field) {
	order := binary.LittleEndian
	directory := order.AppendUint16(nil, uint16(len(fields)))
	for _, f := range fields {
		var values []byte
		for _, v := range f.values {
			if f.kind == ifd.Short {
				values = order.AppendUint16(values, uint16(v))
			} else {
				values = order.AppendUint32(values, v)
			}
		}
		count := len(f.values)
		if f.kind == ifd.Rational {
			count /= 2
		}
		directory = order.AppendUint16(order.AppendUint16(directory, f.tag), f.kind)
		directory = order.AppendUint32(directory, uint32(count))
		if len(values) > 4 {
			directory = order.AppendUint32(directory, out.even())
			out.bytes = append(out.bytes, values...)
		} else {
			directory = append(append(directory, values...), make([]byte, 4-len(values))...)
		}
	}
	order.PutUint32(out.bytes[out.start+4:], out.even())
	out.bytes = order.AppendUint32(append(out.bytes, directory...), 0) // no next one
}

// even pads the file to an even size, as values and directories begin at even
// offsets (TIFF 6.0 section 2), and returns it.
func (out *file) even() uint32 {
	if (len(out.bytes)-out.start)&1 != 0 {
		out.bytes = append(out.bytes, 0)
	}
	return uint32(len(out.bytes) - out.start)
}
