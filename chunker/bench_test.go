package chunker

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func BenchmarkBlocks(b *testing.B) {
	in := bytes.Repeat([]byte(strings.Repeat("x", 79)+"\n"), 64<<20/80)
	for _, size := range []int{64 << 10, 1 << 20, 8 << 20} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range Blocks(bytes.NewReader(in), size, size, lastLine) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

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
