package sketch

const (
	freqRows = 4
	freqBits = 12 // bits of a hash for each row: at most 4096 counters
)

// countMin is a Count-Min sketch (Cormode and Muthukrishnan, "An improved data
// stream summary: the count-min sketch and its applications", 2005). Each value
// adds its count to one counter of each row. It takes 16 bytes for each counter
// of a row, and another 32 after 2^32 values.
type countMin struct {
	row   int      // counters of a row, a power of two, at most 2^freqBits
	cells []uint32 // the counters, row after row
	n     uint64   // total added to each row of cells, below 2^32, so that none overflows
	wide  []uint64 // totals moved from cells whenever n became too large; nil before that
}

// newCountMin returns an empty countMin of at most a quarter of budget, in
// bytes, and at most 64 KiB.
func newCountMin(budget int) countMin {
	row := 64
	for row < 1<<freqBits && 4*freqRows*2*row <= budget/4 {
		row *= 2
	}
	return countMin{row: row, cells: make([]uint32, freqRows*row)}
}

// addAll counts one occurrence of each hash.
func (f *countMin) addAll(hashes []uint64) {
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

// addN counts n occurrences of a hash.
func (f *countMin) addN(hash, n uint64) {
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

// cell returns the index in cells of the counter for a hash in a row.
func (f *countMin) cell(hash uint64, row int) int {
	return row*f.row + int(hash>>(row*freqBits))&(f.row-1)
}

// reserve makes sure that no counter overflows when n is added.
func (f *countMin) reserve(n uint64) {
	if f.n+n >= 1<<32 {
		f.widen()
	}
	f.n += n
}

// widen moves the counts to counters of 64 bits.
func (f *countMin) widen() {
	if f.wide == nil {
		f.wide = make([]uint64, len(f.cells))
	}
	for i, c := range f.cells {
		f.wide[i] += uint64(c)
	}
	clear(f.cells)
	f.n = 0
}

func (f *countMin) merge(o *countMin) {
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

// at returns the value of the counter with that index.
func (f *countMin) at(i int) uint64 {
	n := uint64(f.cells[i])
	if f.wide != nil {
		n += f.wide[i]
	}
	return n
}
