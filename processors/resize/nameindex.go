package resize

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
)

// A nameIndex finds the numbers of items by a name of theirs. It holds 16 bytes
// for each, and no name: those of a large folder would take more memory than
// all else that a plan holds.
type nameIndex struct {
	seed    maphash.Seed // so that nobody can prepare names of one hash
	entries []nameEntry  // ordered by hash, then number, once sort was called
}

type nameEntry struct {
	hash   uint64
	number int
}

func newNameIndex() *nameIndex { return &nameIndex{seed: maphash.MakeSeed()} }

// add enters the number of an item under name. It may have several.
func (x *nameIndex) add(name string, number int) {
	x.entries = append(x.entries, nameEntry{maphash.String(x.seed, name), number})
}

// sort ends the entering of names.
func (x *nameIndex) sort() {
	slices.SortFunc(x.entries, func(a, b nameEntry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.number, b.number))
	})
}

// at yields, in ascending order, the numbers that may have been entered under
// name: all that were, and hardly ever others.
func (x *nameIndex) at(name string) iter.Seq[int] {
	hash := maphash.String(x.seed, name)
	return func(yield func(int) bool) {
		i, _ := slices.BinarySearchFunc(x.entries, hash, func(e nameEntry, h uint64) int { return cmp.Compare(e.hash, h) })
		for ; i < len(x.entries) && x.entries[i].hash == hash; i++ {
			if !yield(x.entries[i].number) {
				return
			}
		}
	}
}
