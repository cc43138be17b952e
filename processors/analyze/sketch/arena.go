package sketch

// An arena holds long values, one after another in blocks. A block has
// arenaBlock bytes, or the length of its only value if that is longer.
type arena [][]byte

const arenaBlock = 32 << 10

// maxTableBytes bounds the bytes of all values in a valueTable. It keeps
// positions in the arena below 2^32, even if half of each block is unused.
const maxTableBytes = 1 << 30

// keep copies a value into the arena and returns its position.
func (a *arena) keep(value []byte) uint32 {
	blocks := *a
	last := len(blocks) - 1
	if last < 0 || len(blocks[last])+len(value) > arenaBlock {
		size := 0 // the first block grows by appending
		if last >= 0 || len(value) > arenaBlock {
			size = max(arenaBlock, len(value))
		}
		blocks = append(blocks, make([]byte, 0, size))
		last++
	}
	at := last*arenaBlock + len(blocks[last])
	blocks[last] = append(blocks[last], value...)
	*a = blocks
	return uint32(at)
}

// at returns the value of that size at a position.
func (a arena) at(position, size uint64) []byte {
	offset := position % arenaBlock
	return a[position/arenaBlock][offset : offset+size]
}
