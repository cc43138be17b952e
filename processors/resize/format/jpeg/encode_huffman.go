package jpeg

import "slices"

// huffmanCodes has the codes of the Huffman tables of a scan, and the
// statistics from which they are made.
type huffmanCodes struct {
	// codes and counts are indexed as tokens are: table<<8 | symbol. The upper
	// 27 bits of an element of codes are the code, shifted left by the number
	// of its additional bits, and the lower 5 the length of both.
	codes  [tableCount << 8]uint32
	counts [tableCount << 8]uint32
	// Scratch memory of sortSymbols.
	sorted  []uint64
	lengths []uint64
}

// There are two classes of tables, DC and AC, for luma and for chroma. A
// table's number is its class, plus 2 for chroma.
const (
	classDC    = 0
	classAC    = 1
	tableCount = 4
)

// maxCodeLength is the limit of a code's length in bits (T.81 C.2).
const maxCodeLength = 16

// setRawCodes makes the codes of tokens without a symbol, which are empty.
func (h *huffmanCodes) setRawCodes() {
	for n := uint32(1); n <= 16; n++ {
		h.codes[indexRaw+n] = n
	}
}

// appendTable makes the optimal code for the counts of a table and appends its
// DHT segment (T.81 B.2.4.2), unless all counts are 0.
func (h *huffmanCodes) appendTable(dst []byte, table int) []byte {
	counts := h.counts[table<<8:][:256]
	if table&1 == classDC {
		counts = counts[:16] // see indexRaw
	}
	var lengths [maxCodeLength + 1]uint8
	symbols := h.sortSymbols(counts, &lengths)
	if len(symbols) == 0 {
		return dst
	}
	n := 2 + 1 + maxCodeLength + len(symbols)
	dst = append(dst, 0xff, markerDHT, byte(n>>8), byte(n), byte(table&1<<4|table>>1))
	dst = append(dst, lengths[1:]...)
	code, length := uint32(0), 0
	for _, s := range symbols {
		for lengths[length] == 0 {
			length++
			code <<= 1
		}
		lengths[length]--
		symbol := int(byte(s))
		dst = append(dst, byte(symbol))
		n := additionalBits(symbol)
		h.codes[table<<8|symbol] = code<<n<<5 | uint32(length+n)
		code++
	}
	return dst
}

// sortSymbols returns the symbols that were counted, the most frequent first,
// each in the low byte of an element, and sets lengths to the number of codes
// of each length. The code is optimal except for the limit to 16 bits, and no
// code is all ones (T.81 K.2).
func (h *huffmanCodes) sortSymbols(counts []uint32, lengths *[maxCodeLength + 1]uint8) []uint64 {
	h.sorted = h.sorted[:0]
	for symbol, n := range counts {
		if n > 0 {
			h.sorted = append(h.sorted, uint64(n)<<8|uint64(symbol))
		}
	}
	if len(h.sorted) == 0 {
		return nil
	}
	slices.Sort(h.sorted)
	// One more symbol, which never occurs, gets the last code, all ones.
	h.lengths = append(h.lengths[:0], 0)
	for _, s := range h.sorted {
		h.lengths = append(h.lengths, s>>8)
	}
	minimumRedundancy(h.lengths)
	bits := limitLengths(h.lengths)
	longest := maxCodeLength
	for bits[longest] == 0 {
		longest--
	}
	bits[longest]--
	for l := range lengths {
		lengths[l] = uint8(bits[l])
	}
	slices.Reverse(h.sorted)
	return h.sorted
}

// minimumRedundancy replaces weights, two or more in ascending order, by the
// lengths of their codes, descending (Moffat and Katajainen, In-Place
// Calculation of Minimum-Redundancy Codes, 1995). The code is complete.
func minimumRedundancy(a []uint64) {
	n := len(a)
	// Make the tree: a[i] becomes the parent of inner node i as soon as that
	// has one. leaf is the next unused weight, root the next inner node without
	// a parent.
	root, leaf := 0, 0
	for next := range n - 1 {
		take := func() uint64 {
			if leaf < n && (root >= next || a[leaf] <= a[root]) {
				leaf++
				return a[leaf-1]
			}
			w := a[root]
			a[root] = uint64(next)
			root++
			return w
		}
		w := take()
		a[next] = w + take()
	}
	// Parents to depths, from the root down.
	a[n-2] = 0
	for i := n - 3; i >= 0; i-- {
		a[i] = a[a[i]] + 1
	}
	// Depths of leaves: they take the places at a depth that inner nodes do
	// not.
	inner, next := n-2, n-1
	free, depth := 1, uint64(0)
	for free > 0 {
		used := 0
		for inner >= 0 && a[inner] == depth {
			used++
			inner--
		}
		for ; free > used; free-- {
			a[next] = depth
			next--
		}
		free, depth = 2*used, depth+1
	}
}

// limitLengths returns the number of codes of each length of a complete code,
// after shortening those of more than 16 bits at the cost of others
// (Adjust_BITS, T.81 figure K.3).
func limitLengths(all []uint64) [maxCodeLength + 1]int {
	// A code of length d needs weights whose sum is at least the d-th Fibonacci
	// number. 256 counts of 32 bits add up to at most 2^40, and the 60th is
	// larger; the symbol without a weight adds one.
	var bits [64]int
	for _, l := range all {
		bits[l]++
	}
	for i := len(bits) - 1; i > maxCodeLength; i-- {
		for bits[i] > 0 {
			// Of two leaves of length i, one takes the place of their parent.
			// The other joins a shorter leaf, both one level deeper.
			j := i - 2
			for bits[j] == 0 {
				j--
			}
			bits[i] -= 2
			bits[i-1]++
			bits[j+1] += 2
			bits[j]--
		}
	}
	return [maxCodeLength + 1]int(bits[:])
}
