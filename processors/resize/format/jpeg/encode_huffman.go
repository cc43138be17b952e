package jpeg

import "slices"

// huffmanCodes has the codes of the tables of a scan, and the statistics from
// which they are made.
type huffmanCodes struct {
	// codes and counts are indexed by tokens' indices: table<<8 | symbol. A code
	// is held with room for the bits that follow it in the upper 27 bits, and the
	// length of both in the lower 5.
	codes  [tableCount << 8]uint32
	counts [tableCount << 8]uint32
	sorted []uint64 // scratch of build
	lens   []uint64
}

// There are two classes of tables, DC and AC, for luma and for chroma. A
// table's number is its class, plus 2 for chroma.
const (
	classDC    = 0
	classAC    = 1
	tableCount = 4
)

// maxCodeLength is the length of the longest code (T.81, C.2).
const maxCodeLength = 16

// setRaw makes the codes of tokens without symbols: none.
func (h *huffmanCodes) setRaw() {
	for n := uint32(1); n <= 16; n++ {
		h.codes[indexRaw+n] = n
	}
}

// appendTable makes the optimal code for the counts of a table and appends its
// DHT segment, if anything was counted.
func (h *huffmanCodes) appendTable(dst []byte, table int) []byte {
	counts := h.counts[table<<8:][:256]
	if table&1 == classDC {
		counts = counts[:16] // see indexRaw
	}
	var lengths [maxCodeLength + 1]uint8
	symbols := h.order(counts, &lengths)
	if len(symbols) == 0 {
		return dst
	}
	n := 2 + 1 + maxCodeLength + len(symbols)
	dst = append(dst, 0xFF, markerDHT, byte(n>>8), byte(n), byte(table&1<<4|table>>1))
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
		n := extraBits(symbol)
		h.codes[table<<8|symbol] = code<<n<<5 | uint32(length+n)
		code++
	}
	return dst
}

// order returns the symbols that were counted, in the low byte, the most
// frequent first, and the number of codes of each length. The code is optimal
// but for the limit to 16 bits, and no code is all ones (T.81, K.2).
func (h *huffmanCodes) order(counts []uint32, lengths *[maxCodeLength + 1]uint8) []uint64 {
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
	// One more symbol, that never occurs, gets the last code, all ones.
	h.lens = append(h.lens[:0], 0)
	for _, s := range h.sorted {
		h.lens = append(h.lens, s>>8)
	}
	codeLengths(h.lens)
	bits := limitLengths(h.lens)
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

// codeLengths replaces weights, two or more in ascending order, by the lengths
// of their codes (Moffat and Katajainen, In-Place Calculation of
// Minimum-Redundancy Codes, 1995): descending, of a complete code.
func codeLengths(a []uint64) {
	n := len(a)
	// Make the tree: a[i] becomes the parent of the inner node i, once it has
	// one; leaf is the next unused weight, root the next inner node without one.
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
	// Depths of inner nodes to those of leaves: what they leave free at a depth.
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

// limitLengths counts the lengths of a complete code, having shortened codes of
// more than 16 bits at the cost of others (T.81, K.3).
func limitLengths(all []uint64) [maxCodeLength + 1]int {
	// A code of depth d has a sum of weights of at least the d-th Fibonacci
	// number. 256 counts of 32 bits sum up to 2^40, and the 60th is larger; the
	// symbol without weight adds one.
	var bits [64]int
	for _, l := range all {
		bits[l]++
	}
	for i := len(bits) - 1; i > maxCodeLength; i-- {
		for bits[i] > 0 {
			// Two leaves of length i: one takes their parent's place, the other
			// one that of a shorter leaf, which becomes two.
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
