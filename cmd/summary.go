package cmd

import (
	"fmt"
	"io"
	"sort"

	"github.com/dustin/go-humanize"

	"fanout/pool"
)

// A summary is the result of a run, printed at its end and written as JSON by
// --summary-json.
type summary struct {
	SchemaVersion int             `json:"schema_version"`
	Command       string          `json:"command"`
	Status        int             `json:"status"`
	Error         string          `json:"error,omitempty"` // why the run ended early
	Done          int64           `json:"done"`
	Failed        int64           `json:"failed"`
	Skipped       int64           `json:"skipped"`
	BytesIn       int64           `json:"bytes_in"`
	BytesOut      int64           `json:"bytes_out"`
	Elapsed       float64         `json:"elapsed_s"`
	PeakMemory    int64           `json:"peak_admitted_bytes"` // estimated, of the items in flight
	LimitedBy     string          `json:"limited_by"`
	Workers       []workerSummary `json:"workers"`
	Reasons       map[string]int  `json:"failures,omitempty"` // how often each reason

	noun    string   // for one item
	earlier int64    // of Done, by an earlier run
	reached int64    // items whose results standard output has taken, if the reader closed the pipe
	notes   []string // lines worth saying at the end
}

// A workerSummary is one worker's time, in seconds.
type workerSummary struct {
	Items      int     `json:"items"`
	Panics     int     `json:"panics"`
	Busy       float64 `json:"busy_s"`
	WaitInput  float64 `json:"wait_input_s"`
	WaitMerge  float64 `json:"wait_merge_s"`
	WaitMemory float64 `json:"wait_memory_s"`
}

// measure fills in the figures of the pool.
func (s *summary) measure(stats pool.Stats) {
	s.Elapsed = stats.Elapsed.Seconds()
	s.PeakMemory = stats.PeakWeight
	s.LimitedBy = stats.LimitedBy()
	for _, w := range stats.Workers {
		s.Workers = append(s.Workers, workerSummary{
			w.Items, w.Panics, w.Busy.Seconds(), w.WaitInput.Seconds(), w.WaitMerge.Seconds(), w.WaitMemory.Seconds(),
		})
	}
}

// print writes the summary for people.
func (s *summary) print(w io.Writer, stats pool.Stats) {
	fmt.Fprintf(w, "fanout: %s done, %d failed, %d skipped in %s", plural(int(s.Done), s.noun), s.Failed, s.Skipped, formatDuration(stats.Elapsed))
	if now := s.Done - s.earlier; s.Elapsed > 0 && now > 0 {
		fmt.Fprintf(w, " (%s a second)", humanize.CommafWithDigits(float64(now)/s.Elapsed, 1))
	}
	fmt.Fprintln(w)
	if s.BytesIn > 0 && s.BytesOut > 0 {
		fmt.Fprintf(w, "fanout: %s in, %s out\n", humanize.Bytes(uint64(s.BytesIn)), humanize.Bytes(uint64(s.BytesOut)))
	}
	for _, line := range s.groupedReasons() {
		fmt.Fprintf(w, "fanout: %s\n", show(line, false))
	}
	for _, n := range s.notes {
		fmt.Fprintf(w, "fanout: %s\n", show(n, false))
	}
	if stats.Items() > 0 {
		sh := stats.Shares()
		fmt.Fprintf(w, "fanout: %s: busy %.0f %%, waiting for input %.0f %%, to write %.0f %%, for memory %.0f %%; limited by %s\n",
			plural(len(stats.Workers), "worker"), 100*sh.Busy, 100*sh.Input, 100*sh.Merge, 100*sh.Memory, limits[s.LimitedBy])
	}
}

// readerGone says how far a run has come whose reader has gone, or "" if
// nothing was left to do. verb and items are those of its task.
func (s *summary) readerGone(verb string, items int64) string {
	reached, of := max(s.reached, s.Done+s.Failed), ""
	switch {
	case items > 0 && reached >= items:
		return ""
	case items > 0:
		of = " of " + plural(int(items), s.noun)
	default:
		of = " " + s.noun + "s"
	}
	return fmt.Sprintf("stdout: the reader has gone after %s%s: %s ended there", humanize.Comma(reached), of, verb)
}

// limits says in plain words what pool.Stats.LimitedBy names.
var limits = map[string]string{
	"workers": "the processors",
	"input":   "reading, or too few items",
	"merge":   "writing",
	"memory":  "--max-memory",
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
