package hash

import (
	"context"
	"testing"

	"fanout/processors"
)

// A heavy hasher holds some memory until it is closed.
type heavy struct{ bytes, closed int64 }

func (h *heavy) Lanes() int    { return 2 }
func (h *heavy) Memory() int64 { return h.bytes }
func (h *heavy) Close()        { h.closed++ }
func (h *heavy) Hash(context.Context, [][]byte, [][]byte, [][]byte) error {
	return nil
}

func TestIdleWorkersKeepLimitedMemory(t *testing.T) {
	for bytes, closed := range map[int64]int64{100: 0, 101: 2} {
		h := &heavy{bytes: bytes}
		w := worker{params: cheap[0], lanes: 2, hasher: h, idle: 100, tally: &processors.Tally{}}
		for range 2 {
			c := &Chunk{params: cheap[0], lanes: 2}
			c.add(row{line: 1}, []byte("x"))
			if err := w.hash(t.Context(), c, func(*row, []byte) {}); err != nil {
				t.Fatal(err)
			}
		}
		if h.closed != closed {
			t.Errorf("%d bytes: closed %d times, want %d", bytes, h.closed, closed)
		}
	}
}

func TestAnotherChunksHasherReplacesTheFirst(t *testing.T) {
	h := &heavy{bytes: 1}
	w := worker{params: cheap[0], lanes: 2, hasher: h, idle: 100, tally: &processors.Tally{}}
	c := &Chunk{params: cheap[0], lanes: 1}
	c.add(row{line: 1}, []byte("x"))
	if err := w.hash(t.Context(), c, func(*row, []byte) {}); err != nil || h.closed != 1 || w.hasher == h {
		t.Errorf("%v, closed %d times", err, h.closed)
	}
}
