package cmd

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"fanout/pool"
)

// longRun is how long a run takes whose speed is worth a word: by then its user
// has waited.
const longRun = 10 * time.Second

// A counted says of how many items something is true that kept them from being
// done: "1 not an image", "3 not images".
type counted struct {
	n            int64
	key          string // in the JSON of the summary
	one, several string
	noun         string // where the line has no other; "": that of the run
}

// text returns the count with the noun, unless that is "".
func (c *counted) text(noun string) string {
	what := c.several
	if c.n == 1 {
		what = c.one
	}
	if noun == "" {
		return humanize.Comma(c.n) + " " + what
	}
	return plural(int(c.n), noun) + " " + what
}

// line returns the line that ends the run, without what may be said of its
// speed: "15 images resized, 2 failed, 3 hidden, 473 kB to 361 kB". What is
// zero is not in it. The first part has the noun.
func (s *summary) line() string {
	if s.text != "" {
		return s.text
	}
	var parts []string
	fails := cmp.Or(s.fails, "failed")
	counts := append([]counted{{n: s.Done, one: s.verb, several: s.verb}, {n: s.Failed, one: fails, several: fails}}, s.counts...)
	for _, c := range counts {
		if c.n == 0 {
			continue
		}
		noun := ""
		if len(parts) == 0 {
			noun = cmp.Or(c.noun, s.noun)
		}
		text := c.text(noun)
		if len(parts) == 0 && s.Done > 0 && s.done != "" {
			text += " (" + s.done + ")"
		}
		parts = append(parts, text)
	}
	if s.Done+s.Failed == 0 {
		if s.Error == "" {
			parts = append(parts, "nothing to do")
		}
		return strings.Join(parts, ", ")
	}
	return strings.Join(append(parts, s.figures...), ", ")
}

// print writes the summary for people. What was fast is said in a line; verbose
// asks for more, and paged for nothing but failures and notes.
func (s *summary) print(w io.Writer, stats pool.Stats, verbose, paged bool) {
	say := func(text string) { fmt.Fprintf(w, "fanout: %s\n", show(text, false)) }
	verbose = verbose || stats.Elapsed >= longRun && !paged
	plain := paged && s.Failed == 0 || s.quiet && s.Failed+s.Skipped == 0
	worked := s.Done+s.Failed > 0
	if line := s.line(); line != "" && !s.Discarded && (verbose || !plain) {
		if worked {
			line += ", in " + formatDuration(stats.Elapsed)
		}
		if now := s.Done - s.earlier; verbose && s.Elapsed > 0 && now > 0 {
			line += fmt.Sprintf(" (%s a second)", s.rate(now))
		}
		say(line)
	}
	for _, line := range s.groupedReasons() {
		say(line)
	}
	for _, n := range s.notes {
		say(n)
	}
	if verbose && stats.Items() > 0 {
		say(workersLine(stats))
	}
}

// rate says how fast that many items were done.
func (s *summary) rate(items int64) string {
	if s.Command == "analyze" {
		return formatBytes(int64(float64(s.BytesIn) / s.Elapsed))
	}
	return formatRate(float64(items) / s.Elapsed)
}

// workersLine says what the workers did with their time.
func workersLine(stats pool.Stats) string {
	sh := stats.Shares()
	text := plural(len(stats.Workers), "worker") + ": " + percent(sh.Busy) + " busy"
	for _, wait := range []struct {
		share float64
		what  string
	}{{sh.Input, "waiting for input"}, {sh.Merge, "waiting to write"}, {sh.Memory, "waiting for memory"}} {
		if wait.share >= 0.005 {
			text += ", " + percent(wait.share) + " " + wait.what
		}
	}
	return text + "; bottleneck: " + limits[stats.LimitedBy()]
}

// percent formats a share.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// limits says in plain words what pool.Stats.LimitedBy names.
var limits = map[string]string{
	"workers": "CPU",
	"input":   "reading, or too few items",
	"merge":   "writing",
	"memory":  "--max-memory",
}
