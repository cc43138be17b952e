package jpeg

// Index widths of the look-up tables, in bits. The parts that a scan uses for
// two kinds of components are about as large as a first-level cache, 48 KiB;
// wider tables were no faster.
const (
	dcBits   = 9
	acBits   = 10
	pairBits = 11
	skipBits = 12
)

// An entry holds everything that follows from a Huffman code alone:
//
//	bits 0–7    length of the code and its additional bits together, 1–31
//	bits 8–15   length of the code
//	bits 16–23  63 minus the number of additional bits (SSSS)
//	bits 24–31  how many coefficients it stands for, RRRR zeros and the value:
//	            RRRR+1; for EOBn 128+n, where EOB0 is the end of block (T.81
//	            F.1.2.2.1 and G.1.2.2)
//
// Entry 0 stands for no code, or for one longer than the table's index.
type entry uint32

func (e entry) length() uint     { return uint(e & 63) }
func (e entry) codeLength() uint { return uint(e >> 8 & 255) }
func (e entry) advance() uint    { return uint(e >> 24) }

// endOfBlock is the advance of EOB0, larger than any index in a block.
const endOfBlock = 128

// newEntry returns the entry of a code of that length for a symbol RRRRSSSS.
func newEntry(codeLength int, symbol byte) entry {
	rrrr, ssss := int(symbol>>4), int(symbol&15)
	advance := rrrr + 1
	if ssss == 0 && rrrr < 15 {
		advance = endOfBlock + rrrr
	}
	return entry(codeLength + ssss | codeLength<<8 | (63-ssss)<<16 | advance<<24)
}

// receiveExtend returns the value of the additional bits after the code, which
// is at the top of b: the composition of RECEIVE and EXTEND (T.81 F.2.2.1). If
// their first bit is 1, they are the value; if it is 0, they are the value plus
// 2^SSSS - 1. The value is 0 if SSSS is.
func (e entry) receiveExtend(b uint64) int {
	b <<= uint(e>>8) & 63
	negative := ^uint64(int64(b) >> 63)
	magnitude := (b ^ negative) >> 1 >> (uint(e>>16) & 63)
	return int((magnitude ^ negative) - negative)
}

// A huffmanSpec is a Huffman table as DHT specifies it (T.81 B.2.4.2).
type huffmanSpec struct {
	counts  [16]uint8  // BITS: how many codes have length 1, 2, ...
	symbols [256]uint8 // HUFFVAL, in the order of their codes
}

// canonical decodes codes of any length. The codes of one length are
// consecutive numbers, and each shorter code is less than every longer one's
// first bits (T.81 C.2).
type canonical struct {
	limit   [17]uint32 // MAXCODE(l) + 1 (T.81 F.2.2.3), left-aligned in 16 bits
	base    [17]int32  // VALPTR(l) - MINCODE(l): from a code of length l to its index in entries
	entries [256]entry // of the codes in ascending order
}

// build derives the tables of T.81 F.2.2.3 from s.
func (c *canonical) build(s *huffmanSpec) {
	*c = canonical{}
	code, i := 0, 0
	for l := 1; l <= 16; l++ {
		c.base[l] = int32(i - code)
		for range s.counts[l-1] {
			c.entries[i] = newEntry(l, s.symbols[i])
			i++
			code++
		}
		c.limit[l] = uint32(code) << (16 - l)
		code <<= 1
	}
}

// lookup returns the entry of the code at the top of b, which is longer than
// `shorter`, or 0 if there is none: DECODE (T.81 F.2.2.3).
func (c *canonical) lookup(b uint64, shorter int) entry {
	top := uint32(b >> 48)
	for l := shorter + 1; l <= 16; l++ {
		if top < c.limit[l] {
			return c.entries[int32(top>>(16-l))+c.base[l]]
		}
	}
	return 0
}

// index fills a table that is indexed by the next width bits with the entries
// of all codes of at most that length.
func (c *canonical) index(table []entry, width int) {
	clear(table)
	for i := range table {
		table[i] = c.lookup(uint64(i)<<(64-width), 0)
		if table[i].codeLength() > uint(width) {
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

// lookup returns the entry of the code at the top of b, or 0.
func (t *dcTable) lookup(b uint64) entry {
	if e := t.fast[b>>(64-dcBits)]; e != 0 {
		return e
	}
	return t.canonical.lookup(b, dcBits)
}

// An acTable decodes AC coefficients.
type acTable struct {
	pairs [1 << pairBits]pairEntry
	skip  [1 << skipBits]skipEntry
	fast  [1 << acBits]entry
	canonical
}

// A skipEntry says how to skip the codes at the start of the next skipBits
// bits, as many as lie wholly within them, with their additional bits:
//
//	bits 0–7   length of codes and additional bits together, at most skipBits + 15
//	bits 8–15  how many coefficients they stand for, at most 63, plus 128 if the
//	           last one ends the block; or cannotSkip
type skipEntry uint16

const cannotSkip skipEntry = 64 << 8

// A pairEntry describes the next code and, if that lies wholly within the next
// pairBits bits, the code after it:
//
//	bits 0–7    length of codes and additional bits together, at most maxPair
//	bits 8–15   where the first value begins
//	bits 16–23  63 minus the length of the first value
//	bits 24–31  where the second value begins
//	bits 32–39  63 minus the length of the second value
//	bits 40–47  how many coefficients the first code stands for, as in an entry
//	bits 56–63  how many both stand for, plus 128 if the last one ends the block
//
// If there is only one code, the second value has length 0 and stands for no
// coefficient.
type pairEntry uint64

// maxPair is what is left of 56 bits after the longest code and value.
const maxPair = 56 - 31

const cannotPair pairEntry = 64 << 56

func (t *acTable) build(s *huffmanSpec) {
	t.canonical.build(s)
	t.index(t.fast[:], acBits)
	for i := range t.pairs {
		t.pairs[i] = t.pairAt(uint64(i) << (64 - pairBits))
	}
	for i := range t.skip {
		t.skip[i] = t.skipAt(uint64(i) << (64 - skipBits))
	}
}

// pairAt returns the entry for the codes at the top of b.
func (t *acTable) pairAt(b uint64) pairEntry {
	first := t.lookup(b)
	if first == 0 || first.codeLength() > pairBits || first.length() > maxPair {
		return cannotPair
	}
	one := min(first.advance(), endOfBlock)
	e := pairEntry(first.length()) | pairEntry(first.codeLength())<<8 | pairEntry(first>>16&255)<<16 |
		63<<32 | pairEntry(one)<<40 | pairEntry(one)<<56
	if one == endOfBlock {
		return e
	}
	second := t.lookup(b << first.length())
	total := first.length() + second.length()
	if second == 0 || first.length()+second.codeLength() > pairBits || total > maxPair {
		return e
	}
	two := one + min(second.advance(), endOfBlock)
	return pairEntry(total) | pairEntry(first.codeLength())<<8 | pairEntry(first>>16&255)<<16 |
		pairEntry(first.length()+second.codeLength())<<24 | pairEntry(second>>16&255)<<32 |
		pairEntry(one)<<40 | pairEntry(two)<<56
}

// skipAt returns the entry for the codes at the top of b.
func (t *acTable) skipAt(b uint64) skipEntry {
	var used, advance uint
	for used < skipBits {
		e := t.lookup(b << used)
		if e == 0 || used+e.codeLength() > skipBits {
			break
		}
		if e.advance() >= endOfBlock {
			return skipEntry(used + e.length() | (advance+endOfBlock)<<8)
		}
		if advance+e.advance() > 63 {
			break
		}
		used += e.length()
		advance += e.advance()
	}
	if used == 0 {
		return cannotSkip
	}
	return skipEntry(used | advance<<8)
}

// lookup returns the entry of the code at the top of b, or 0.
func (t *acTable) lookup(b uint64) entry {
	if e := t.fast[b>>(64-acBits)]; e != 0 {
		return e
	}
	return t.canonical.lookup(b, acBits)
}
