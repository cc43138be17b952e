package tiff

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"

	"golang.org/x/image/tiff/lzw"
)

// decodable reports whether data compressed like that can be expanded.
func decodable(compression int) bool {
	switch compression {
	case compressionNone, compressionLZW, compressionDeflate, compressionOldDeflate, compressionPackBits:
		return true
	}
	return false
}

// expand appends at most want bytes, the samples of one strip or tile of p, to
// dst and returns it; with an error, dst holds what was decoded before the
// damage. They are rows of rowBytes bytes.
func (d *decoder) expand(p *page, dst, src []byte, want int, rows, rowBytes int) ([]byte, error) {
	var r io.Reader
	switch p.compression {
	case compressionNone:
		dst = append(dst, src[:min(want, len(src))]...)
	case compressionLZW:
		r = lzw.NewReader(bytes.NewReader(src), lzw.MSB, 8)
	case compressionDeflate, compressionOldDeflate:
		z, err := zlib.NewReader(bytes.NewReader(src))
		if err != nil {
			return dst, err
		}
		r = z
	default:
		return dst, errors.New("unknown compression")
	}
	var err error
	if r != nil {
		start := len(dst)
		dst = append(dst, make([]byte, want)...)
		var n int
		n, err = io.ReadFull(r, dst[start:])
		dst = dst[:start+n]
	}
	if p.predictor == 2 {
		undoPredictor(p, dst, rowBytes)
	}
	return dst, err
}

// undoPredictor adds up the differences of samples of 8 or 16 bits.
func undoPredictor(p *page, data []byte, rowBytes int) {
	_, n := p.planes()
	for ; len(data) >= rowBytes; data = data[rowBytes:] {
		row := data[:rowBytes]
		switch p.bits {
		case 8:
			for i := n; i < rowBytes; i++ {
				row[i] += row[i-n]
			}
		case 16:
			for i := 2 * n; i+1 < rowBytes; i += 2 {
				p.order.PutUint16(row[i:], p.order.Uint16(row[i:])+p.order.Uint16(row[i-2*n:]))
			}
		}
	}
}
