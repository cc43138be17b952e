package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"fanout/processors/resize/format"
	"fanout/processors/resize/format/formattest"
	"fanout/processors/resize/pixels"
)

// A sample is a picture of random samples, and what a PNG of it needs.
type sample struct {
	header
	values  []uint16 // row by row, channel by channel
	palette []byte   // PLTE
	trns    []byte   // tRNS
}

// kinds are all color types with all their depths.
var kinds = []struct{ colour, depth byte }{
	{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1}, {3, 2}, {3, 4}, {3, 8},
	{4, 8}, {4, 16}, {6, 8}, {6, 16},
}

// newSample makes a picture. Few different values make runs of equal ones and a
// key that is met; indices stay inside the palette.
func newSample(rnd *rand.Rand, w, h int, colour, depth byte, interlaced, transparent bool) *sample {
	channels, _ := channelsOf(colour, depth)
	s := &sample{header: header{w, h, int(depth), colour, channels, interlaced}}
	s.values = make([]uint16, w*h*channels)
	for i := range s.values {
		s.values[i] = uint16(rnd.Uint32()) & (1<<depth - 1)
	}
	if colour == colourPalette {
		s.palette = make([]byte, 3<<depth)
		for i := range s.palette {
			s.palette[i] = byte(rnd.Uint32())
		}
		if transparent {
			s.trns = []byte{0, 77}
		}
	} else if transparent {
		for c := range channels {
			s.trns = binary.BigEndian.AppendUint16(s.trns, s.values[c])
		}
		for i := range s.values {
			if rnd.IntN(3) == 0 {
				s.values[i] = s.values[i%channels]
			}
		}
	}
	return s
}

// want returns the pixels of s, one by one as section 13 describes them.
func (s *sample) want() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, s.width, s.height))
	top := float64(int(1)<<s.depth - 1)
	eight := func(v uint16) uint8 { return uint8(float64(v)*255/top + 0.5) }
	for i := range s.width * s.height {
		v := s.values[i*s.channels:][:s.channels]
		var key []byte
		for _, x := range v {
			key = binary.BigEndian.AppendUint16(key, x)
		}
		var c color.NRGBA
		switch s.colour {
		case colourGray, colourGrayAlpha:
			c = color.NRGBA{eight(v[0]), eight(v[0]), eight(v[0]), 255}
		case colourRGB, colourRGBA:
			c = color.NRGBA{eight(v[0]), eight(v[1]), eight(v[2]), 255}
		case colourPalette:
			p := s.palette[3*v[0]:]
			c = color.NRGBA{p[0], p[1], p[2], 255}
			if int(v[0]) < len(s.trns) {
				c.A = s.trns[v[0]]
			}
			key = nil
		}
		if s.hasAlpha() {
			c.A = eight(v[len(v)-1])
		} else if s.trns != nil && bytes.Equal(key, s.trns) {
			c.A = 0
		}
		img.SetNRGBA(i%s.width, i/s.width, c)
	}
	return img
}

// file returns s as a file. The filter types are drawn by lot, and there are
// several chunks of data, some of them empty.
func (s *sample) file(rnd *rand.Rand) []byte {
	var chunks [][]byte
	if s.palette != nil {
		chunks = append(chunks, formattest.PNGChunk("PLTE", s.palette...))
	}
	if s.trns != nil {
		chunks = append(chunks, formattest.PNGChunk("tRNS", s.trns...))
	}
	for z := deflate(s.scanlines(rnd)); len(z) > 0; {
		n := min(len(z), rnd.IntN(200))
		chunks = append(chunks, formattest.PNGChunk("IDAT", z[:n]...))
		z = z[n:]
	}
	return s.with(append(chunks, formattest.PNGChunk("IEND"))...)
}

// with returns a file of s's header and the chunks that follow.
func (s *sample) with(chunks ...[]byte) []byte {
	interlace := byte(0)
	if s.interlaced {
		interlace = 1
	}
	return formattest.PNG(uint32(s.width), uint32(s.height), byte(s.depth), s.colour, interlace, chunks...)
}

// scanlines returns the filtered rows of all passes.
func (s *sample) scanlines(rnd *rand.Rand) (out []byte) {
	steps := []struct{ x, y, dx, dy int }{{0, 0, 1, 1}}
	if s.interlaced {
		steps = nil
		for _, p := range adam7 {
			steps = append(steps, p)
		}
	}
	bpp := max(1, s.channels*s.depth/8)
	for _, p := range steps {
		var prev []byte
		for y := p.y; y < s.height && p.x < s.width; y += p.dy {
			row := s.packed(y, p.x, p.dx)
			if prev == nil {
				prev = make([]byte, len(row))
			}
			out = appendFiltered(out, byte(rnd.IntN(5)), row, prev, bpp)
			prev = row
		}
	}
	return out
}

// packed returns the pixels x, x+dx and so on of row y.
func (s *sample) packed(y, x, dx int) []byte {
	var row []byte
	bits := 0
	for ; x < s.width; x += dx {
		for _, v := range s.values[(y*s.width+x)*s.channels:][:s.channels] {
			if s.depth == 16 {
				row = binary.BigEndian.AppendUint16(row, v)
				continue
			}
			if bits%8 == 0 {
				row = append(row, 0)
			}
			row[len(row)-1] |= byte(v) << (8 - s.depth - bits%8)
			bits += s.depth
		}
	}
	return row
}

// appendFiltered appends a row as section 9.2 has it.
func appendFiltered(out []byte, filter byte, row, prev []byte, bpp int) []byte {
	out = append(out, filter)
	for i := range row {
		var a, c byte
		if i >= bpp {
			a, c = row[i-bpp], prev[i-bpp]
		}
		b := prev[i]
		predicted := byte(0)
		switch filter {
		case filterSub:
			predicted = a
		case filterUp:
			predicted = b
		case filterAverage:
			predicted = byte((int(a) + int(b)) / 2)
		case filterPaeth:
			predicted = plainPaeth(a, b, c)
		}
		out = append(out, row[i]-predicted)
	}
	return out
}

// plainPaeth is section 9.4's.
func plainPaeth(a, b, c byte) byte {
	distance := func(v byte) int {
		d := int(a) + int(b) - int(c) - int(v)
		return max(d, -d)
	}
	switch pa, pb, pc := distance(a), distance(b), distance(c); {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func deflate(b []byte) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(b) // a bytes.Buffer takes everything
	w.Close()
	return z.Bytes()
}

// decoded is what became of a file.
type decoded struct {
	img   *image.NRGBA
	gray  bool
	facts format.Facts
	found format.Findings
}

// decode probes and decodes file with d as the worker does.
func decode(t testing.TB, d *decoder, file []byte) (got decoded, err error) {
	t.Helper()
	got.facts, err = format.Table{Format}.Probe(bytes.NewReader(file), int64(len(file)), "test")
	if err != nil {
		return got, err
	}
	got.img = image.NewNRGBA(image.Rect(0, 0, got.facts.Width, got.facts.Height))
	got.gray = true
	rows := 0
	err = d.Decode(t.Context(), file, &got.facts, &got.found, func(part image.Image) error {
		if b := part.Bounds(); b.Min != image.Pt(0, rows) || b.Dx() != got.facts.Width || b.Empty() {
			t.Fatalf("part %v after %d rows", b, rows)
		}
		rows = part.Bounds().Max.Y
		gray, err := pixels.Copy(got.img, part)
		got.gray = got.gray && gray
		return err
	})
	if err == nil && rows < got.facts.Height && got.found.Damage == nil {
		t.Fatalf("%d of %d rows without damage", rows, got.facts.Height)
	}
	return got, err
}
