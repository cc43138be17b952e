package progress

import (
	"time"

	"fanout/processors"
)

// counts are the counters of a Tally at one moment. They are read one after
// the other, so sums may be off by the items that end meanwhile.
type counts struct {
	items, bytes          int64 // totals, 0 if unknown
	done, failed, skipped int64
	read, made            int64 // bytes
}

func readTally(t *processors.Tally) counts {
	return counts{
		done: t.Done.Load(), failed: t.Failed.Load(), skipped: t.Skipped.Load(),
		read: t.BytesRead.Load(), made: t.BytesMade.Load(),
		// Last, so that a total that grows with the work is never behind it.
		items: t.Items.Load(), bytes: t.Bytes.Load(),
	}
}

func (c counts) finished() int64 { return c.done + c.failed + c.skipped }

// A snapshot is all that a view may show.
type snapshot struct {
	counts
	elapsed  time.Duration
	at, of   int64         // how far the run is, in the unit of the bar; of is 0 if unknown
	rate     float64       // of that unit a second: lately, or of the whole run when final
	left     time.Duration // how long it will take; 0 when final
	leftIsOK bool          // left is known
	final    bool          // the run is over
}

func newSnapshot(c counts, e *estimator, bytes bool, elapsed time.Duration, final bool) snapshot {
	s := snapshot{counts: c, elapsed: elapsed, final: final, at: c.finished(), of: c.items}
	if bytes {
		s.at, s.of = c.read, c.bytes
	}
	if final {
		s.rate, s.leftIsOK = e.mean(bytes, elapsed), true
		return s
	}
	s.rate = e.rate(bytes)
	s.left, s.leftIsOK = e.left(elapsed)
	return s
}

// percent is how much is done, rounded down: 100 is only shown when all is.
// The total must be known. The product overflows above 92 PB.
func (s snapshot) percent() int {
	if s.at >= s.of {
		return 100
	}
	return int(max(s.at, 0) * 100 / s.of)
}
