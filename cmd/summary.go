package cmd

import (
	"fmt"
	"sort"

	"github.com/dustin/go-humanize"

	"fanout/pool"
)

// A summary is the result of a run, printed at its end and written as JSON by
// --summary-json.
type summary struct {
	SchemaVersion int              `json:"schema_version"`
	Command       string           `json:"command"`
	Status        int              `json:"status"`
	Error         string           `json:"error,omitempty"` // why the run ended early
	Done          int64            `json:"done"`
	Failed        int64            `json:"failed"`
	Skipped       int64            `json:"skipped"`
	SkippedBy     map[string]int64 `json:"skipped_reasons,omitempty"` // their sum is Skipped
	Discarded     bool             `json:"discarded,omitempty"`       // no result was kept, as the run ended early
	BytesIn       int64            `json:"bytes_in"`
	BytesOut      int64            `json:"bytes_out"`
	Elapsed       float64          `json:"elapsed_s"`
	processSummary
	PeakMemory int64           `json:"peak_admitted_bytes"` // estimated, of the items in flight
	LimitedBy  string          `json:"limited_by"`
	Workers    []workerSummary `json:"workers"`
	Reasons    map[string]int  `json:"failures,omitempty"` // how often each reason

	noun    string    // for one item
	verb    string    // for what was done with it
	fails   string    // what the others do; "": they have failed
	done    string    // more about the items done, or ""
	counts  []counted // of items that were not to be done
	figures []string  // of all that was done
	text    string    // stands for all of these; "": nothing does
	quiet   bool      // if all went well in a moment, the results say enough
	earlier int64     // of Done, by an earlier run
	reached int64     // items whose results standard output has taken, if its reader has gone
	notes   []string  // lines worth saying at the end
}

// A workerSummary is one worker's time, in seconds.
type workerSummary struct {
	Items      int     `json:"items"`
	Panics     int     `json:"panics"`
	Busy       float64 `json:"busy_s"`
	WaitInput  float64 `json:"wait_input_s"`
	WaitMerge  float64 `json:"wait_merge_s"`
	WaitMemory float64 `json:"wait_memory_s"`
	workerShares
}

// measure fills in the figures of the pool, and what JSON has of the counts.
func (s *summary) measure(stats pool.Stats) {
	s.Elapsed = stats.Elapsed.Seconds()
	s.PeakMemory = stats.PeakWeight
	s.processSummary = processUsage().summary()
	s.LimitedBy = stats.LimitedBy()
	for _, c := range s.counts {
		if s.SkippedBy == nil {
			s.SkippedBy = map[string]int64{}
		}
		s.SkippedBy[c.key] = c.n
	}
	for _, w := range stats.Workers {
		s.Workers = append(s.Workers, workerSummary{
			w.Items, w.Panics, w.Busy.Seconds(), w.WaitInput.Seconds(), w.WaitMerge.Seconds(), w.WaitMemory.Seconds(),
			sharesOf(w),
		})
	}
}

// readerGone says how far a run has come whose reader has gone, or "" if
// nothing was left to do. items is how many there are; 0: not known.
func (s *summary) readerGone(items int64) string {
	reached := max(s.reached, s.Done+s.Failed)
	after := plural(int(reached), s.noun)
	if items > 0 {
		if reached >= items {
			return ""
		}
		after = humanize.Comma(reached) + " of " + plural(int(items), s.noun)
	}
	return "stopped: the reader closed the pipe after " + after
}

// groupedReasons counts failures by reason, the most frequent first, if there
// are enough that the single ones have scrolled away.
func (s *summary) groupedReasons() []string {
	const minFailures, most = 10, 5
	if s.Failed < minFailures {
		return nil
	}
	var reasons []string
	for r := range s.Reasons {
		reasons = append(reasons, r)
	}
	sort.Slice(reasons, func(i, j int) bool {
		a, b := reasons[i], reasons[j]
		if s.Reasons[a] != s.Reasons[b] {
			return s.Reasons[a] > s.Reasons[b]
		}
		return a < b
	})
	var lines []string
	for i, r := range reasons {
		if i == most {
			return append(lines, fmt.Sprintf("and %d other reasons", len(reasons)-most))
		}
		lines = append(lines, fmt.Sprintf("%s × %s", humanize.Comma(int64(s.Reasons[r])), r))
	}
	return lines
}
