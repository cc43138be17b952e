package chunker_test

import (
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

func ExampleLines() {
	const in = "one\ntwo\na line longer than a cell\nthree\nfour\n"
	for r, err := range chunker.Lines(strings.NewReader(in), int64(len(in)), 8) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d to %d: %q\n", r.Off, r.End, in[r.Off:r.End])
	}
	// Output:
	// 0 to 8: "one\ntwo\n"
	// 8 to 34: "a line longer than a cell\n"
	// 34 to 40: "three\n"
	// 40 to 45: "four\n"
}

// Each of three shards finds its cells without the others.
func ExampleLineRange() {
	const in = "one\ntwo\na line longer than a cell\nthree\nfour\n"
	const unit, shards = 8, 3
	r, size := strings.NewReader(in), int64(len(in))
	for shard := range int64(shards) {
		fmt.Printf("shard %d:", shard+1)
		for i := shard; i < chunker.Cells(size, unit); i += shards {
			cell, err := chunker.LineRange(r, size, unit, i)
			if err != nil {
				fmt.Println(err)
				return
			}
			if cell.Len() > 0 {
				fmt.Printf(" %q", in[cell.Off:cell.End])
			}
		}
		fmt.Println()
	}
	// Output:
	// shard 1: "one\ntwo\n"
	// shard 2: "a line longer than a cell\n" "three\n"
	// shard 3: "four\n"
}
