package bmp

import "math/bits"

// The masks of direct colors where the file states none: red, green, blue.
var (
	masks555 = [3]uint32{0x7c00, 0x03e0, 0x001f}
	masks888 = [3]uint32{0xff0000, 0x00ff00, 0x0000ff}
)

// checkMasks settles the masks that were read. Only if asked says so do those
// of colors count; that of alpha always does.
func (h *header) checkMasks(asked bool) {
	usual := masks888
	switch h.depth {
	case 16:
		usual = masks555
	case 24, 32:
	default:
		h.masks = [4]uint32{}
		return
	}
	// Some writers declare alpha in bits that the pixels do not have.
	for i := range h.masks {
		h.masks[i] &= 1<<h.depth - 1
	}
	if asked && h.masks[0]|h.masks[1]|h.masks[2] == 0 {
		h.notes = append(h.notes, "the header has no bit masks: the usual ones are taken")
		asked = false
	}
	if !asked {
		copy(h.masks[:3], usual[:])
	}
	// An alpha that shares bits with a color is none.
	if h.masks[3]&(h.masks[0]|h.masks[1]|h.masks[2]) != 0 {
		h.masks[3] = 0
	}
}

// A channel is a part of a pixel's bits. A mask of several parts counts as one
// of all bits between, of which those outside are 0.
type channel struct {
	mask  uint32
	shift int
	top   uint64  // the largest value, shifted
	table []uint8 // what values become, if there are few
}

// maxChannelTable is the length of the longest table: 10 bits, at most 4 KiB
// for the four channels of a picture.
const maxChannelTable = 1 << 10

func newChannel(mask uint32) channel {
	c := channel{mask: mask}
	if mask == 0 {
		return c
	}
	c.shift = bits.TrailingZeros32(mask)
	c.top = uint64(mask >> c.shift)
	if c.top < maxChannelTable {
		table := make([]uint8, c.top+1)
		for v := range table {
			table[v] = c.scaled(uint64(v))
		}
		c.table = table
	}
	return c
}

// scaled returns round(255·v/top), of which the sum is below 2⁴⁰. Of a channel
// without bits all is 0.
func (c *channel) scaled(v uint64) uint8 {
	if c.top == 0 {
		return 0
	}
	return uint8((255*v + c.top/2) / c.top)
}

// of returns the channel's value in a pixel, 0 to 255.
func (c *channel) of(pixel uint32) uint8 {
	v := pixel & c.mask >> c.shift
	if int(v) < len(c.table) {
		return c.table[v]
	}
	return c.scaled(uint64(v))
}

// width returns the bits of the channel.
func (c *channel) width() int { return bits.Len64(c.top) }
