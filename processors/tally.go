package processors

import "sync/atomic"

// A Tally counts a run while it goes on. Workers and the merge loop add to it;
// whoever shows progress reads it at any time, from any goroutine.
type Tally struct {
	// Items and Bytes are the totals to expect; they may still grow while an
	// input is being scanned. Zero means unknown.
	Items, Bytes atomic.Int64

	Done      atomic.Int64 // items finished well
	Failed    atomic.Int64 // items that failed
	Skipped   atomic.Int64 // items that were no work: not an image, up to date
	BytesRead atomic.Int64 // input bytes of the items finished
	BytesMade atomic.Int64 // output bytes of the items finished
}
