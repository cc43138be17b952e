package chunker

import (
	"strings"
	"testing"
)

func BenchmarkLines(b *testing.B) {
	in := strings.Repeat(strings.Repeat("x", 79)+"\n", 64<<20/80)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range Lines(strings.NewReader(in), int64(len(in)), 1<<20) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
