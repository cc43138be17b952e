package cmd

import (
	"fmt"
	"slices"
	"strings"

	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// checkEffects refuses flags that contradict others.
func (o *analyzeOptions) checkEffects() error {
	switch {
	case o.json && o.format.value != "" && o.format.value != "json":
		return together("--json", "--format "+o.format.value)
	case o.job.Repeated == analyze.SkipHeaders && o.noHeaders:
		return together("--repeated-headers skip", "--no-headers")
	}
	return nil
}

// tableTop is how many of the most frequent values a table has room for.
const tableTop = 3

// saySurprises says which flags may not do what they seem to, before the run.
func (o *analyzeOptions) saySurprises() {
	if text := fractions(o.quantiles); text != "" {
		o.say("--quantiles are percentages: %s is the %sth percentile; the median is 50", text, text)
	}
	if n := o.job.Profile.Top; o.line.Changed("top") && n > tableTop && (o.format.value == "table" || o.format.value == "md") {
		o.say("--top %d: a table shows up to %d of the most frequent values; --format json has all", n, tableTop)
	}
}

// fractions returns the first of the quantiles if all of them are below 1, as
// those of other programs are; else "".
func fractions(lists []string) string {
	words := list(lists)
	quantiles, err := profile.ParseQuantiles(strings.Join(words, ","))
	if err != nil || len(words) == 0 {
		return ""
	}
	for _, q := range quantiles {
		if q.Name != "0" && q.Name != "1" && !strings.HasPrefix(q.Name, "0.") {
			return ""
		}
	}
	if i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, ".") }); i >= 0 {
		return strings.TrimSpace(words[i])
	}
	return ""
}

// A kind of values is what some flags are about.
type valueKinds struct{ numbers, dates, booleans bool }

// add adds the kinds of the columns of a report.
func (k *valueKinds) add(r *profile.Report) {
	for i := range r.Columns {
		switch r.Columns[i].Type {
		case profile.Integer, profile.Float:
			k.numbers = true
		case profile.Date, profile.Datetime:
			k.dates = true
		case profile.Boolean:
			k.booleans = true
		}
	}
}

// idle names the flags about kinds of values that no column has.
func (k *valueKinds) idle(given func(flag string) bool) (notes []string) {
	for _, kind := range []struct {
		seen  bool
		what  string
		flags []string
	}{
		{k.numbers, "numbers", []string{"decimal", "thousands", "units", "negatives"}},
		{k.dates, "dates", []string{"date-order"}},
		{k.booleans, "booleans", []string{"true-values", "false-values"}},
	} {
		for _, flag := range kind.flags {
			if given(flag) && !kind.seen {
				notes = append(notes, fmt.Sprintf("--%s had no effect: no column holds %s", flag, kind.what))
			}
		}
	}
	return notes
}

// errEmpty returns the error of a plan whose files are all without a record,
// or nil.
func (o *analyzeOptions) errEmpty(plan *analyze.Plan) error {
	if slices.ContainsFunc(plan.Sources, func(s *source.Source) bool { return s.Err != nil || !s.Empty() }) {
		return nil
	}
	first := plan.Sources[0]
	name := fmt.Sprintf("%q", first.Name)
	if first.Stdin {
		name = "standard input"
	}
	none := &noMatchError{hint: "there is nothing to analyze"}
	switch {
	case len(plan.Sources) > 1:
		none.text = fmt.Sprintf("all %s are empty", plural(len(plan.Sources), "file"))
	case o.job.Source.SkipLines > 0:
		none.text = fmt.Sprintf("nothing is left of %s after --skip-lines %d", name, o.job.Source.SkipLines)
	case first.Stdin || first.Size > 0:
		none.text = name + " has no rows"
	default:
		none.text = name + " is empty"
	}
	return none
}
