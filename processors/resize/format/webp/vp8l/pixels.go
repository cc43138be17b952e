package vp8l

import "errors"

// A pixel is a 32-bit number: alpha in the highest byte, then red, green and
// blue (RFC 9649 section 3.3).

var errDistance = errors.New("bad distance")

const (
	// maxDistance is the farthest that a copied pixel may be (RFC 9649 section
	// 3.6.2.2: distance symbol 39, less 120).
	maxDistance = 1<<20 - near
	maxLengthOf = 1 << 12 // of a copy
	near        = 120     // distance codes for pixels close by
	// windowStep is how many pixels are decoded before the window moves.
	windowStep = 1 << 19
)

// pixels are those of an entropy-coded picture (RFC 9649 section 3.7.3),
// decoded row by row. It holds no more of them than later ones may copy.
type pixels struct {
	r             *bitReader
	width, height int
	groups        []group
	blocks        []uint16 // the group of each block, or nil if there is one
	blockBits     uint
	blocksWide    int
	cache         []uint32 // the color cache, or nil
	cacheShift    uint

	window []uint32 // pixels from base on
	base   int
	done   int // pixels that are decoded, from the first on
}

// windowOf returns how many pixels the window of a picture holds at most.
func windowOf(width, height int) int {
	return min(width*height, maxDistance+windowStep+width+maxLengthOf)
}

// row returns row y, once the rows before have been asked for. It is valid
// until the next call.
func (p *pixels) row(y int) ([]uint32, error) {
	from, to := y*p.width, (y+1)*p.width
	if p.done < to {
		if to+maxLengthOf-p.base > cap(p.window) && cap(p.window) < p.width*p.height {
			p.move(from)
		}
		if err := p.decode(to); err != nil {
			return nil, err
		}
	}
	return p.window[from-p.base : to-p.base], nil
}

// move makes room in the window: of the pixels before from those stay that may
// be copied.
func (p *pixels) move(from int) {
	start := max(p.base, min(from, p.done-maxDistance))
	n := copy(p.window, p.window[start-p.base:])
	p.window, p.base = p.window[:n], start
}

// decode decodes pixels until there are upTo, or a copy's length more. Those
// that a bit past the end belongs to do not count.
func (p *pixels) decode(upTo int) error {
	r := p.r
	total := p.width * p.height
	g := &p.groups[0]
	x, y := p.done%p.width, p.done/p.width
	mask := 1<<p.blockBits - 1
	renew := true // the group
	for p.done < upTo {
		if p.blocks != nil && (renew || x&mask == 0) {
			g = &p.groups[p.blocks[y>>p.blockBits*p.blocksWide+x>>p.blockBits]]
			renew = false
		}
		r.fill()
		symbol := int(g[green].symbol(r))
		n := 1
		switch {
		case symbol < 256:
			v := uint32(symbol)<<8 | g[red].symbol(r)<<16
			r.fill()
			v |= g[blue].symbol(r) | g[alpha].symbol(r)<<24
			if r.past() {
				return ErrEnd
			}
			p.window = append(p.window, v)
			p.remember(v)
		case symbol < 256+lengthSymbols:
			n = r.value(symbol - 256)
			r.fill()
			d := p.distance(r.value(int(g[distance].symbol(r))))
			if r.past() {
				return ErrEnd
			}
			if d > p.done || n > total-p.done {
				return errDistance
			}
			p.copy(d, n)
			renew = true
		default: // newCode has checked that the symbol is in the cache
			if r.past() {
				return ErrEnd
			}
			v := p.cache[symbol-256-lengthSymbols]
			p.window = append(p.window, v)
			p.remember(v)
		}
		p.done += n
		for x += n; x >= p.width; x -= p.width {
			y++
		}
	}
	return nil
}

// copy appends n pixels that are d pixels back.
func (p *pixels) copy(d, n int) {
	from := len(p.window) - d
	for i := from; i < from+n; i++ { // they may be some of the new ones
		v := p.window[i]
		p.window = append(p.window, v)
		p.remember(v)
	}
}

// remember puts a pixel into the color cache (RFC 9649 section 3.6.2.3).
func (p *pixels) remember(v uint32) {
	if p.cache != nil {
		p.cache[v*0x1e35a7bd>>p.cacheShift] = v
	}
}

// value reads a length or a distance, of whose code symbol is the first part
// (RFC 9649 section 3.6.2.2).
func (r *bitReader) value(symbol int) int {
	if symbol < 4 {
		return symbol + 1
	}
	extra := uint(symbol-2) >> 1
	return (2+symbol&1)<<extra + r.number(extra) + 1
}

// nearby are the pixels for distance codes 1 to 120: 16 times how many rows
// back, plus 8 less how many columns to the left.
var nearby = [near]uint8{
	0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1b, 0x36, 0x3a,
	0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a, 0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03,
	0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d, 0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e,
	0x66, 0x6a, 0x22, 0x2e, 0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
	0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e, 0x00, 0x74, 0x7c, 0x41,
	0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72, 0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70,
}

// distance returns how many pixels back a distance code means.
func (p *pixels) distance(c int) int {
	if c > near {
		return c - near
	}
	v := int(nearby[c-1])
	return max(1, v>>4*p.width+8-v&15)
}
