package progress

import (
	"time"

	"fanout/processors"
)

// counts are the counters of a Tally at one moment. They are read one after
// another, so sums may differ by the items that end meanwhile.
type counts struct {
	items, bytes          int64 // totals, 0 if unknown
	done, failed, skipped int64
	read, made            int64 // bytes
}

func readTally(t *processors.Tally) counts {
	return counts{
		done: t.Done.Load(), failed: t.Failed.Load(), skipped: t.Skipped.Load(),
		read: t.BytesRead.Load(), made: t.BytesMade.Load(),
		// Last, so that a growing total is never below the counters.
		items: t.Items.Load(), bytes: t.Bytes.Load(),
	}
}

func (c counts) finished() int64 { return c.done + c.failed + c.skipped }

// A snapshot holds everything that a view may show.
type snapshot struct {
	counts
	elapsed  time.Duration
	at, of   int64         // progress and total in the unit of the bar; of is 0 if unknown
	rate     float64       // in that unit per second: current, or of the whole run if final
	left     time.Duration // estimated time left; 0 if final
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

// percent returns the finished part in percent, rounded down: 100 means
// everything. The total must be known. The product overflows above 92 PB.
func (s snapshot) percent() int {
	if s.at >= s.of {
		return 100
	}
	return int(max(s.at, 0) * 100 / s.of)
}
