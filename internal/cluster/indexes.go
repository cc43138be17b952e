package cluster

import (
	"strconv"

	"fanout/internal/part"
)

// An Array is the part of a job's shards that one array of tasks runs.
type Array struct {
	Offset  int   // added to the index of a task, gives its shard
	Indexes []int // of the tasks, from 1, ascending
}

// Arrays spreads shards, numbers from 1 in ascending order, over arrays whose
// highest index is maxIndex. Shard 2005 is task 5 of the array of offset 2000,
// whichever shards there are, where maxIndex is 1000.
func Arrays(shards []int, maxIndex int) []Array {
	var arrays []Array
	for _, s := range shards {
		offset := (s - 1) / maxIndex * maxIndex
		if n := len(arrays); n == 0 || arrays[n-1].Offset != offset {
			arrays = append(arrays, Array{Offset: offset})
		}
		last := &arrays[len(arrays)-1]
		last.Indexes = append(last.Indexes, s-offset)
	}
	return arrays
}

// Shards returns the shards that the tasks run.
func (a Array) Shards() []int {
	shards := make([]int, len(a.Indexes))
	for i, n := range a.Indexes {
		shards[i] = a.Offset + n
	}
	return shards
}

// Option returns the indexes as --array of sbatch takes them: 1-16, 3,7 or,
// with at most that many tasks at a time, 1-16%4; atATime 0: as many as there
// is room for.
func (a Array) Option(atATime int) string {
	text := part.Ranges(a.Indexes)
	if atATime > 0 && atATime < len(a.Indexes) {
		text += "%" + strconv.Itoa(atATime)
	}
	return text
}
