package tiff

import (
	"encoding/binary"
	"fmt"

	"fanout/internal/scratch"
)

// The values of Predictor (TIFF 6.0 section 14, Adobe Photoshop TIFF Technical
// Note 3).
const (
	predictorNone       = 1
	predictorHorizontal = 2
	predictorFloat      = 3
)

// A predictor says how samples of a row were made smaller before they were
// compressed.
type predictor struct {
	kind   int // of the constants above
	stride int // samples from one to the next of the same color
	bits   int // of a sample
	order  binary.ByteOrder
	buffer scratch.Buffer[byte]
}

// check refuses what cannot be undone.
func (p *predictor) check() error {
	switch {
	case p.kind == predictorHorizontal && (p.bits == 8 || p.bits == 16 || p.bits == 32 || p.bits == 64),
		p.kind == predictorFloat && (p.bits == 16 || p.bits == 24 || p.bits == 32 || p.bits == 64):
		return nil
	case p.kind == predictorHorizontal || p.kind == predictorFloat:
		return fmt.Errorf("predictor %d with samples of %d bits", p.kind, p.bits)
	}
	return fmt.Errorf("predictor %d", p.kind)
}

// undo restores rows of rowBytes bytes, of which the last may be cut off. The
// predictor has been checked.
func (p *predictor) undo(data []byte, rowBytes int) {
	for len(data) > 0 {
		row := data[:min(rowBytes, len(data))]
		data = data[len(row):]
		switch {
		case p.kind == predictorFloat:
			p.floats(row)
		case p.bits == 8:
			sumBytes(row, p.stride)
		case p.bits == 16:
			for i := 2 * p.stride; i+2 <= len(row); i += 2 {
				p.order.PutUint16(row[i:], p.order.Uint16(row[i:])+p.order.Uint16(row[i-2*p.stride:]))
			}
		case p.bits == 32:
			for i := 4 * p.stride; i+4 <= len(row); i += 4 {
				p.order.PutUint32(row[i:], p.order.Uint32(row[i:])+p.order.Uint32(row[i-4*p.stride:]))
			}
		default:
			for i := 8 * p.stride; i+8 <= len(row); i += 8 {
				p.order.PutUint64(row[i:], p.order.Uint64(row[i:])+p.order.Uint64(row[i-8*p.stride:]))
			}
		}
	}
}

// sumBytes adds to each byte the one that is stride before it. The sums of the
// usual strides stay in registers, which takes a quarter of the time.
func sumBytes(row []byte, stride int) {
	switch stride {
	case 1:
		var a byte
		for i := range row {
			a += row[i]
			row[i] = a
		}
	case 3:
		var a, b, c byte
		for ; len(row) >= 3; row = row[3:] {
			a, b, c = a+row[0], b+row[1], c+row[2]
			row[0], row[1], row[2] = a, b, c
		}
		addTo(row, a, b)
	case 4:
		var a, b, c, d byte
		for ; len(row) >= 4; row = row[4:] {
			a, b, c, d = a+row[0], b+row[1], c+row[2], d+row[3]
			row[0], row[1], row[2], row[3] = a, b, c, d
		}
		addTo(row, a, b, c)
	default:
		for i := stride; i < len(row); i++ {
			row[i] += row[i-stride]
		}
	}
}

// addTo adds sums to the samples of a pixel that is cut off.
func addTo(row []byte, sums ...byte) {
	for i := range row {
		row[i] += sums[i]
	}
}

// floats undoes the floating point predictor on one row: the bytes were sorted
// by significance, the highest of all samples first, and each stands for the
// difference from the one a pixel before. A row that is cut off lacks low
// bytes; it becomes what is there with zeros.
func (p *predictor) floats(row []byte) {
	sumBytes(row, p.stride)
	size := p.bits / 8
	samples := len(row) / size
	sorted := p.buffer.Get(len(row))
	copy(sorted, row)
	for k := range size {
		at := k // of the byte in a sample
		if p.order.Uint16([]byte{0, 1}) != 1 {
			at = size - 1 - k
		}
		for i, b := range sorted[k*samples:][:samples] {
			row[i*size+at] = b
		}
	}
}
