package vp8l

import (
	"errors"
	"math/bits"
)

var errCode = errors.New("bad Huffman code")

const (
	maxLength = 15 // of a code
	rootBits  = 8  // that are looked up at once
	// maxTable bounds a table: 256 entries, and of 2328 symbols those that are
	// longer in further tables; zlib's enough.c counts 2704 at most.
	maxTable = 4096
)

// A code is a Huffman code as a table. It is looked up by as many bits as mask
// has. An entry is length·4096 + symbol; a length over rootBits says that
// symbol is where a further table starts, which has the rest of the bits.
type code struct {
	table []uint16
	mask  uint32
}

// symbol reads a symbol. 15 bits must be ready.
func (c *code) symbol(r *bitReader) uint32 {
	e := uint32(c.table[uint32(r.bits)&c.mask])
	if n := e >> 12; n > rootBits {
		e = uint32(c.table[e&0xfff+uint32(r.bits)>>rootBits&(1<<(n-rootBits)-1)])
	}
	r.take(uint(e >> 12))
	return e & 0xfff
}

// single returns the code of one symbol, which takes no bits.
func single(symbol int) code { return code{table: []uint16{uint16(symbol)}} }

// newCode returns the canonical code of the given lengths of at most 15 bits
// (RFC 9649 section 3.7.2.1). It must use up all bits, or have one symbol.
func newCode(lengths []uint8, scratch *[maxTable]uint16) (code, error) {
	var count [maxLength + 1]int
	last, used := 0, 0
	for i, n := range lengths {
		count[n]++
		if n > 0 {
			last = i
			used++
		}
	}
	if used == 1 {
		return single(last), nil
	}
	longest, left := 0, 1 // left: codes that are free at a length
	var next [maxLength + 2]int
	for n := 1; n <= maxLength; n++ {
		left = left<<1 - count[n]
		if left < 0 {
			return code{}, errCode
		}
		if count[n] > 0 {
			longest = n
		}
		next[n+1] = (next[n] + count[n]) << 1
	}
	if left != 0 {
		return code{}, errCode
	}
	root := min(longest, rootBits)
	t, err := fillTable(lengths, next, root, longest, scratch)
	return code{append([]uint16(nil), t...), 1<<root - 1}, err
}

// fillTable makes the table of a code that is complete. next has the first code
// of each length.
func fillTable(lengths []uint8, next [maxLength + 2]int, root, longest int, scratch *[maxTable]uint16) ([]uint16, error) {
	size := 1 << root
	clear(scratch[:size])
	// How long codes are that begin with the same root bits.
	var depth [1 << rootBits]uint8
	if longest > root {
		first := next
		for _, n := range lengths {
			if int(n) > root {
				at := reverse(first[n], int(n)) & (1<<root - 1)
				depth[at] = max(depth[at], n)
				first[n]++
			}
		}
		for at, n := range depth {
			if n == 0 {
				continue
			}
			scratch[at] = uint16(n)<<12 | uint16(size)
			size += 1 << (int(n) - root)
			if size > maxTable {
				return nil, errCode
			}
		}
	}
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		bits := reverse(next[n], int(n))
		next[n]++
		e := uint16(n)<<12 | uint16(symbol)
		if int(n) <= root {
			for i := bits; i < 1<<root; i += 1 << n {
				scratch[i] = e
			}
			continue
		}
		at := bits & (1<<root - 1)
		start := int(scratch[at] & 0xfff)
		for i := bits >> root; i < 1<<(int(depth[at])-root); i += 1 << (int(n) - root) {
			scratch[start+i] = e
		}
	}
	return scratch[:size], nil
}

// reverse returns the lowest n bits of v in the opposite order.
func reverse(v, n int) int { return int(bits.Reverse16(uint16(v)) >> (16 - n)) }

// The alphabets of a group (RFC 9649 section 3.7.2.1): a green value, a length
// or an index into the color cache; red, blue, alpha; a distance.
const (
	green = iota
	red
	blue
	alpha
	distance
	kinds
)

const (
	lengthSymbols   = 24
	distanceSymbols = 40
)

// A group has the codes of some of the picture's blocks.
type group [kinds]code

// readGroup reads the codes of a group, for a color cache of that many
// entries.
func (d *reader) readGroup(cache int) (g group, err error) {
	for kind := range g {
		n := 256
		switch kind {
		case green:
			n += lengthSymbols + cache
		case distance:
			n = distanceSymbols
		}
		if g[kind], err = d.readCode(n); err != nil {
			return group{}, err
		}
		d.tables += codeBytes + 2*len(g[kind].table)
		if d.tables > d.maxTables {
			return group{}, errTables
		}
	}
	return g, nil
}

// readCode reads a code for n symbols (RFC 9649 section 3.7.2.1).
func (d *reader) readCode(n int) (code, error) {
	r := &d.bitReader
	lengths := d.lengths[:n]
	clear(lengths)
	if r.flag() { // one or two symbols
		two := r.flag()
		symbols := [2]int{r.number(1 + 7*uint(r.number(1)))}
		if two {
			symbols[1] = r.number(8)
		}
		if symbols[0] >= n || symbols[1] >= n {
			return code{}, errCode
		}
		lengths[symbols[0]] = 1
		if two {
			lengths[symbols[1]] = 1
		}
	} else if err := d.readLengths(lengths); err != nil {
		return code{}, err
	}
	if r.past() {
		return code{}, ErrEnd
	}
	return newCode(lengths, &d.scratch)
}

// readLengths reads the lengths of codes, which are Huffman coded themselves.
func (d *reader) readLengths(lengths []uint8) error {
	r := &d.bitReader
	order := [19]uint8{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	var first [len(order)]uint8
	for _, symbol := range order[:4+r.number(4)] {
		first[symbol] = uint8(r.number(3))
	}
	c, err := newCode(first[:], &d.scratch)
	if err != nil {
		return err
	}
	left := len(lengths) // symbols that are to be read
	if r.flag() {
		left = 2 + r.number(2+2*uint(r.number(3)))
		if left > len(lengths) {
			return errCode
		}
	}
	before := uint8(8) // the last length that was not 0
	for i := 0; i < len(lengths) && left > 0; left-- {
		r.fill()
		if r.past() {
			return ErrEnd
		}
		v := uint8(c.symbol(r))
		if v < 16 {
			lengths[i] = v
			i++
			if v > 0 {
				before = v
			}
			continue
		}
		var repeats int
		switch v {
		case 16:
			repeats = 3 + r.number(2)
		case 17:
			repeats, v = 3+r.number(3), 0
		default:
			repeats, v = 11+r.number(7), 0
		}
		if repeats > len(lengths)-i {
			return errCode
		}
		if v == 16 {
			v = before
		}
		for ; repeats > 0; repeats-- {
			lengths[i] = v
			i++
		}
	}
	return nil
}
