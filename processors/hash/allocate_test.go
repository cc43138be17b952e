package hash

import (
	"fmt"
	"testing"

	"fanout/processors/hash/kdf"
)

func TestAllocateStaysInsideTheMemory(t *testing.T) {
	large := params("argon2id", 64<<10, 1, 1)
	before := Allocation{}
	for memory := int64(8 << 30); memory >= 64<<20; memory /= 2 {
		s, ok := allocate(large, 64, memory)
		if !ok {
			if memory >= minMemory(large) {
				t.Errorf("no room in %d bytes, of which %d would do", memory, minMemory(large))
			}
			continue
		}
		if all := int64(s.Workers)*s.Hasher + s.Rows; all > memory || s.Rows < int64(s.Workers)*rowMemory(large) {
			t.Errorf("%+v takes %d bytes of %d", s, all, memory)
		}
		if s.Workers < 64 && s.Lanes > 1 {
			t.Errorf("%+v: fewer workers than asked for, but %d passwords at a time", s, s.Lanes)
		}
		if before.Workers > 0 && (s.Workers > before.Workers || s.Lanes > before.Lanes) {
			t.Errorf("%+v in half of the memory of %+v", s, before)
		}
		before = s
	}
	if before.Workers == 0 || before.Workers == 64 {
		t.Errorf("in little memory %+v", before)
	}
}

func TestChunksHoldAboutTheSameWork(t *testing.T) {
	for _, p := range append([]kdf.Params{params("pbkdf2-sha512"), params("scrypt")}, cheap...) {
		for _, lanes := range []int{1, 3, 5, 8, 16} {
			rows := fullChunk(p, lanes)
			if rows < lanes || rows%lanes != 0 || rows > chunkRows {
				t.Errorf("%+v: %d rows in a chunk, %d lanes", p, rows, lanes)
			}
			if rows > lanes && p.ReferenceTime() > chunkWork {
				t.Errorf("%+v: %d rows of %v", p, rows, p.ReferenceTime())
			}
		}
	}
}

// The lanes of one vector are filled before the next batch is begun. Passwords
// that each have instructions or memory of their own are shared evenly.
func TestTheLastRowsAreCutByTheAlgorithm(t *testing.T) {
	for algorithm, want := range map[string]string{"bcrypt": "[2 2]", "pbkdf2-sha512": "[4]"} {
		p := params(algorithm)
		taper := newTaper(p, min(5, p.Lanes()), 2, 4)
		var got []int
		for left := 4; left > 0; {
			n := min(left, taper.Next())
			taper.Advance(n)
			left -= n
			got = append(got, n)
		}
		if p.Lanes() > 1 && fmt.Sprint(got) != want {
			t.Errorf("%s: %v, want %s", algorithm, got, want)
		}
	}
}
