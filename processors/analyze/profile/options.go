package profile

import (
	"math"

	"fanout/processors/analyze/number"
	"fanout/processors/analyze/sketch"
)

// Options say what is computed of each column.
type Options struct {
	Number      number.Options // how numbers, dates, booleans and nulls are written
	Trim        bool           // blanks around values are no part of them
	Quantiles   []Quantile     // which to compute
	Top         int            // how many of the most frequent values to list
	MaxDistinct int            // limit of different values of a column that are counted exactly; 0: 65536, or fewer for more than 8 columns
	Duplicates  bool           // count rows that are equal to an earlier one
	Exact       bool           // quantiles exactly, by further readings where need be
}

// The memory of a column's sketches depends on the number of columns, so that
// that of a wide file stays bounded; it must not depend on anything else. It is
// small for speed too: what is touched at random should stay in the caches. For
// 50 columns, sketches a quarter of the size take half of the time.
const (
	wideColumns = 8 // up to this number of columns, each has the maximum

	maxBins     = 16384 // of a column's quantiles
	minBins     = 512
	maxTopBytes = 64 << 10 // of a column's top values
	minTopBytes = 16 << 10

	maxDistinct    = 65536 // by default
	minMaxDistinct = 1024
)

// perColumn returns what each of the columns gets of a resource: limit if there
// are few columns, less if there are more, but at least floor.
func perColumn(limit, floor, columns int) int {
	if columns > wideColumns {
		limit = limit * wideColumns / columns
	}
	return max(floor, limit)
}

func bins(columns int) int     { return perColumn(maxBins, minBins, columns) }
func topBytes(columns int) int { return perColumn(maxTopBytes, minTopBytes, columns) }

// maxDistinct returns how many different values of each column are counted
// exactly.
func (o *Options) maxDistinct(columns int) int {
	if o.MaxDistinct > 0 {
		return o.MaxDistinct
	}
	return perColumn(maxDistinct, minMaxDistinct, columns)
}

// Unknown is the size of a text that may have any.
const Unknown = int64(math.MaxInt64)

// Memory returns the most bytes that the accumulators of one goroutine take for
// a dataset with that many columns, whose text has at most that many bytes: as
// few values as fit into a short text take little.
func (o *Options) Memory(columns int, text int64) int64 {
	const (
		columnBytes = 3 << 10 // of the statistics, and of a table with few values
		valueBytes  = 56      // of a value in a table, apart from its text
		textBytes   = 64      // of the text of a value, as sketch.Options.MaxBytes limits it
	)
	n, distinct := int64(columns), int64(o.maxDistinct(columns))
	table := (valueBytes + textBytes) * distinct
	beyond := int64(sketch.BeyondBytes(topBytes(columns)) + sketch.BinBytes*bins(columns))
	memory := n * (columnBytes + max(table, beyond))
	if text < 1<<40 { // no product overflows
		// A value takes a byte and a separator. A table is given up for more
		// than distinct of them.
		values := text / 2
		few := n*columnBytes + valueBytes*values + text + values/max(1, distinct)*beyond
		memory = min(memory, few)
	}
	if o.Duplicates {
		memory += sketch.RowBytes * min(maxRows, text)
	}
	return memory
}

// ReportMemory returns the most bytes that the report of that many columns
// takes, and what is needed to make and write it, values of the usual lengths
// supposed.
func ReportMemory(columns int) int64 {
	const columnBytes = 6 << 10
	return columnBytes * int64(columns)
}
