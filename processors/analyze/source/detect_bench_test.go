package source

import (
	"bytes"
	"strings"
	"testing"
)

// The beginning of a file of any size is examined in less than 10 ms.
func BenchmarkDetection(b *testing.B) {
	for _, bb := range []struct{ name, row string }{
		{"usual", "12345,Some name,2024-05-01,17.25,,true\n"},
		{"every delimiter", "1,5;2|3\t4^5~6:7 8,text \"quoted\" and so on\n"},
		{"wide", strings.Repeat("17.25,", 2000) + "1\n"},
		{"widest", strings.Repeat("x,", 49_000) + "1\n"},
		{"quotes", "\"a;b,c\",\"d|e\tf\",5\" x\n"},
		{"stray quotes", "x;\"y,z\"t,\"u\n"},
		{"prose", "It was the best of times, it was the worst of times; it was the age of wisdom: it was\n"},
		{"comments", "# a note, with \"words\n"},
		{"one line", strings.Repeat("a|b;c,", 1)},
		{"blank lines", "\n"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			text := bytes.Repeat([]byte(bb.row), HeadSize/len(bb.row)+1)[:HeadSize]
			b.SetBytes(HeadSize)
			for range b.N {
				s := &Source{Name: "x"}
				opt := testOptions()
				opt.SkipLines = AutoSkip
				if err := s.sniff(text, false, opt); err != nil && err != errLongFirst {
					b.Fatal(err)
				}
			}
		})
	}
}
