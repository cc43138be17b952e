package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze"
	"fanout/processors/analyze/source"
)

// printSources says how the files are read: all of them for a dry run, else a
// few.
func printSources(sys *IO, plan *analyze.Plan, dry bool) error {
	const few = 5
	failed := 0
	known := slices.DeleteFunc(slices.Clone(plan.Sources), func(s *source.Source) bool { return !s.Probed() }) // others are for other shards
	for i, s := range known {
		if s.Err != nil {
			failed++
			if dry {
				fmt.Fprintf(sys.Err, "fail     %s: %s\n", show(s.Name, false), show(message(s.Err), false))
			}
			continue
		}
		switch {
		case dry:
			fmt.Fprintf(sys.Err, "analyze  %s (%s)\n", show(s.Name, false), describe(s))
		case i < few:
			fmt.Fprintf(sys.Err, "fanout: %s: %s\n", show(s.Name, false), describe(s))
		case i == few:
			fmt.Fprintf(sys.Err, "fanout: and %s more\n", plural(len(known)-few, "file"))
		}
	}
	if !dry {
		return nil
	}
	if len(plan.Datasets) == 1 && len(plan.Datasets[0].Names) > 0 {
		fmt.Fprintf(sys.Err, "columns  %s\n", show(strings.Join(plan.Datasets[0].Names, ", "), false))
	}
	fmt.Fprintf(sys.Err, "fanout: plan: %s to analyze (%s) as %s, %d would fail; nothing was read to its end\n",
		plural(len(plan.Sources)-failed, "file"), humanize.Bytes(uint64(plan.Bytes)), plural(len(plan.Datasets), "dataset"), failed)
	if failed > 0 {
		return errFailures
	}
	return nil
}

// fit leaves out workers whose accumulators would not fit into the memory, and
// says so. It refuses a plan that not even one worker has the memory for.
func (o *analyzeOptions) fit(sys *IO, plan *analyze.Plan, use *resources) error {
	a, err := plan.Allocate(&o.job, use.workers, use.memory)
	if err != nil {
		return &planError{err}
	}
	if a.Workers < use.workers && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: on %s (not %d), as each may need %s for its tables: --max-memory is %s\n",
			plural(a.Workers, "worker"), use.workers, humanize.IBytes(uint64(a.Accumulators)), humanize.IBytes(uint64(use.memory)))
	}
	use.workers, use.memory = a.Workers, a.Chunks
	return nil
}

// describe says in one line how a source is read, what of that was guessed, and
// the flags that decide.
func describe(s *source.Source) string {
	text := s.Describe()
	for _, h := range s.Hints {
		text += "; " + h.Text
		if flags := flagsOf(h.Settings); flags != "" {
			text += " (" + flags + " " + h.Remedy + ")"
		}
	}
	return show(text, false)
}
