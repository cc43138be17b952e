package gif

import (
	"bytes"
	"compress/lzw"
	"context"
	"io"
	"math/rand/v2"
	"testing"
)

// unblock joins the sub-blocks after a code size, and checks how they end.
func unblock(t *testing.T, data []byte) []byte {
	t.Helper()
	var out []byte
	rest := data[1:]
	for rest[0] > 0 {
		n := 1 + int(rest[0])
		out = append(out, rest[1:n]...)
		rest = rest[n:]
	}
	if len(rest) != 1 {
		t.Fatalf("%d bytes after the terminator", len(rest)-1)
	}
	return out
}

func TestWhatTheLZWWriterWritesIsRead(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	var w lzwWriter
	var r lzwReader
	for size := uint(2); size <= 8; size++ {
		for _, n := range []int{0, 1, 2, 255, 5000, 60_000} {
			for _, kind := range []string{"flat", "noise", "rows", "changing"} {
				pix := make([]byte, n)
				for i := range pix {
					switch kind {
					case "noise":
						pix[i] = byte(rnd.IntN(1 << size))
					case "rows":
						pix[i] = byte(i % 100 * (1 + i/2000) % (1 << size))
					case "changing": // so that a full table is given up
						pix[i] = byte(rnd.IntN(1+i>>13) & (1<<size - 1))
					}
				}
				data := w.encode(t.Context(), []byte("before"), size, pix, nil)
				if !bytes.HasPrefix(data, []byte("before")) {
					t.Fatal("dst is not kept")
				}
				data = data[6:]
				got, err := io.ReadAll(lzw.NewReader(bytes.NewReader(unblock(t, data)), lzw.LSB, int(size)))
				if err != nil || !bytes.Equal(got, pix) {
					t.Fatalf("size %d, %d pixels, %s: compress/lzw reads %d, %v", size, n, kind, len(got), err)
				}
				got = make([]byte, n)
				r.reset(data, 0)
				if m := r.read(got); m != n || r.surplus() || !bytes.Equal(got, pix) {
					t.Fatalf("size %d, %d pixels, %s: read %d", size, n, kind, m)
				}
			}
		}
	}
}

func TestEitherOfTwoValuesIsWritten(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	pix, other := make([]byte, 40_000), make([]byte, 40_000)
	for i := range pix {
		pix[i] = byte(1 + rnd.IntN(7))
		if other[i] = pix[i]; rnd.IntN(3) > 0 {
			other[i] = 0
		}
	}
	var w lzwWriter
	both := w.encode(t.Context(), nil, 3, pix, other)
	got := make([]byte, len(pix))
	var r lzwReader
	r.reset(both, 0)
	if n := r.read(got); n != len(pix) {
		t.Fatalf("%d pixels", n)
	}
	for i, c := range got {
		if c != pix[i] && c != other[i] {
			t.Fatalf("pixel %d is %d, not %d or %d", i, c, pix[i], other[i])
		}
	}
	if n := len(w.encode(t.Context(), nil, 3, pix, nil)); len(both) > n*3/4 {
		t.Errorf("%d bytes, %d with one value alone", len(both), n)
	}
}

func TestALZWWriterCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var w lzwWriter
	if n := len(w.encode(ctx, nil, 8, make([]byte, 1<<20), nil)); n > 10 {
		t.Errorf("%d bytes", n)
	}
}
