package hash

import (
	"context"
	"testing"

	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// A heavy hasher holds some memory until it is closed.
type heavy struct{ bytes, closed int64 }

func (h *heavy) Lanes() int    { return 2 }
func (h *heavy) Memory() int64 { return h.bytes }
func (h *heavy) Close()        { h.closed++ }
func (h *heavy) Hash(context.Context, [][]byte, [][]byte, [][]byte) error {
	return nil
}

// heavyParams returns parameters whose hashers are heavy ones, which it adds
// to made.
func heavyParams(bytes int64, made map[int64]*heavy) kdf.Params {
	s := *cheap[0].Scheme
	s.New = func(kdf.Params, int) kdf.Hasher {
		made[bytes] = &heavy{bytes: bytes}
		return made[bytes]
	}
	p := cheap[0]
	p.Scheme = &s
	return p
}

func TestIdleWorkersKeepTheHashersUsedLast(t *testing.T) {
	made := map[int64]*heavy{}
	of := map[int64]kdf.Params{}
	for _, bytes := range []int64{30, 40, 50, 101} {
		of[bytes] = heavyParams(bytes, made)
	}
	w := worker{hashers: hashers{limit: 100}, tally: &processors.Tally{}}
	use := func(bytes int64) *heavy {
		c := &Chunk{params: of[bytes], lanes: 2}
		c.add(row{line: 1}, []byte("x"))
		if err := w.hash(t.Context(), c, func(*row, []byte) {}); err != nil {
			t.Fatal(err)
		}
		return made[bytes]
	}
	first := use(30)
	use(40)
	use(101) // too large to be kept: makes no other one go
	if use(30) != first || made[40].closed != 0 || made[101].closed != 1 {
		t.Error("a hasher that is too large took the place of another")
	}
	use(50) // together they hold 120 bytes
	if made[40].closed != 1 || first.closed != 0 || use(30) != first {
		t.Error("not the hasher was closed that was unused for the longest time")
	}
}

func TestHashersAreOfOneNumberOfLanes(t *testing.T) {
	h := hashers{limit: 1 << 20}
	one := h.take(cheap[0], 1)
	h.release()
	if h.take(cheap[0], 2) == one {
		t.Error("a hasher for one password at a time was taken for two")
	}
}

func TestManySmallHashersAreNotAllKept(t *testing.T) {
	h := hashers{limit: 1 << 40}
	for i := range 3 * maxHashers {
		h.take(params("pbkdf2-sha256", 1+i), 8)
		h.release()
	}
	if len(h.kept) != maxHashers {
		t.Errorf("%d hashers are kept", len(h.kept))
	}
}
