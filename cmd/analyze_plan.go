package cmd

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze"
)

// checkOutputs refuses outputs that would replace an input or each other.
func (o *analyzeOptions) checkOutputs(plan *analyze.Plan) error {
	for _, path := range []string{o.output, o.rejects} {
		if path != "" && path != "-" && plan.Uses(path) {
			return &planError{fmt.Errorf("%q is an input of this run: name another output", path)}
		}
	}
	taken := map[string]string{}
	for _, out := range []struct{ flag, path string }{
		{"--output", o.output}, {"--rejects", o.rejects}, {"--report", o.report}, {"--summary-json", o.summary},
	} {
		if out.path == "" {
			continue
		}
		if other, ok := taken[out.path]; ok {
			what := "the same file"
			if out.path == "-" {
				what = "standard output both"
			}
			return usage("%s and %s name %s", other, out.flag, what)
		}
		taken[out.path] = out.flag
	}
	return o.checkReports(plan.Uses)
}

// printSources says how the files are read: all of them for a dry run, else a few.
func printSources(sys *IO, plan *analyze.Plan, dry bool) error {
	const few = 5
	failed := 0
	for i, s := range plan.Sources {
		if s.Err != nil {
			failed++
			if dry {
				fmt.Fprintf(sys.Err, "fail     %s: %s\n", show(s.Name, false), show(message(s.Err), false))
			}
			continue
		}
		switch {
		case dry:
			fmt.Fprintf(sys.Err, "analyze  %s (%s)\n", show(s.Name, false), s.Describe())
		case i < few:
			fmt.Fprintf(sys.Err, "fanout: %s: %s\n", show(s.Name, false), s.Describe())
		case i == few:
			fmt.Fprintf(sys.Err, "fanout: and %s more\n", plural(len(plan.Sources)-few, "file"))
		}
	}
	if !dry {
		return nil
	}
	for _, d := range plan.Datasets {
		if len(plan.Datasets) == 1 && len(d.Names) > 0 {
			fmt.Fprintf(sys.Err, "columns  %s\n", show(strings.Join(d.Names, ", "), false))
		}
	}
	fmt.Fprintf(sys.Err, "fanout: plan: %s to analyze (%s) as %s, %d would fail; nothing was read to its end\n",
		plural(len(plan.Sources)-failed, "file"), humanize.Bytes(uint64(plan.Bytes)), plural(len(plan.Datasets), "dataset"), failed)
	if failed > 0 {
		return errFailures
	}
	return nil
}

// planNotes are what the plan has left out.
func planNotes(plan *analyze.Plan) (notes []string) {
	if plan.Folders > 0 {
		notes = append(notes, fmt.Sprintf("%s not searched; -r descends into folders", plural(plan.Folders, "folder")))
	}
	if plan.Others > 0 {
		notes = append(notes, fmt.Sprintf("%s not taken for CSV by name", plural(plan.Others, "file")))
	}
	for _, p := range plan.Empty {
		notes = append(notes, fmt.Sprintf("no file matches %q", p))
	}
	return notes
}
