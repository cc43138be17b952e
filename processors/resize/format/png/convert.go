package png

import (
	"encoding/binary"
	"image"

	"fanout/internal/scratch"
	"fanout/processors/resize/pixels"
)

// A converter makes rows of samples to pixels.
type converter struct {
	h     header
	depth int // bits a sample in the rows, which may be unpacked
	kind  conversion
	table [maxColours][4]byte // colors by index or gray sample
	gray  [maxColours]byte    // if all of them are opaque grays
	key   [3]uint16           // the transparent color of RGB or of 16-bit gray
	keyed bool
	// colors is the size of a palette that does not have one for each index,
	// and beyond whether an index was met that it lacks.
	colours int
	beyond  bool
	pixels  scratch.Buffer[byte]
}

// A conversion says which pixels are made, and how.
type conversion uint8

const (
	inPlace   conversion = iota // the samples are those of *image.Gray or *image.NRGBA
	byTable                     // one sample a pixel, looked up
	grayTable                   // likewise, all of them gray
	bySample                    // several samples of 8 bits
	narrowing                   // 16 bits, to *image.NRGBA
	grayNarrowing
)

// start prepares for a picture. unpacked says that its samples of less than 8
// bits come in a byte each.
func (v *converter) start(h header, p *palette, file []byte, unpacked bool) {
	v.h, v.depth, v.key, v.keyed = h, h.depth, p.key, p.keyed
	if unpacked {
		v.depth = max(v.depth, 8)
	}
	v.colours, v.beyond = 0, false
	if p.colours < 1<<h.depth {
		v.colours = p.colours // 0 where there is no palette
	}
	switch {
	case h.depth == 16 && h.colour == colourGray && !p.keyed:
		v.kind = grayNarrowing
	case h.depth == 16:
		v.kind = narrowing
	case h.channels == 1:
		v.table = p.table(&h, file)
		var isGray bool
		v.gray, isGray = grays(&v.table)
		switch {
		case isGray && h.colour == colourGray && h.depth == 8:
			v.kind = inPlace
		case isGray:
			v.kind = grayTable
		default:
			v.kind = byTable
		}
	case h.colour == colourRGBA:
		v.kind = inPlace
	default:
		v.kind = bySample
	}
}

// isGray reports whether the pixels are those of an *image.Gray.
func (v *converter) isGray() bool {
	return v.kind == grayTable || v.kind == grayNarrowing || v.kind == inPlace && v.h.channels == 1
}

// part returns the pixels of the rows from y on; rows are their samples, the
// first of one row stride bytes after that of the one above. It is valid until
// the next call, or until rows change.
func (v *converter) part(rows []byte, stride, y, n int) image.Image {
	r := image.Rect(0, y, v.h.width, y+n)
	if v.kind == inPlace {
		if v.h.channels == 1 {
			return &image.Gray{Pix: rows, Stride: stride, Rect: r}
		}
		return &image.NRGBA{Pix: rows, Stride: stride, Rect: r}
	}
	size := 4 * v.h.width
	if v.isGray() {
		size = v.h.width
	}
	pix := v.pixels.Get(n * size)
	for i := range n {
		v.row(pix[i*size:][:size], rows[i*stride:])
	}
	if v.isGray() {
		return &image.Gray{Pix: pix, Stride: size, Rect: r}
	}
	return &image.NRGBA{Pix: pix, Stride: size, Rect: r}
}

// row makes the samples of a row to the pixels of dst.
func (v *converter) row(dst, src []byte) {
	if v.colours > 0 && !v.beyond {
		v.beyond = maxIndex(src, v.h.width, v.depth) >= v.colours
	}
	switch v.kind {
	case grayTable:
		lookUpGrays(dst, src, v.depth, &v.gray)
	case byTable:
		lookUp(dst, src, v.depth, &v.table)
	case grayNarrowing:
		for i := range dst {
			dst[i] = pixels.Narrow(binary.BigEndian.Uint16(src[2*i:]))
		}
	case bySample:
		if v.h.colour == colourGrayAlpha {
			fromGrayAlpha(dst, src)
		} else {
			v.fromRGB(dst, src)
		}
	case narrowing:
		v.fromDeep(dst, src)
	}
}

// maxIndex returns the largest of n samples of 1, 2, 4 or 8 bits.
func maxIndex(src []byte, n, depth int) int {
	top := byte(0)
	if depth == 8 {
		for _, s := range src[:n] {
			top = max(top, s)
		}
		return int(top)
	}
	mask := byte(1<<depth - 1)
	for i := 0; i < n; src = src[1:] {
		for shift := 8 - depth; shift >= 0 && i < n; shift -= depth {
			top = max(top, src[0]>>shift&mask)
			i++
		}
	}
	return int(top)
}

// lookUpGrays makes samples of 1, 2, 4 or 8 bits, the leftmost in the high bits
// (section 7.2), to grays.
func lookUpGrays(dst, src []byte, depth int, table *[maxColours]byte) {
	if depth == 8 {
		for i, s := range src[:len(dst)] {
			dst[i] = table[s]
		}
		return
	}
	mask := byte(1<<depth - 1)
	for len(dst) > 0 {
		s := src[0]
		for shift := 8 - depth; shift >= 0 && len(dst) > 0; shift -= depth {
			dst[0] = table[s>>shift&mask]
			dst = dst[1:]
		}
		src = src[1:]
	}
}

// lookUp makes samples of 1, 2, 4 or 8 bits to colors.
func lookUp(dst, src []byte, depth int, table *[maxColours][4]byte) {
	if depth == 8 {
		src = src[:len(dst)/4]
		for i := 0; i < len(src) && len(dst) >= 4; i++ {
			*(*[4]byte)(dst) = table[src[i]]
			dst = dst[4:]
		}
		return
	}
	mask := byte(1<<depth - 1)
	for len(dst) > 0 {
		s := src[0]
		for shift := 8 - depth; shift >= 0 && len(dst) > 0; shift -= depth {
			*(*[4]byte)(dst) = table[s>>shift&mask]
			dst = dst[4:]
		}
		src = src[1:]
	}
}

func fromGrayAlpha(dst, src []byte) {
	for len(dst) >= 4 && len(src) >= 2 {
		g := src[0]
		dst[0], dst[1], dst[2], dst[3] = g, g, g, src[1]
		dst, src = dst[4:], src[2:]
	}
}

func (v *converter) fromRGB(dst, src []byte) {
	if v.keyed {
		v.fromKeyedRGB(dst, src)
		return
	}
	for len(dst) >= 4 && len(src) >= 3 {
		dst[0], dst[1], dst[2], dst[3] = src[0], src[1], src[2], 255
		dst, src = dst[4:], src[3:]
	}
}

// fromKeyedRGB makes the pixels of the key's color transparent.
func (v *converter) fromKeyedRGB(dst, src []byte) {
	r, g, b := byte(v.key[0]), byte(v.key[1]), byte(v.key[2])
	for len(dst) >= 4 && len(src) >= 3 {
		alpha := byte(255)
		if src[0] == r && src[1] == g && src[2] == b {
			alpha = 0
		}
		dst[0], dst[1], dst[2], dst[3] = src[0], src[1], src[2], alpha
		dst, src = dst[4:], src[3:]
	}
}

// fromDeep rounds samples of 16 bits to 8. The key is compared before, with
// all 16 bits.
func (v *converter) fromDeep(dst, src []byte) {
	var s [4]uint16 // R, G, B and alpha
	channels := v.h.channels
	for len(dst) >= 4 && len(src) >= 2*channels {
		for c := range channels {
			s[c] = binary.BigEndian.Uint16(src[2*c:])
		}
		switch channels {
		case 1:
			s = [4]uint16{s[0], s[0], s[0], 0xffff}
		case 2:
			s = [4]uint16{s[0], s[0], s[0], s[1]}
		case 3:
			s[3] = 0xffff
		}
		if v.keyed && s[0] == v.key[0] && (channels == 1 || s[1] == v.key[1] && s[2] == v.key[2]) {
			s[3] = 0
		}
		dst[0], dst[1] = pixels.Narrow(s[0]), pixels.Narrow(s[1])
		dst[2], dst[3] = pixels.Narrow(s[2]), pixels.Narrow(s[3])
		dst, src = dst[4:], src[2*channels:]
	}
}
