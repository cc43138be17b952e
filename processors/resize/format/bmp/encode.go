package bmp

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"math"

	"fanout/processors/resize/format"
	"fanout/processors/resize/pixels"
)

// An encoder writes files with a Windows 3 header, which all readers take: 24
// bits a pixel, or a palette of 1, 4 or 8 bits where that is smaller. Gray is
// stored with a palette in any case.
type encoder struct{}

// Encode implements format.Encoder.
func (encoder) Encode(ctx context.Context, dst []byte, img *image.NRGBA, opt format.EncodeOptions) ([]byte, error) {
	f := layout{width: img.Rect.Dx(), height: img.Rect.Dy(), depth: 24}
	indexed := pixels.IndexExact(img)
	if indexed != nil {
		if opt.Gray {
			usualGrays(indexed)
		}
		small := f
		small.depth, small.colours = paletteDepth(len(indexed.Palette))
		if opt.Gray || small.bytes() < f.bytes() {
			f = small
		}
	}
	if free := int64(cap(dst) - len(dst)); free < f.bytes() {
		dst = append(make([]byte, 0, int64(len(dst))+f.bytes()), dst...)
	}
	dst = f.appendHeaders(dst)
	if f.depth < 24 {
		dst = appendPalette(dst, indexed.Palette, f.colours)
	}
	for y := f.height - 1; y >= 0; y-- {
		if ctx.Err() != nil {
			return dst, context.Cause(ctx)
		}
		start := len(dst)
		if f.depth < 24 {
			dst = appendIndices(dst, indexed.Pix[y*indexed.Stride:][:f.width], f.depth)
		} else {
			dst = appendColours(dst, img.Pix[y*img.Stride:][:4*f.width])
		}
		for int64(len(dst)-start) < f.rowBytes() {
			dst = append(dst, 0)
		}
	}
	return dst, nil
}

// usualGrays gives a picture of grays that needs 8 bits anyway the palette of
// all grays in order, in which an index is its gray.
func usualGrays(p *image.Paletted) {
	if depth, _ := paletteDepth(len(p.Palette)); depth < 8 {
		return
	}
	for i, index := range p.Pix {
		p.Pix[i] = p.Palette[index].(color.NRGBA).R
	}
	p.Palette = make(color.Palette, maxPaletteColours)
	for v := range p.Palette {
		p.Palette[v] = color.NRGBA{uint8(v), uint8(v), uint8(v), 255}
	}
}

// paletteDepth returns the bits that indices of that many colors take, and the
// length of the palette, which at 1 bit has two colors.
func paletteDepth(colours int) (depth, length int) {
	switch {
	case colours <= 2:
		return 1, 2
	case colours <= 16:
		return 4, colours
	}
	return 8, colours
}

// A layout is how a file is made.
type layout struct{ width, height, depth, colours int }

// rowBytes returns the length of a row, which is padded to four bytes.
func (f layout) rowBytes() int64 { return (int64(f.width)*int64(f.depth) + 31) / 32 * 4 }

func (f layout) headerBytes() int64 {
	return fileHeaderBytes + headerInfo + bytesPerPaletteColour*int64(f.colours)
}

func (f layout) bytes() int64 { return f.headerBytes() + f.rowBytes()*int64(f.height) }

// appendHeaders appends the headers. Sizes that do not fit are the largest:
// readers compute them.
func (f layout) appendHeaders(dst []byte) []byte {
	order := binary.LittleEndian
	dst = append(dst, "BM"...)
	dst = order.AppendUint32(dst, uint32(min(f.bytes(), math.MaxUint32)))
	dst = order.AppendUint32(dst, 0)
	dst = order.AppendUint32(dst, uint32(f.headerBytes()))
	dst = order.AppendUint32(dst, headerInfo)
	dst = order.AppendUint32(dst, uint32(f.width))
	dst = order.AppendUint32(dst, uint32(f.height))
	dst = order.AppendUint16(dst, 1) // plane
	dst = order.AppendUint16(dst, uint16(f.depth))
	dst = order.AppendUint32(dst, compressionNone)
	dst = order.AppendUint32(dst, uint32(min(f.bytes()-f.headerBytes(), math.MaxUint32)))
	dst = append(dst, make([]byte, 8)...) // resolution
	dst = order.AppendUint32(dst, uint32(f.colours))
	return order.AppendUint32(dst, 0) // all colors matter
}

// appendPalette appends a palette of that many colors, the last ones black.
func appendPalette(dst []byte, p color.Palette, colours int) []byte {
	for i := range colours {
		c := color.NRGBA{}
		if i < len(p) {
			c = p[i].(color.NRGBA)
		}
		dst = append(dst, c.B, c.G, c.R, 0)
	}
	return dst
}

// appendIndices appends a row of indices of depth bits.
func appendIndices(dst, indices []byte, depth int) []byte {
	if depth == 8 {
		return append(dst, indices...)
	}
	perByte := 8 / depth
	for len(indices) > 0 {
		b := byte(0)
		for i, index := range indices[:min(perByte, len(indices))] {
			b |= index << (8 - depth - i*depth)
		}
		dst = append(dst, b)
		indices = indices[min(perByte, len(indices)):]
	}
	return dst
}

// appendColors appends a row of NRGBA pixels, which are opaque.
func appendColours(dst, row []byte) []byte {
	for i := 0; i+3 < len(row); i += 4 {
		dst = append(dst, row[i+2], row[i+1], row[i])
	}
	return dst
}

// encoderBytes implements format.Format.EncoderBytes: a file whose rows may be
// padded, and a picture of indices.
func encoderBytes(pixels float64, _ format.EncodeOptions) float64 {
	return 5*pixels + 2<<10
}
