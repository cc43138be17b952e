package vp8l

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/vp8l"
)

// pictures returns the lossless pictures in the testdata of package webp.
func pictures(t testing.TB) (pictures [][]byte) {
	t.Helper()
	paths, err := filepath.Glob("../testdata/lossless*.webp")
	if err != nil || len(paths) < 5 {
		t.Fatalf("%d files in testdata, %v", len(paths), err)
	}
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		i := bytes.Index(file, []byte("VP8L"))
		pictures = append(pictures, file[i+8:][:binary.LittleEndian.Uint32(file[i+4:])])
	}
	return pictures
}

// decode returns the rows of a picture up to an error.
func decode(data []byte) (pix []uint8, err error) {
	h, err := ReadHeader(data)
	if err != nil {
		return nil, err
	}
	d, err := New(h, data[HeaderBytes:])
	for y := 0; err == nil && y < h.Height; y++ {
		var row []uint32
		row, err = d.Next()
		for _, v := range row {
			pix = append(pix, uint8(v>>16), uint8(v>>8), uint8(v), uint8(v>>24))
		}
	}
	return pix, err
}

func TestPicturesAreThoseOfAnotherDecoder(t *testing.T) {
	for i, data := range pictures(t) {
		want, err := vp8l.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decode(data); err != nil || !bytes.Equal(got, want.(*image.NRGBA).Pix) {
			t.Errorf("picture %d: other pixels, %v", i, err)
		}
	}
}

// A bitWriter writes bits, the lowest first.
type bitWriter struct {
	bytes []byte
	n     int
}

func (w *bitWriter) put(bits ...int) {
	for _, bit := range bits {
		if w.n%8 == 0 {
			w.bytes = append(w.bytes, 0)
		}
		w.bytes[w.n/8] |= byte(bit << (w.n % 8))
		w.n++
	}
}

func (w *bitWriter) number(v, bits int) {
	for i := range bits {
		w.put(v >> i & 1)
	}
}

// code writes a code of n symbols, with the lengths of some, 1 or 2.
func (w *bitWriter) code(n int, lengths map[int]int) {
	w.put(0)
	w.number(5-4, 4) // lengths of 17, 18, 0, 1, 2
	for _, length := range []int{0, 0, 1, 2, 2} {
		w.number(length, 3)
	}
	w.put(0) // lengths of all symbols
	for symbol := range n {
		w.put([][]int{{0}, {1, 0}, {1, 1}}[lengths[symbol]]...)
	}
}

// A picture whose window moves is decoded as one that is kept as a whole.
func TestPixelsAreCopiedFromFarBack(t *testing.T) {
	const width, height = 1200, 1800 // more than maxDistance + windowStep
	w := bitWriter{bytes: binary.LittleEndian.AppendUint32([]byte{0x2f}, width-1|(height-1)<<14|1<<28), n: 40}
	w.put(0, 0, 0)                                    // no transform, no color cache, one group
	w.code(280, map[int]int{256 + 23: 1, 7: 2, 9: 2}) // a copy of 3073 to 4096 pixels, or green
	for _, value := range []int{1, 2, 255} {          // red, blue, alpha
		w.put(1, 0, 1)
		w.number(value, 8)
	}
	w.code(40, map[int]int{1: 1, 30: 2, 39: 2}) // 1 back, 32649 or more, 786313 or more
	state := uint32(1)
	random := func() int {
		state = state*1664525 + 1013904223
		return int(state >> 8)
	}
	done := 0
	for ; done < 60_000; done++ {
		w.put(1, random()&1)
	}
	for done+4096 <= width*height {
		extra := random() & 1023
		w.put(0)
		w.number(extra, 10)
		switch done += 3073 + extra; {
		case random()&15 == 0:
			w.put(0)
		case done > maxDistance+4096 && random()&1 != 0:
			w.put(1, 1)
			w.number(1<<18-1-random()&1, 18)
		default:
			w.put(1, 0)
			w.number(random()&(1<<14-1), 14)
		}
	}
	for ; done < width*height; done++ {
		w.put(1, random()&1)
	}
	want, err := vp8l.Decode(bytes.NewReader(append(w.bytes, make([]byte, 8)...)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decode(w.bytes); err != nil || !bytes.Equal(got, want.(*image.NRGBA).Pix) {
		t.Errorf("other pixels, %v", err)
	}
}

// FuzzVP8L compares pictures, which may be damaged, with what is there of them
// once their end is cut off. Where golang.org/x/image decodes a damaged picture
// it is no measure: libwebp's pixels, which these are, differ from its.
func FuzzVP8L(f *testing.F) {
	for _, data := range pictures(f) {
		f.Add(data, uint16(30))
	}
	f.Fuzz(func(t *testing.T, data []byte, less uint16) {
		h, err := ReadHeader(data)
		if err != nil || h.Width*h.Height > 1<<14 {
			return
		}
		whole, _ := decode(data)
		cut, _ := decode(data[:max(HeaderBytes, len(data)-int(less))])
		if !bytes.HasPrefix(whole, cut) {
			t.Errorf("%d bytes of pixels are not the beginning of %d", len(cut), len(whole))
		}
	})
}
