package jpeg

// Widths of the look-up tables. What is used of them for two kinds of components
// is about the size of a first level cache, 48 KiB; wider ones were no faster.
const (
	dcBits   = 9
	acBits   = 10
	pairBits = 11
	skipBits = 12
)

// An entry says what a Huffman code stands for, all that depends on the code
// alone:
//
//	bits 0–7    length of code and value together, 1–31
//	bits 8–15   length of the code
//	bits 16–23  63 minus the length of the value
//	bits 24–31  how many coefficients follow at once: the run of zeros and the
//	            value; 128 + r for the end of a block, or of 2^r of them or more
//
// Entry 0 is no code, or one that is longer than the table's index.
type entry uint32

func (e entry) total() uint   { return uint(e & 63) }
func (e entry) length() uint  { return uint(e >> 8 & 255) }
func (e entry) advance() uint { return uint(e >> 24) }

const endOfBlock = 128

func newEntry(length int, symbol byte) entry {
	r, size := int(symbol>>4), int(symbol&15)
	advance := r + 1
	if size == 0 && r < 15 {
		advance = endOfBlock + r
	}
	return entry(length + size | length<<8 | (63-size)<<16 | advance<<24)
}

// value returns the value behind the code at the top of b (T.81 F.2.2.1,
// EXTEND): positive if its first bit is set, else the bits are those of the
// value minus one, and the sign's. It is 0 for a length of 0.
func (e entry) value(b uint64) int {
	b <<= uint(e>>8) & 63
	negative := ^uint64(int64(b) >> 63)
	magnitude := (b ^ negative) >> 1 >> (uint(e>>16) & 63)
	return int((magnitude ^ negative) - negative)
}

// A huffmanSpec is a table as DHT has it (T.81 B.2.4.2): how many codes there
// are of each length, and their symbols.
type huffmanSpec struct {
	counts  [16]uint8
	symbols [256]uint8
}

// canonical decodes codes of any length. The codes of one length are numbers in
// sequence, and each shorter code is less than the beginning of each longer one
// (T.81 C.2).
type canonical struct {
	limit [17]uint32 // codes of length l or less, filled up to 16 bits, are below limit[l]
	base  [17]int32  // what to add to a code of length l for its index in codes
	codes [256]entry
}

func (c *canonical) build(s *huffmanSpec) {
	*c = canonical{}
	code, i := 0, 0
	for l := 1; l <= 16; l++ {
		c.base[l] = int32(i - code)
		for range s.counts[l-1] {
			c.codes[i] = newEntry(l, s.symbols[i])
			i++
			code++
		}
		c.limit[l] = uint32(code) << (16 - l)
		code <<= 1
	}
}

// find returns the entry of the code at the top of b, whose length is above
// shorter, or 0.
func (c *canonical) find(b uint64, shorter int) entry {
	top := uint32(b >> 48)
	for l := shorter + 1; l <= 16; l++ {
		if top < c.limit[l] {
			return c.codes[int32(top>>(16-l))+c.base[l]]
		}
	}
	return 0
}

// index fills a table that is indexed by the next width bits with the codes that
// are not longer.
func (c *canonical) index(table []entry, width int) {
	clear(table)
	for i := range table {
		table[i] = c.find(uint64(i)<<(64-width), 0)
		if table[i].length() > uint(width) {
			table[i] = 0
		}
	}
}

// A dcTable decodes differences of DC coefficients.
type dcTable struct {
	fast [1 << dcBits]entry
	canonical
}

func (t *dcTable) build(s *huffmanSpec) {
	t.canonical.build(s)
	t.index(t.fast[:], dcBits)
}

func (t *dcTable) find(b uint64) entry {
	if e := t.fast[b>>(64-dcBits)]; e != 0 {
		return e
	}
	return t.canonical.find(b, dcBits)
}

// An acTable decodes AC coefficients.
type acTable struct {
	pairs [1 << pairBits]pairEntry
	skip  [1 << skipBits]skipEntry
	fast  [1 << acBits]entry
	canonical
}

// A skipEntry says how to step over the codes that begin the next skipBits bits,
// as many as are whole, with their values:
//
//	bits 0–7   length of codes and values together, at most skipBits + 15
//	bits 8–15  how many coefficients they take, at most 63, plus 128 if the last
//	           one ends the block, or cannotSkip
type skipEntry uint16

const cannotSkip skipEntry = 64 << 8

// A pairEntry says what the next code stands for, and the one behind its value
// if that is whole within the next pairBits bits:
//
//	bits 0–7    length of codes and values together, at most maxPair
//	bits 8–15   where the first value begins
//	bits 16–23  63 minus the length of the first value
//	bits 24–31  where the second value begins
//	bits 32–39  63 minus the length of the second value
//	bits 40–47  how many coefficients the first code takes, as in an entry
//	bits 56–63  how many both take, plus 128 if the last one ends the block
//
// If there is only one, the second's value is empty and it takes nothing.
type pairEntry uint64

// maxPair is what is left of 56 bits after the longest code and value.
const maxPair = 56 - 31

const cannotPair pairEntry = 64 << 56

func (t *acTable) build(s *huffmanSpec) {
	t.canonical.build(s)
	t.index(t.fast[:], acBits)
	for i := range t.pairs {
		t.pairs[i] = t.pair(uint64(i) << (64 - pairBits))
	}
	for i := range t.skip {
		t.skip[i] = t.stepOver(uint64(i) << (64 - skipBits))
	}
}

func (t *acTable) pair(b uint64) pairEntry {
	first := t.find(b)
	if first == 0 || first.length() > pairBits || first.total() > maxPair {
		return cannotPair
	}
	one := min(first.advance(), endOfBlock)
	e := pairEntry(first.total()) | pairEntry(first.length())<<8 | pairEntry(first>>16&255)<<16 |
		63<<32 | pairEntry(one)<<40 | pairEntry(one)<<56
	if one == endOfBlock {
		return e
	}
	second := t.find(b << first.total())
	total := first.total() + second.total()
	if second == 0 || first.total()+second.length() > pairBits || total > maxPair {
		return e
	}
	two := one + min(second.advance(), endOfBlock)
	return pairEntry(total) | pairEntry(first.length())<<8 | pairEntry(first>>16&255)<<16 |
		pairEntry(first.total()+second.length())<<24 | pairEntry(second>>16&255)<<32 |
		pairEntry(one)<<40 | pairEntry(two)<<56
}

func (t *acTable) stepOver(b uint64) skipEntry {
	var used, advance uint
	for used < skipBits {
		e := t.find(b << used)
		if e == 0 || used+e.length() > skipBits {
			break
		}
		if e.advance() >= endOfBlock {
			return skipEntry(used + e.total() | (advance+endOfBlock)<<8)
		}
		if advance+e.advance() > 63 {
			break
		}
		used += e.total()
		advance += e.advance()
	}
	if used == 0 {
		return cannotSkip
	}
	return skipEntry(used | advance<<8)
}

func (t *acTable) find(b uint64) entry {
	if e := t.fast[b>>(64-acBits)]; e != 0 {
		return e
	}
	return t.canonical.find(b, acBits)
}

// readDHT reads Huffman tables (T.81 B.2.4.2) and hands each to set: class is 0
// for DC and 1 for AC.
func readDHT(seg segment, set func(class, number byte, s huffmanSpec)) error {
	for b := seg.body; len(b) > 0; {
		off := len(seg.body) - len(b)
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return seg.fail(off, "bad Huffman table")
		}
		var s huffmanSpec
		n, free := 0, 1 // free: codes left of this length
		for l, count := range b[1:17] {
			s.counts[l] = count
			n += int(count)
			free = 2*free - int(count)
			if free < 0 {
				return seg.fail(off, "bad Huffman table")
			}
		}
		if n > 256 || len(b) < 17+n {
			return seg.fail(off, "bad Huffman table")
		}
		copy(s.symbols[:], b[17:17+n])
		if b[0]>>4 == 0 {
			for _, symbol := range s.symbols[:n] {
				if symbol > 15 {
					return seg.fail(off, "bad Huffman table")
				}
			}
		}
		set(b[0]>>4, b[0]&15, s)
		b = b[17+n:]
	}
	return nil
}
