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
// few of those that are not written as their names let expect.
func (o *analyzeOptions) printSources(sys *IO, plan *analyze.Plan) error {
	const few = 5
	dry, failed, said := o.dryRun, 0, 0
	known := slices.DeleteFunc(slices.Clone(plan.Sources), func(s *source.Source) bool { return !s.Probed() }) // others are for other shards
	for _, s := range known {
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
		case s.Plain() && !o.verbose:
		case said < few || o.verbose:
			said++
			fmt.Fprintf(sys.Err, "fanout: %s: %s\n", show(s.Name, false), describe(s))
		default:
			said++
		}
	}
	if said > few && !o.verbose {
		fmt.Fprintf(sys.Err, "fanout: and %s (-v describes each)\n", plural(said-few, "more file"))
	}
	if !dry {
		return nil
	}
	if len(plan.Datasets) == 1 && len(plan.Datasets[0].Names) > 0 {
		fmt.Fprintf(sys.Err, "columns  %s\n", show(strings.Join(plan.Datasets[0].Names, ", "), false))
	}
	text := fmt.Sprintf("analyze %s (%s) as %s", plural(len(plan.Sources)-failed, "file"), formatBytes(plan.Bytes), plural(len(plan.Datasets), "dataset"))
	if failed > 0 {
		text += fmt.Sprintf(", %s would fail", humanize.Comma(int64(failed)))
	}
	fmt.Fprintf(sys.Err, "fanout: plan: %s; nothing was analyzed\n", text)
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
