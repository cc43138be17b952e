package vp8l

import (
	"encoding/binary"
	"errors"
	"math"
)

// The errors of a Decoder. ErrEnd says that data is missing at the end.
var (
	ErrEnd       = errors.New("the data ends too early")
	errShort     = errors.New("truncated before the picture")
	errHeader    = errors.New("bad lossless header")
	errTransform = errors.New("bad transform")
	errCache     = errors.New("bad color cache")
	errTables    = errors.New("too many Huffman codes")
)

// A Header is what a picture says before its compressed data.
type Header struct {
	Width, Height int  // 1 to 16384
	Alpha         bool // pixels may be transparent; where it is false all are opaque
}

// HeaderBytes is what ReadHeader needs of a picture.
const HeaderBytes = 5

// ReadHeader reads the beginning of a picture (RFC 9649 section 3.4).
func ReadHeader(data []byte) (Header, error) {
	if len(data) < HeaderBytes {
		return Header{}, errShort
	}
	v := binary.LittleEndian.Uint32(data[1:])
	if data[0] != 0x2f || v>>29 != 0 {
		return Header{}, errHeader
	}
	return Header{Width: int(v&0x3fff) + 1, Height: int(v>>14&0x3fff) + 1, Alpha: v>>28&1 != 0}, nil
}

// codeBytes is the size of a code without its table.
const codeBytes = 32

// MemoryFor returns what a Decoder takes at most for a picture of that size:
// the window, the pictures that transforms and groups are kept in, of a 16th of
// the pixels each, and the tables, which are bounded.
//
// It is computed in floating point, since headers may say anything.
func MemoryFor(width, height int) float64 {
	if width > maxSide || height > maxSide {
		return math.MaxInt32 // New refuses it
	}
	return float64(4*windowOf(width, height) + width*height + maxTables(width, height) + 16*width + 1<<16)
}

const maxSide = 1 << 14

// maxTables bounds the bytes in tables of Huffman codes. libwebp's encoder
// makes at most 2600 groups, of 1 to 4 KiB each.
func maxTables(width, height int) int { return 2<<20 + min(width*height, 32<<20) }

// A Decoder decodes one picture.
type Decoder struct {
	Header
	reader
	transforms []transform
	pixels     *pixels
	y          int
	line       []uint32
}

// A reader reads the parts of a picture, which may be pictures themselves.
type reader struct {
	bitReader
	tables, maxTables int // bytes in tables
	lengths           [256 + lengthSymbols + 1<<maxCacheBits]uint8
	scratch           [maxTable]uint16
}

const maxCacheBits = 11

// New returns a decoder of a picture of which data is what follows the header.
// Its size decides on the memory that is taken.
func New(h Header, data []byte) (*Decoder, error) {
	d := &Decoder{Header: h}
	d.bitReader.data = data
	d.maxTables = maxTables(h.Width, h.Height)
	width := h.Width
	for seen := 0; d.flag(); {
		kind := d.number(2)
		if seen>>kind&1 != 0 {
			return nil, errTransform
		}
		seen |= 1 << kind
		t := transform{kind: kind, width: width}
		if err := d.readTransform(&t, h.Height); err != nil {
			return nil, err
		}
		if kind == colourIndexing {
			width = sizeInBlocks(width, t.bits)
		}
		d.transforms = append(d.transforms, t)
	}
	p, err := d.readPixels(width, h.Height, true)
	if err != nil {
		return nil, err
	}
	d.pixels = p
	d.line = make([]uint32, h.Width)
	return d, nil
}

// Next returns the next row, valid until the next call. There are Height rows.
// After an error there are no more.
func (d *Decoder) Next() ([]uint32, error) {
	row, err := d.pixels.row(d.y)
	if err != nil {
		return nil, err
	}
	n := copy(d.line, row)
	for i := len(d.transforms) - 1; i >= 0; i-- {
		t := &d.transforms[i]
		if t.kind == colourIndexing {
			n = t.width
		}
		t.invert(d.line[:n], d.y)
	}
	d.y++
	return d.line, nil
}

// Offset returns how far the data after the header has been read.
func (d *Decoder) Offset() int { return d.pos }

// readPixels reads what stands before the pixels of a picture: the size of the
// color cache and the groups of codes (RFC 9649 section 3.7.2.2). Only the
// picture itself has more than one group.
func (d *reader) readPixels(width, height int, whole bool) (*pixels, error) {
	p := &pixels{r: &d.bitReader, width: width, height: height}
	if d.flag() {
		bits := uint(d.number(4))
		if bits < 1 || bits > maxCacheBits {
			return nil, errCache
		}
		p.cache, p.cacheShift = make([]uint32, 1<<bits), 32-bits
	}
	groups := 1
	if whole && d.flag() {
		p.blockBits = 2 + uint(d.number(3))
		p.blocksWide = sizeInBlocks(width, p.blockBits)
		picture, err := d.readPicture(p.blocksWide, sizeInBlocks(height, p.blockBits))
		if err != nil {
			return nil, err
		}
		p.blocks = make([]uint16, len(picture))
		for i, v := range picture {
			p.blocks[i] = uint16(v >> 8)
			groups = max(groups, int(p.blocks[i])+1)
		}
	}
	if groups*kinds*codeBytes > d.maxTables {
		return nil, errTables
	}
	p.groups = make([]group, 0, groups)
	for range groups {
		if d.past() {
			return nil, ErrEnd
		}
		g, err := d.readGroup(len(p.cache))
		if err != nil {
			return nil, err
		}
		p.groups = append(p.groups, g)
	}
	p.window = make([]uint32, 0, windowOf(width, height))
	return p, nil
}

// readPicture reads a picture that is part of another.
func (d *reader) readPicture(width, height int) ([]uint32, error) {
	p, err := d.readPixels(width, height, false)
	if err != nil {
		return nil, err
	}
	if err := p.decode(width * height); err != nil {
		return nil, err
	}
	return p.window, nil
}

// sizeInBlocks returns how many blocks of 1<<bits pixels a side of n pixels
// has.
func sizeInBlocks(n int, bits uint) int { return (n + 1<<bits - 1) >> bits }
