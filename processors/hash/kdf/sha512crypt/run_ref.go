package sha512crypt

import (
	"encoding/binary"
	"unsafe"

	"fanout/processors/hash/kdf/sha2"
)

// A step is what a lane does with one block of a message.
type step struct {
	block  uint32 // where in the arena the block is, blockBytes
	digest uint32 // where the digest goes, KeyBytes
	next   uint32 // where in the steps the next step is, in bytes
	begin  int32  // -1 if the block is a message's first, else 0
}

const stepBytes = 16

var _ [stepBytes]struct{} = [unsafe.Sizeof(step{})]struct{}{}

// A program is what the lanes work with. No lane touches a part of the arena that
// another one does.
type program struct {
	arena   []byte
	steps   []step
	cursors []uint64 // of each lane: where in the steps it is, in bytes
	state   []uint64 // rows of a word for each lane
}

// The first rows of the state have the state of SHA-512 after the last block;
// the others are scratch memory of kernels.
const rows = 8 + 8 + 16

func newProgram(width int) program {
	return program{
		arena:   make([]byte, width*laneBytes),
		steps:   make([]step, width*laneSteps),
		cursors: make([]uint64, width),
		state:   make([]uint64, width*rows),
	}
}

// runRef lets every lane do n steps, at least 1. It defines what the kernels
// compute.
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
