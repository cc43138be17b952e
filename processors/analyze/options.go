package analyze

import (
	"fanout/chunker"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// Options say what to analyze and how. The zero value is not ready to use: see
// the comments of its parts.
type Options struct {
	Source  source.Options  // which files, and how they are written
	Profile profile.Options // what is computed

	Select  Selection     // which columns; none: all
	Types   []Declaration // of columns; a later one replaces an earlier one
	BadRows BadRows       // what becomes of records that do not fit
	Blank   BlankLines    // what becomes of lines with nothing in them
	PerFile bool          // each file is a dataset of its own

	Repeated RepeatedHeaders // what becomes of records that are the header again

	Shards bool          // the files are read by several processes, so that none may be a pipe
	Shard  chunker.Shard // that the plan is for: files that it does not need are not probed; zero: all are

	// No result depends on these.
	ChunkSize int // bytes; 0: the usual
	Workers   int // goroutines that probe files, and that decompress one where its format allows; 0: one
}

// MaxRecordLimit is the limit of source.Options.MaxRecord: positions in a chunk
// with its last record must fit 32 bits.
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
