package tiff

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	"fanout/internal/scratch"
	"fanout/processors/resize/format"
)

// An expander expands the data of strips and tiles. It keeps tables and buffers
// from one to the next.
type expander struct {
	lzw       *lzwReader
	fax       faxReader
	flate     flateReader
	jpeg      jpegReader
	predictor predictor
	reversed  scratch.Buffer[byte]
}

// trim lets go of buffers of more than keep bytes.
func (e *expander) trim(keep int) {
	e.fax.trim(keep)
	e.jpeg.stream.Trim(keep)
	e.predictor.buffer.Trim(keep)
	e.reversed.Trim(keep)
}

// checkCompression refuses what cannot be expanded, and samples that a
// compression is not made for.
func (p *page) checkCompression() error {
	_, interleaved := p.planes()
	unsupported := func(what string, arg any) error {
		return &format.UnsupportedError{Name: "TIFF " + fmt.Sprintf(what, arg)}
	}
	switch p.compression {
	case compressionNone, compressionPackBits:
		return nil
	case compressionRLE, compressionRLEW, compressionG3, compressionG4:
		if p.bits*interleaved != 1 {
			return unsupported("with fax coding and %d bits a pixel", p.bits*interleaved)
		}
		return nil
	case compressionJPEG:
		if p.bits != 8 {
			return unsupported("with JPEG samples of %d bits", p.bits)
		}
		if interleaved != 1 && interleaved != 3 && interleaved != 4 {
			return unsupported("with JPEG of %d samples", interleaved)
		}
		return nil
	case compressionOldJPEG:
		if !p.checkOldJPEG() {
			return unsupported("with old-style JPEG of %d samples", p.samples)
		}
		return nil
	case compressionLZW, compressionDeflate, compressionOldDeflate, compressionZstd:
		if p.predictor == predictorNone || p.predictor == 0 {
			return nil
		}
		f := predictor{kind: p.predictor, bits: p.bits}
		if err := f.check(); err != nil {
			return unsupported("%v", err)
		}
		if p.subX*p.subY > 1 {
			return unsupported("predictor %d with subsampled chroma", p.predictor)
		}
		return nil
	}
	return unsupported("compression %s", named(p.compression, compressions))
}

// isFax reports whether lines are coded as ITU-T T.4 or T.6 says.
func (p *page) isFax() bool {
	return p.compression == compressionRLE || p.compression == compressionRLEW ||
		p.compression == compressionG3 || p.compression == compressionG4
}

// hasJPEG reports whether tiles are JPEG streams, of all samples or of one.
func (p *page) hasJPEG() bool {
	return p.compression == compressionJPEG || p.compression == compressionOldJPEG
}

// expand appends at most want bytes, the samples of one strip or tile of p, to
// dst and returns it; with an error, dst holds what was decoded before the
// damage. They are rows of rowBytes bytes, and the last may be cut off.
func (d *decoder) expand(ctx context.Context, p *page, dst, src []byte, want int, rows, rowBytes int) ([]byte, error) {
	e := &d.expander
	// As in libtiff, the order of bits matters to all compressions but JPEG.
	if p.fillOrder == 2 && !p.hasJPEG() && !p.isFax() {
		src = e.reverse(src, want)
	}
	start := len(dst)
	var err error
	switch p.compression {
	case compressionNone:
		return append(dst, src[:min(want, len(src))]...), nil
	case compressionPackBits:
		return unpackBits(dst, src, want)
	case compressionJPEG, compressionOldJPEG:
		return e.jpeg.expand(ctx, dst, src, p.jpegTile(), min(rows, want/rowBytes))
	case compressionRLE, compressionRLEW, compressionG3, compressionG4:
		e.fax.lowFirst = p.fillOrder == 2
		return e.fax.expand(dst, src, p.faxCoding(), min(rows, want/rowBytes), rowBytes, p.tileWidth)
	case compressionLZW:
		if e.lzw == nil {
			e.lzw = new(lzwReader)
		}
		dst, err = e.lzw.expand(dst, src, want)
	case compressionDeflate, compressionOldDeflate:
		dst, err = e.flate.inflate(dst, src, want)
	case compressionZstd:
		dst, err = e.flate.decompressZstd(dst, src, want, p.tileHeight*rowBytes)
	default:
		return dst, errors.New("internal error: an unknown compression")
	}
	if p.predictor == predictorHorizontal || p.predictor == predictorFloat {
		_, stride := p.planes()
		f := &e.predictor
		f.kind, f.stride, f.bits, f.order = p.predictor, stride, p.bits, p.order
		f.undo(dst[start:], rowBytes)
	}
	return dst, err
}

// expanderBytes bounds the memory that an expander takes besides the samples of
// a tile of that many bytes, at most 2⁶¹.
func (p *page) expanderBytes(tile int64) int64 {
	n := int64(0)
	switch {
	case p.hasJPEG():
		t := p.jpegTile()
		n = t.streamBytes() + t.decoderBytes()
	case p.fillOrder == 2 && !p.isFax():
		n = 2*tile + reversedSlack
	}
	if p.compression == compressionZstd {
		n += min(maxZstdWindow, 2*tile) + 256<<10
	}
	if p.predictor == predictorFloat {
		n += p.rowBytes()
	}
	return n
}

// faxCoding returns how lines are coded.
func (p *page) faxCoding() faxCoding {
	switch p.compression {
	case compressionG4:
		return faxCoding{t6: true}
	case compressionG3:
		return faxCoding{t4: true, tagged: p.t4Options&t4TwoDimensional != 0}
	case compressionRLEW:
		return faxCoding{align: 16}
	}
	return faxCoding{align: 8}
}

// reverse returns src with the bits of each byte in the other order, as much as
// want bytes of samples can take. No compression here makes them more than
// twice as large, but for small tiles.
func (e *expander) reverse(src []byte, want int) []byte {
	src = src[:min(len(src), 2*want+reversedSlack)]
	out := e.reversed.Get(len(src))
	for i, b := range src {
		out[i] = bits.Reverse8(b)
	}
	return out
}

// reversedSlack is more than the headers and checksums of a compression.
const reversedSlack = 1 << 10
