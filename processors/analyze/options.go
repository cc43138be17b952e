// Package analyze computes statistics of the columns of CSV files: exact ones of
// every row, in bounded memory, on all workers.
//
// A plan finds the files, tells their encoding, delimiter and header, and joins
// them into datasets. The job then cuts every file on a fixed grid of chunks. A
// worker reads a chunk, learns from the worker of the chunk before in which state
// of the automaton it begins (csvscan), hands on the state in which it ends, and
// adds its records, column by column, to accumulators of its own. These are
// exact and commutative, so that their union, taken once at the end, does not
// depend on who has done what.
package analyze

import (
	"io"

	"fanout/processors/analyze/csvscan"
)

// Options say what to analyze and how. The zero value is not ready to use: see
// the comments.
type Options struct {
	Paths     []string  // files, folders, glob patterns; "-" is Stdin
	Recursive bool      // descend into folders
	Stdin     io.Reader // what "-" stands for

	Delimiter byte     // 0: found out
	Quote     byte     // 0: nothing is quoted
	Header    Header   // whether the first record names the columns
	Encoding  Encoding // EncodingAuto: found out
	BadRows   BadRows  // what becomes of records that do not fit
	MaxRecord int64    // most bytes of one record

	Select      Selection  // which columns; none: all
	Nulls       []string   // values that count as null, besides the empty one
	Quantiles   []Quantile // which to compute
	Top         int        // how many of the most frequent values to list
	MaxDistinct int        // most different values of a column to count exactly; 0: 65536, or fewer for more than 32 columns
	Exact       bool       // quantiles exactly, by a second read where need be
	PerFile     bool       // each file is a dataset of its own

	// No result depends on these.
	ChunkSize int // bytes; 0: the usual
	Workers   int // goroutines that unpack one file where its packing allows; 0: one
}

// MaxRecordLimit is the highest MaxRecord: positions in a chunk with its last
// record have to fit 32 bits.
const MaxRecordLimit = 1 << 30

// chunkSize is large enough to spend no time on handing over, and small enough
// for the second-level cache.
const chunkSize = 256 << 10

func (o *Options) chunkSize() int {
	if o.ChunkSize > 0 {
		return o.ChunkSize
	}
	return chunkSize
}

// A Header says whether the first record names the columns.
type Header int

// The values of Options.Header.
const (
	HeaderAuto Header = iota // found out
	HeaderYes
	HeaderNo
)

// BadRows says what becomes of records with too few or too many fields, and of
// those with text after a closing quote or none at all.
type BadRows int

// The policies.
const (
	Pad   BadRows = iota // take them: missing fields are null, surplus ones ignored
	Skip                 // leave them out
	Abort                // refuse the dataset
)

// BadRowNames are the words for the policies, in their order.
var BadRowNames = []string{"pad", "skip", "error"}

// Dialect returns the dialect for a delimiter.
func (o *Options) dialect(delimiter byte) csvscan.Dialect {
	return csvscan.Dialect{Delimiter: delimiter, Quote: o.Quote}
}
