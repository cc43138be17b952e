package pbkdf2

import (
	"context"
	"encoding"
	"encoding/binary"
	"hash"

	"fanout/processors/hash/kdf/mac"
	"fanout/processors/hash/kdf/sha2"
)

// maxIterations is the largest number of iterations in one call of assembly,
// which neither the garbage collector nor ctx can interrupt. It takes 1.2 ms
// for SHA-512 on a Zen 5 at 4 GHz, for any number of lanes, and about 3 ms on
// older processors.
const maxIterations = 2048

// An implementation computes PBKDF2's loop in a number of lanes.
type implementation[W sha2.Word] struct {
	width int // lanes
	// maxSerial is the largest number of blocks that a serial Hasher computes
	// faster.
	maxSerial int
	// iterate is iterateRef for this width.
	iterate func(state []W, n int)
}

// lanes computes one block of a key, T_i in RFC 8018, in each vector lane. With
// U_1 = HMAC(password, salt ‖ i) and U_j = HMAC(password, U_{j-1}), a block is
// the exclusive or of all U_j. The standard library computes U_1 and the states
// of the HMAC that depend on the password alone. The implementation does the
// rest.
type lanes[W sha2.Word] struct {
	implementations   []implementation[W] // the widest first, each later one half as wide
	implementation[W]                     // the one in use
	state             []W                 // in the layout of iterateRef

	function hash.Hash
	// The first blocks of HMAC's inner and outer hash (RFC 2104 section 2): the
	// password, or its digest if it is longer than a block, padded with zeros,
	// xor 0x36 or 0x5c in each byte.
	innerKey, outerKey []byte
	index              [4]byte // i
	digest             []byte  // of function
	saved              []byte  // function, marshalled
}

// newLanes returns nil if there is no implementation.
func newLanes[W sha2.Word](function hash.Hash, implementations []implementation[W]) *lanes[W] {
	if len(implementations) == 0 {
		return nil
	}
	return &lanes[W]{
		implementations: implementations,
		state:           make([]W, rows*implementations[0].width),
		function:        function,
		innerKey:        make([]byte, function.BlockSize()),
		outerKey:        make([]byte, function.BlockSize()),
		digest:          make([]byte, 0, function.Size()),
		saved:           make([]byte, 0, 256),
	}
}

func (l *lanes[W]) hash(ctx context.Context, h *Hasher, keys, passwords, salts [][]byte) error {
	defer l.clear()
	perKey := h.blocksPerKey()
	blocks := perKey * len(passwords)
	for first := 0; first < blocks; first += l.width {
		l.choose(blocks - first)
		n := min(l.width, blocks-first)
		if i := first / perKey; n <= l.maxSerial && first%perKey == 0 {
			return h.hashSerially(ctx, keys[i:], passwords[i:], salts[i:])
		}
		for lane := range n {
			i, block := (first+lane)/perKey, (first+lane)%perKey
			if lane == 0 || block == 0 {
				l.setPassword(passwords[i])
			}
			l.start(lane, salts[i], block+1)
		}
		if err := l.loop(ctx, h.iterations-1); err != nil {
			return err
		}
		for lane := range n {
			i, block := (first+lane)/perKey, (first+lane)%perKey
			copy(keys[i][block*h.hash.Size():h.keyBytes], l.block(lane))
		}
	}
	return nil
}

// choose sets the implementation for the next of the remaining blocks: the
// narrowest with a lane for each, as two calls take longer than one of twice
// the width.
func (l *lanes[W]) choose(remaining int) {
	for i, k := range l.implementations {
		if i == 0 || k.width >= remaining {
			l.implementation = k
		}
	}
}

// setPassword sets the HMAC's keys.
func (l *lanes[W]) setPassword(password []byte) {
	if len(password) > len(l.innerKey) {
		l.function.Reset()
		l.function.Write(password)
		l.digest = l.function.Sum(l.digest[:0])
		password = l.digest
	}
	clear(l.innerKey)
	copy(l.innerKey, password)
	for i, b := range l.innerKey {
		l.innerKey[i] = b ^ 0x36
		l.outerKey[i] = b ^ 0x5c
	}
}

// start sets the lane to U_1 of block i of the key.
func (l *lanes[W]) start(lane int, salt []byte, i int) {
	l.function.Reset()
	l.function.Write(l.innerKey)
	l.setRows(rowInner, lane, l.functionState())
	l.function.Write(salt)
	binary.BigEndian.PutUint32(l.index[:], uint32(i))
	l.function.Write(l.index[:])
	l.digest = l.function.Sum(l.digest[:0])

	l.function.Reset()
	l.function.Write(l.outerKey)
	l.setRows(rowOuter, lane, l.functionState())
	l.function.Write(l.digest)
	l.digest = l.function.Sum(l.digest[:0])
	l.setRows(rowU, lane, l.digest)
	l.setRows(rowT, lane, l.digest)
}

// functionState returns the state of the hash function as big-endian words. In
// its marshalled form, it follows four bytes that identify the function.
func (l *lanes[W]) functionState() []byte {
	var err error
	l.saved, err = l.function.(encoding.BinaryAppender).AppendBinary(l.saved[:0])
	if err != nil {
		panic("pbkdf2: internal error: " + err.Error())
	}
	return l.saved[4:]
}

// loop iterates n times in all lanes.
func (l *lanes[W]) loop(ctx context.Context, n int) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if n == 0 {
			return nil
		}
		l.iterate(l.state, min(n, maxIterations))
		n -= min(n, maxIterations)
	}
}

// block returns T of the lane as big-endian bytes, valid until the next call.
func (l *lanes[W]) block(lane int) []byte {
	wordBits := l.function.Size() // eight words, eight bits in a byte
	l.digest = l.digest[:0]
	for row := rowT; row < rowT+8; row++ {
		w := l.state[row*l.width+lane]
		for shift := wordBits - 8; shift >= 0; shift -= 8 {
			l.digest = append(l.digest, byte(w>>shift))
		}
	}
	return l.digest
}

// setRows sets the lane's words in eight rows from their big-endian bytes.
func (l *lanes[W]) setRows(first, lane int, words []byte) {
	size := l.function.Size() / 8
	for i := range 8 {
		var w W
		for _, b := range words[i*size : (i+1)*size] {
			w = w<<8 | W(b)
		}
		l.state[(first+i)*l.width+lane] = w
	}
}

// clear overwrites all data that depends on passwords.
func (l *lanes[W]) clear() {
	clear(l.state)
	clear(l.innerKey)
	clear(l.outerKey)
	clear(l.digest[:cap(l.digest)])
	clear(l.saved[:cap(l.saved)])
	mac.Clear(l.function)
}
