package vp8

import (
	"encoding/binary"
	"errors"
)

// A Header is what a key frame says before its compressed data (RFC 6386
// section 9.1).
type Header struct {
	Width, Height int // 1 to 16383
	firstBytes    int // of the first partition, below 2¹⁹
}

// HeaderBytes is what ReadHeader needs of a frame.
const HeaderBytes = 10

// The errors of ReadHeader.
var (
	ErrShort    = errors.New("truncated before the picture")
	ErrKeyFrame = errors.New("picture is no key frame")
	ErrNoPixel  = errors.New("width or height of 0")
)

// ReadHeader reads the beginning of a key frame. A factor by which a player
// should enlarge it is ignored, as it is by libwebp.
func ReadHeader(data []byte) (Header, error) {
	switch {
	case len(data) < HeaderBytes:
		return Header{}, ErrShort
	case data[0]&1 != 0 || string(data[3:6]) != "\x9d\x01\x2a":
		return Header{}, ErrKeyFrame
	}
	tag := int(data[0]) | int(data[1])<<8 | int(data[2])<<16
	h := Header{
		Width:      int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff),
		Height:     int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff),
		firstBytes: tag >> 5,
	}
	if h.Width == 0 || h.Height == 0 {
		return Header{}, ErrNoPixel
	}
	return h, nil
}

const (
	segments      = 4
	maxPartitions = 8
)

// segmentation is the part of the header that gives the segments quantizers
// and filters of their own (RFC 6386 section 9.3).
type segmentation struct {
	on, inModes bool // there are segments; each macroblock says in which it is
	relative    bool // quantizer and level are added to those of the frame
	quantizer   [segments]int
	level       [segments]int
	probs       [segments - 1]uint8
}

func (s *segmentation) read(d *boolDecoder) {
	s.probs = [segments - 1]uint8{255, 255, 255}
	if s.on = d.flag(); !s.on {
		return
	}
	s.inModes = d.flag()
	if d.flag() {
		s.relative = !d.flag()
		for i := range s.quantizer {
			s.quantizer[i] = d.optional(7)
		}
		for i := range s.level {
			s.level[i] = d.optional(6)
		}
	}
	if s.inModes {
		for i := range s.probs {
			if d.flag() {
				s.probs[i] = uint8(d.number(8))
			}
		}
	}
}

// readHeaders reads the rest of the header from the first partition (RFC 6386
// section 9.2 to 9.11), and finds the partitions of coefficients in rest.
func (d *decoder) readHeaders(rest []byte) {
	b := &d.first
	b.flag() // color space: there is but one
	b.flag() // clamping: done whether it is needed or not
	d.segmentation.read(b)
	d.readFilters(b)
	d.findPartitions(1<<b.number(2), rest)
	d.readQuantizers(b)
	b.flag() // refresh of the probabilities, of no meaning to a single frame
	for i := range d.probs {
		for j := range updateProbs[i] {
			for k := range updateProbs[i][j] {
				for l, p := range updateProbs[i][j][k] {
					v := defaultProbs[i][j][k][l]
					if b.bit(p) != 0 {
						v = uint8(b.number(8))
					}
					d.bandProbs[i][j][k][l] = v
				}
			}
		}
		for n, band := range bands {
			d.probs[i][n] = &d.bandProbs[i][band]
		}
	}
	if d.skips = b.flag(); d.skips {
		d.skipProb = uint8(b.number(8))
	}
}

// findPartitions cuts rest into n partitions, whose sizes but for the last
// stand first (RFC 6386 section 9.5). Where data is missing they are shorter.
func (d *decoder) findPartitions(n int, rest []byte) {
	sizes := rest[:min(3*(n-1), len(rest))]
	rest = rest[len(sizes):]
	for i := range n {
		size := len(rest)
		if i < n-1 {
			size = 0
			if len(sizes) >= 3*i+3 {
				size = min(len(rest), int(sizes[3*i])|int(sizes[3*i+1])<<8|int(sizes[3*i+2])<<16)
			}
		}
		d.partitions[i] = newBoolDecoder(rest[:size])
		rest = rest[size:]
	}
	d.partitionMask = n - 1
}

// Quantization steps of a segment, of DC and of AC coefficients.
type steps struct {
	luma, second, chroma [2]int32 // second: of the luma blocks' DC coefficients
}

// readQuantizers reads indices into the tables of steps (RFC 6386 sections 9.6
// and 14.1).
func (d *decoder) readQuantizers(b *boolDecoder) {
	base := b.number(7)
	lumaDC, secondDC, secondAC := b.optional(4), b.optional(4), b.optional(4)
	chromaDC, chromaAC := b.optional(4), b.optional(4)
	at := func(table *[128]int32, i, highest int) int32 { return table[min(max(i, 0), highest)] }
	for i := range d.steps {
		q := base
		if s := &d.segmentation; s.on {
			q = s.quantizer[i]
			if s.relative {
				q += base
			}
		}
		d.steps[i] = steps{
			luma:   [2]int32{at(&dcSteps, q+lumaDC, 127), at(&acSteps, q, 127)},
			second: [2]int32{2 * at(&dcSteps, q+secondDC, 127), max(8, at(&acSteps, q+secondAC, 127)*155/100)},
			chroma: [2]int32{at(&dcSteps, q+chromaDC, 117), at(&acSteps, q+chromaAC, 127)},
		}
	}
}
