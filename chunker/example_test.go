package chunker_test

import (
	"bytes"
	"fmt"
	"strings"

	"fanout/chunker"
)

func ExampleByWeight() {
	type file struct {
		name string
		size int64
	}
	files := []file{{"a", 10}, {"b", 25}, {"c", 5}, {"huge", 900}, {"d", 20}, {"e", 30}}
	for run := range chunker.ByWeight(files, func(f file) int64 { return f.size }, 40) {
		fmt.Println(run)
	}
	// Output:
	// [{a 10} {b 25} {c 5}]
	// [{huge 900}]
	// [{d 20} {e 30}]
}

// Each of three shards finds its cells without the others.
func ExampleGrid() {
	const header, size = 10, 100
	grid := chunker.Grid{Begin: header, End: size, Unit: 25}
	const shards = 3
	for shard := range int64(shards) {
		n := grid.Len()
		fmt.Printf("shard %d:", shard+1)
		for begin, end := range grid.Cells(shard*n/shards, (shard+1)*n/shards) {
			fmt.Printf(" %d to %d", begin, end)
		}
		fmt.Println()
	}
	// Output:
	// shard 1: 10 to 35
	// shard 2: 35 to 60
	// shard 3: 60 to 85 85 to 100
}

func ExampleBlocks() {
	blocks := &chunker.Blocks{Size: 8, MaxRecord: 1 << 20}
	lines := func(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }
	in := strings.NewReader("one\ntwo\na line longer than a block\nthree\nfour\n")
	for b, err := range blocks.Cut(in, lines) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d: %q\n", b.Off, b.Buf)
		blocks.Release(b.Buf)
	}
	// Output:
	// 0: "one\ntwo\n"
	// 8: "a line longer than a block\n"
	// 35: "three\n"
	// 41: "four\n"
}
