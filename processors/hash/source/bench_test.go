package source

import (
	"bytes"
	"context"
	"io"
	"testing"
)

// BenchmarkStream reads a list as a run does, from a stream.
func BenchmarkStream(b *testing.B) {
	text := bytes.Repeat([]byte("hunter2xy\n"), 1<<20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		l, err := Open(context.Background(), Options{Path: "-", In: io.MultiReader(bytes.NewReader(text)), Kind: Lines})
		if err != nil {
			b.Fatal(err)
		}
		if n, _, err := l.Count(context.Background()); n != 1<<20 || err != nil {
			b.Fatal(n, err)
		}
		l.Close()
	}
}
