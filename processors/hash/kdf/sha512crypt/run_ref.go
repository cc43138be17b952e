package sha512crypt

import (
	"encoding/binary"
	"unsafe"

	"fanout/processors/hash/kdf/sha2"
)

// A step hashes one block of a message in a lane.
type step struct {
	block  uint32 // offset of the block in the arena, of blockBytes
	digest uint32 // offset for the digest, of KeyBytes
	next   uint32 // offset of the next step in the steps, in bytes
	begin  int32  // -1 for the first block of a message, else 0
}

const stepBytes = 16

var _ [stepBytes]struct{} = [unsafe.Sizeof(step{})]struct{}{}

// A program has the data of the lanes. No two lanes access the same part of the
// arena.
type program struct {
	arena   []byte
	steps   []step
	cursors []uint64 // of each lane: offset of its step in the steps, in bytes
	state   []uint64 // rows of a word for each lane
}

// The first 8 rows are the state of SHA-512 after the last block. The others
// are scratch memory of the assembly.
const rows = 8 + 8 + 16

func newProgram(width int) program {
	return program{
		arena:   make([]byte, width*laneBytes),
		steps:   make([]step, width*laneSteps),
		cursors: make([]uint64, width),
		state:   make([]uint64, width*rows),
	}
}

// runRef does n steps, at least one, in every lane. It is the definition of the
// assembly.
func runRef(p *program, n int) {
	width := len(p.cursors)
	for range n {
		for lane := range width {
			s := p.steps[p.cursors[lane]/stepBytes]
			p.cursors[lane] = uint64(s.next)

			var block [16]uint64
			for i := range block {
				block[i] = binary.BigEndian.Uint64(p.arena[int(s.block)+8*i:])
			}
			state := sha2.Initial[uint64]()
			if s.begin == 0 {
				for i := range state {
					state[i] = p.state[i*width+lane]
				}
			}
			sha2.Compress(&state, &block)
			for i, v := range state {
				p.state[i*width+lane] = v
				binary.BigEndian.PutUint64(p.arena[int(s.digest)+8*i:], v)
			}
		}
	}
}
