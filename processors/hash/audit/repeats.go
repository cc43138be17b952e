package audit

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

const (
	// parts is the number of parts of a table of repeats. Sorting one part
	// stays within the caches for lists of millions.
	parts = 256
	// blockRecords is how many records are allocated at a time, so that a part
	// grows without being copied.
	blockRecords = 512
	// shownGroups and shownLines bound the examples of repeats.
	shownGroups, shownLines = 10, 3
)

// A record stands for one value of a list. It has the digest in two words, in
// some tables another one of what is compared where the first are equal, and
// the line last. A digest has 64 bits, and 8 more that say which part of the
// table it is in.
type record []uint32

// The words of a record: with one digest and with two.
const (
	single, double = 3, 5
	wordBytes      = 4
)

func (r record) first() uint64  { return uint64(r[0])<<32 | uint64(r[1]) }
func (r record) second() uint64 { return uint64(r[2])<<32 | uint64(r[3]) }
func (r record) line() int64    { return int64(r[len(r)-1]) }

// A table holds the records of a list, to find those that are equal.
type table struct {
	parts [parts]part
}

func newTable(words int) *table {
	t := &table{}
	for i := range t.parts {
		t.parts[i].words = words
	}
	return t
}

// add adds a record; place chooses the part.
func (t *table) add(place uint64, line int64, digests ...uint64) {
	r := t.parts[place%parts].next()
	for i, d := range digests {
		r[2*i], r[2*i+1] = uint32(d>>32), uint32(d)
	}
	r[len(r)-1] = uint32(min(line, math.MaxUint32))
}

// A part is records of equal length in blocks, all of which but the last are
// full.
type part struct {
	words  int
	blocks [][]uint32
	n      int
}

// next returns a new record.
func (p *part) next() record {
	if p.n%blockRecords == 0 {
		p.blocks = append(p.blocks, make([]uint32, blockRecords*p.words))
	}
	p.n++
	return p.at(p.n - 1)
}

func (p *part) at(i int) record {
	from := i % blockRecords * p.words
	return p.blocks[i/blockRecords][from : from+p.words]
}

func (p *part) Len() int           { return p.n }
func (p *part) Less(i, j int) bool { return slices.Compare(p.at(i), p.at(j)) < 0 }
func (p *part) Swap(i, j int) {
	a, b := p.at(i), p.at(j)
	for k := range a {
		a[k], b[k] = b[k], a[k]
	}
}

// runs calls do for the places [from, to) of records that same finds equal, if
// they are at least two. Equal records must stand together.
func (p *part) runs(from, to int, same func(a, b record) bool, do func(from, to int)) {
	for start := from; start < to; {
		end := start + 1
		for end < to && same(p.at(start), p.at(end)) {
			end++
		}
		if end-start > 1 {
			do(start, end)
		}
		start = end
	}
}

// Repeats are values that come more than once.
type Repeats struct {
	Values int64   `json:"values"`   // that come more than once
	Hashes int64   `json:"hashes"`   // that have one of them
	Most   []Group `json:"examples"` // the largest groups, each with its first lines
}

// A Group is hashes that share a value.
type Group struct {
	Hashes int64   `json:"hashes"`
	Lines  []int64 `json:"first_lines"`
}

// add counts the records [from, to) of p, which share a value.
func (r *Repeats) add(p *part, from, to int) {
	r.Values++
	r.Hashes += int64(to - from)
	if len(r.Most) == shownGroups && int64(to-from) < r.Most[shownGroups-1].Hashes {
		return
	}
	g := Group{Hashes: int64(to - from)}
	for i := from; i < to; i++ {
		line := p.at(i).line()
		at, _ := slices.BinarySearch(g.Lines, line)
		if at < shownLines {
			g.Lines = slices.Insert(g.Lines, at, line)
			g.Lines = g.Lines[:min(len(g.Lines), shownLines)]
		}
	}
	i, _ := slices.BinarySearchFunc(r.Most, g, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(a.Lines[0], b.Lines[0]))
	})
	r.Most = slices.Insert(r.Most, i, g)
	r.Most = r.Most[:min(len(r.Most), shownGroups)]
}

// count returns the values that come more than once and, in a table with two
// digests, those where both do. What keep refuses counts in the second only.
func (t *table) count(keep func(record) bool) (first, both Repeats) {
	for i := range t.parts {
		p := &t.parts[i]
		sort.Sort(p)
		p.runs(0, p.n, func(a, b record) bool { return a.first() == b.first() }, func(from, to int) {
			if keep(p.at(from)) {
				first.add(p, from, to)
			}
			if p.words < double {
				return
			}
			p.runs(from, to, func(a, b record) bool { return a.second() == b.second() }, func(from, to int) {
				both.add(p, from, to)
			})
		})
	}
	return first, both
}
