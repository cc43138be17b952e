package hash

import (
	"testing"

	"fanout/processors/hash/kdf"
)

func TestDivideStaysInsideTheMemory(t *testing.T) {
	large := kdf.Params{Algorithm: kdf.Argon2id, MemoryKiB: 64 << 10, Time: 1, Parallelism: 1, KeyBytes: 32}
	before := Share{}
	for memory := int64(8 << 30); memory >= 64<<20; memory /= 2 {
		s, ok := Divide(large, 64, memory)
		if !ok {
			if memory >= Least(large) {
				t.Errorf("no room in %d bytes, of which %d would do", memory, Least(large))
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
	for _, p := range append([]kdf.Params{kdf.Default(kdf.PBKDF2SHA512), kdf.Default(kdf.Scrypt)}, cheap...) {
		for _, lanes := range []int{1, 3, 5, 8, 16} {
			rows := fullChunk(p, lanes)
			if rows < lanes || rows%lanes != 0 || rows > chunkRows {
				t.Errorf("%+v: %d rows in a chunk, %d lanes", p, rows, lanes)
			}
			if rows > lanes && p.Nominal() > chunkWork {
				t.Errorf("%+v: %d rows of %v", p, rows, p.Nominal())
			}
		}
	}
}

// Chunks are cut so that each worker that takes the next one when it is free
// ends at most one batch before the others, and lanes stay empty in the last
// batch only: in as few as take the time, or evenly where a fuller one takes
// longer.
func TestWorkersEndTogether(t *testing.T) {
	slow, quick := kdf.Default(kdf.PBKDF2SHA512), kdf.Params{Algorithm: kdf.PBKDF2SHA512, Iterations: 1000, KeyBytes: 64}
	for _, p := range []kdf.Params{slow, quick, kdf.Default(kdf.Bcrypt), {Algorithm: kdf.Bcrypt, Cost: 4}} {
		for _, workers := range []int{1, 2, 7} {
			for _, lanes := range []int{1, 5, 8} {
				for rows := 1; rows < 700; rows++ {
					checkCuts(t, p, lanes, workers, rows)
				}
			}
		}
	}
}

func checkCuts(t *testing.T, p kdf.Params, lanes, workers, rows int) {
	t.Helper()
	cut := newCutter(p, lanes, workers, int64(rows))
	busy := make([]int, workers) // batches
	last, partial := 0, 0        // fill of the fullest last batch, and how many there are
	for left := rows; left > 0; {
		n := min(left, cut.next())
		if n < 1 || n > fullChunk(p, lanes) {
			t.Fatalf("a chunk of %d rows", n)
		}
		for range n {
			cut.took()
		}
		left -= n
		free := 0
		for i := range busy {
			if busy[i] < busy[free] {
				free = i
			}
		}
		busy[free] += (n + lanes - 1) / lanes
		if n%lanes != 0 {
			last = max(last, n)
			partial++
		}
	}
	least, most := busy[0], busy[0]
	for _, b := range busy {
		least, most = min(least, b), max(most, b)
	}
	ideal := (rows + workers*lanes - 1) / (workers * lanes)
	if most-least > 1 || most > ideal {
		t.Errorf("%d rows, %d workers × %d lanes: %v batches, at best %d", rows, workers, lanes, busy, ideal)
	}
	rest := rows % (workers * lanes)
	if p.Step() == 1 && last > (rest+workers-1)/workers || p.Step() >= lanes && partial > 1 {
		t.Errorf("%s: %d rows, %d workers × %d lanes: %d last batches of up to %d", p.Algorithm, rows, workers, lanes, partial, last)
	}
}

func TestUnknownLengthsAreCutIntoFullChunks(t *testing.T) {
	p := kdf.Default(kdf.PBKDF2SHA512)
	for _, rows := range []int64{0, -1} {
		cut := newCutter(p, 8, 2, rows)
		for range 3 {
			if n := cut.next(); n != fullChunk(p, 8) {
				t.Errorf("%d rows", n)
			}
			cut.took()
		}
	}
}
