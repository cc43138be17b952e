package tiff

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// predict does what a writer does before it compresses a row.
func predict(p *predictor, row []byte) []byte {
	out := bytes.Clone(row)
	size := p.bits / 8
	if p.kind == predictorFloat {
		n := len(row) / size
		for i := range n {
			for k := range size {
				at := i*size + k
				if p.order == binary.ByteOrder(binary.LittleEndian) {
					at = i*size + size - 1 - k
				}
				out[k*n+i] = row[at]
			}
		}
		size = 1
	}
	for i := len(out) - size; i >= p.stride*size; i -= size {
		borrow := 0
		for k := range size { // from the lowest byte
			at := k
			if p.order == binary.ByteOrder(binary.BigEndian) {
				at = size - 1 - k
			}
			d := int(out[i+at]) - int(out[i+at-p.stride*size]) - borrow
			out[i+at] = byte(d)
			borrow = d >> 8 & 1
		}
	}
	return out
}

func TestPredictorsAreUndone(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, kind := range []int{predictorHorizontal, predictorFloat} {
		for _, bits := range []int{8, 16, 24, 32, 64} {
			for stride := 1; stride <= 6; stride++ {
				for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
					p := &predictor{kind: kind, bits: bits, stride: stride, order: order}
					if p.check() != nil {
						continue
					}
					name := fmt.Sprintf("predictor %d, %d bits, stride %d, %v", kind, bits, stride, order)
					var want, got []byte
					rowBytes := 7 * stride * bits / 8
					for range 3 {
						row := make([]byte, rowBytes)
						for i := range row {
							row[i] = byte(rng.Uint32())
						}
						want = append(want, row...)
						got = append(got, predict(p, row)...)
					}
					p.undo(got, rowBytes)
					if !bytes.Equal(got, want) {
						t.Errorf("%s: %x, want %x", name, got, want)
					}
					// A row that is cut off is restored as far as it goes.
					cut := predict(p, want[:rowBytes])[:rowBytes-1]
					p.undo(cut, rowBytes)
					if kind == predictorHorizontal && !bytes.Equal(cut[:rowBytes-bits/8], want[:rowBytes-bits/8]) {
						t.Errorf("%s, cut: %x, want %x", name, cut, want[:rowBytes-1])
					}
				}
			}
		}
	}
}

func TestUnknownPredictorsAreRefused(t *testing.T) {
	for _, p := range []predictor{
		{kind: 0, bits: 8}, {kind: 4, bits: 8}, {kind: predictorHorizontal, bits: 12},
		{kind: predictorHorizontal, bits: 1}, {kind: predictorFloat, bits: 8},
	} {
		if p.check() == nil {
			t.Errorf("predictor %d with %d bits is accepted", p.kind, p.bits)
		}
	}
}

func TestPackBitsIsAsLenientAsLibtiff(t *testing.T) {
	for _, c := range []struct {
		file, want string
		n          int
		whole      bool
	}{
		{"\xfe\xaa\x02\x80\x00\x2a\xfd\xaa\x03\x80\x00\x2a\x22\xf7\xaa", // the example of the specification
			"\xaa\xaa\xaa\x80\x00\x2a\xaa\xaa\xaa\xaa\x80\x00\x2a\x22\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa", 24, true},
		{"\x80\x80\x00a\x80\x00b", "ab", 2, true}, // no operation
		{"\xf0a", "aaa", 3, true},                 // a run that is too long
		{"\x05abcdef", "abc", 3, true},            // a literal that is too long
		{"\x05abc", "abc", 6, false},              // cut in a literal
		{"\x00a\xf0", "a", 6, false},              // cut in a run
		{"", "", 1, false},
		{"", "", 0, true},
	} {
		got, err := unpackBits([]byte("x"), []byte(c.file), c.n)
		if string(got) != "x"+c.want || (err == nil) != c.whole {
			t.Errorf("%q: %q, %v", c.file, got, err)
		}
	}
}
