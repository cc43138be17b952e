package sketch

import (
	"bytes"
	"cmp"
	"math"
	"slices"
)

const (
	freqRows = 4
	freqBits = 12 // bits of a hash for each row: 4096 cells at most
)

// frequencies is a Count-Min sketch (Cormode and Muthukrishnan 2005): each value adds
// its count to one cell of each row. It takes 16 bytes for each cell of a row, and
// another 32 after 2^32 values.
type frequencies struct {
	row   int      // cells of a row, a power of two, at most 2^freqBits
	cells []uint32 // row after row
	n     uint64   // what has been added to the cells, below 2^32, so that none overflows
	wide  []uint64 // what the cells held when n became too large; nil before that
}

// newFrequencies takes at most a quarter of budget, in bytes, and 64 KiB.
func newFrequencies(budget int) frequencies {
	row := 64
	for row < 1<<freqBits && 4*freqRows*2*row <= budget/4 {
		row *= 2
	}
	return frequencies{row: row, cells: make([]uint32, freqRows*row)}
}

func (f *frequencies) addAll(hashes []uint64) {
	f.reserve(uint64(len(hashes)))
	mask := uint64(f.row - 1)
	a, b, c, d := f.cells[:f.row], f.cells[f.row:2*f.row], f.cells[2*f.row:3*f.row], f.cells[3*f.row:]
	for _, h := range hashes {
		a[h&mask]++
		b[h>>freqBits&mask]++
		c[h>>(2*freqBits)&mask]++
		d[h>>(3*freqBits)&mask]++
	}
}

func (f *frequencies) addN(hash, n uint64) {
	if n >= 1<<31 {
		f.widen()
		for row := range freqRows {
			f.wide[f.cell(hash, row)] += n
		}
		return
	}
	f.reserve(n)
	for row := range freqRows {
		f.cells[f.cell(hash, row)] += uint32(n)
	}
}

// cell is where a hash counts in a row.
func (f *frequencies) cell(hash uint64, row int) int {
	return row*f.row + int(hash>>(row*freqBits))&(f.row-1)
}

// reserve makes room for n more in every cell.
func (f *frequencies) reserve(n uint64) {
	if f.n+n >= 1<<32 {
		f.widen()
	}
	f.n += n
}

// spill empties the cells into wide ones.
func (f *frequencies) widen() {
	if f.wide == nil {
		f.wide = make([]uint64, len(f.cells))
	}
	for i, c := range f.cells {
		f.wide[i] += uint64(c)
	}
	clear(f.cells)
	f.n = 0
}

func (f *frequencies) merge(o *frequencies) {
	f.reserve(o.n)
	for i, c := range o.cells {
		f.cells[i] += c
	}
	if o.wide != nil {
		f.widen()
		for i, c := range o.wide {
			f.wide[i] += c
		}
	}
}

// at is what a cell holds.
func (f *frequencies) at(i int) uint64 {
	n := uint64(f.cells[i])
	if f.wide != nil {
		n += f.wide[i]
	}
	return n
}

func (f *frequencies) bytes() int { return 4*cap(f.cells) + 8*cap(f.wide) }

// An estimator gives counts out of a Count-Min sketch.
type estimator struct {
	f     *frequencies
	usual [freqRows]uint64 // median cell: what other values add to one
	noise uint64           // what they add more than that to one cell of 20
}

func newEstimator(f *frequencies) *estimator {
	e := &estimator{f: f}
	row := make([]uint64, f.row)
	for r := range freqRows {
		for i := range row {
			row[i] = f.at(r*f.row + i)
		}
		slices.Sort(row)
		e.usual[r] = row[len(row)/2]
		e.noise = max(e.noise, row[len(row)*19/20]-e.usual[r])
	}
	return e
}

// count estimates how often a value occurs: its smallest cell, less what other
// values usually add to one. It is 0 if that may be chance: a value that adds
// nothing exceeds the noise in all rows once in 20^4 times.
func (e *estimator) count(hash uint64) uint64 {
	least := uint64(math.MaxUint64)
	for r, usual := range e.usual {
		cell := e.f.at(e.f.cell(hash, r))
		least = min(least, cell-min(cell, usual))
	}
	if least <= e.noise {
		return 0
	}
	return least
}

// Counted is a value and how often it occurs.
type Counted struct {
	Value []byte
	Count uint64
}

// compareCounted puts the most frequent first, and equally frequent ones in the order of their bytes.
func compareCounted(a, b Counted) int {
	if c := cmp.Compare(b.Count, a.Count); c != 0 {
		return c
	}
	return bytes.Compare(a.Value, b.Value)
}

// Top returns the n most frequent values, the most frequent first and equally
// frequent ones in the order of their bytes.
//
// Where the column is not exact the counts are estimates, and so is the choice: a value
// that makes up 0.3 % of the column is missing once in 10,000 times, one of
// 0.1 % once in 20. Values that cannot be told from chance are left out: there
// are none if nearly all values are different.
func (v *Values) Top(n int) (top []Counted, exact bool) {
	best := best{n: n}
	if v.approx == nil {
		var scratch [shortSize]byte
		for x := range v.table.all() {
			best.offer(v.table.value(x, &scratch), x.count())
		}
		return best.sorted(), true
	}
	e := newEstimator(&v.approx.freq)
	v.approx.sample.trim()
	for value := range v.approx.sample.rank {
		b := []byte(value)
		if count := e.count(hashOf(b, 0, len(b))); count > 0 {
			best.offer(b, count)
		}
	}
	return best.sorted(), false
}

// best keeps the n first of the values offered, under compareCounted.
type best struct {
	n     int
	kept  []Counted
	floor uint64 // n values have this count or more
}

func (b *best) offer(value []byte, count uint64) {
	if b.n <= 0 || count < b.floor {
		return
	}
	b.kept = append(b.kept, Counted{bytes.Clone(value), count})
	if len(b.kept) >= 2*b.n+64 {
		b.sorted()
	}
}

func (b *best) sorted() []Counted {
	slices.SortFunc(b.kept, compareCounted)
	if len(b.kept) >= b.n {
		b.kept = b.kept[:b.n]
		if b.n > 0 {
			b.floor = b.kept[b.n-1].Count
		}
	}
	return b.kept
}
