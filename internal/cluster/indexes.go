package cluster

import (
	"fmt"
	"strconv"
	"strings"
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
	text := Numbers(a.Indexes)
	if atATime > 0 && atATime < len(a.Indexes) {
		text += "%" + strconv.Itoa(atATime)
	}
	return text
}

// Numbers writes ascending numbers as a list with ranges: 1-3,7.
func Numbers(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		switch {
		case j == i:
			parts = append(parts, strconv.Itoa(list[i]))
		case j == i+1:
			parts = append(parts, strconv.Itoa(list[i]), strconv.Itoa(list[j]))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d", list[i], list[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ",")
}
