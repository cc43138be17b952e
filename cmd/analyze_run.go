package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/render"
)

// runAnalyze plans, and unless that is all that was asked for, carries it out.
func runAnalyze(_ context.Context, sys *IO, c *cobra.Command, o *analyzeOptions) error {
	ctx, stop := interruptible()
	defer stop()
	// Tables of values are given up all at once, and little is allocated after
	// that: garbage is cheaper collected than kept.
	use := o.limit(sys, 35)
	o.job.Workers = use.workers
	plan, err := analyze.NewPlan(ctx, &o.job)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &planError{err}
	}
	if len(plan.Sources) == 0 {
		return noTable(plan)
	}
	if err := o.checkOutputs(plan); err != nil {
		return err
	}
	if o.dryRun {
		return showSources(sys, plan, true)
	}
	if !o.quiet {
		_ = showSources(sys, plan, false)
	}
	o.fit(sys, plan, &use)
	return o.carryOut(ctx, sys, c, plan, use)
}

// fit leaves out workers whose accumulators would not fit into the memory, and
// what the others take of it.
func (o *analyzeOptions) fit(sys *IO, plan *analyze.Plan, use *resources) {
	need := max(1, plan.WorkerMemory(&o.job))
	fits := int(max(1, min(int64(use.workers), use.memory/need)))
	if fits < use.workers && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: on %s (not %d), as each may need %s for its tables: --max-memory is %s\n",
			plural(fits, "worker"), use.workers, humanize.IBytes(uint64(need)), humanize.IBytes(uint64(use.memory)))
	}
	use.workers = fits
	use.memory = max(1, use.memory-int64(fits)*need) // a chunk that does not fit runs alone
}

// noTable says that there is nothing to analyze.
func noTable(plan *analyze.Plan) error {
	none := &noMatchError{text: "no CSV file found"}
	switch {
	case len(plan.Empty) > 0:
		none.text = fmt.Sprintf("no file matches %q", plan.Empty[0])
	case plan.Others > 0:
		none.text = fmt.Sprintf("no CSV file among %s", plural(plan.Others, "file"))
		none.hint = "from folders .csv, .tsv, .tab and .psv are taken, also with .gz or .zst behind; others can be named"
	}
	if plan.Folders > 0 {
		none.hint = fmt.Sprintf("%s not searched; use -r to descend into folders", plural(plan.Folders, "folder"))
	}
	return none
}

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

// showSources says how the files are read: all of them for a dry run, else a few.
func showSources(sys *IO, plan *analyze.Plan, dry bool) error {
	const few = 5
	failed := 0
	for i, s := range plan.Sources {
		if s.Err != nil {
			failed++
			if dry {
				fmt.Fprintf(sys.Err, "fail     %s: %s\n", show(s.Name, false), show(s.Err.Error(), false))
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

// carryOut runs the plan and reports what came of it.
func (o *analyzeOptions) carryOut(ctx context.Context, sys *IO, c *cobra.Command, plan *analyze.Plan, use resources) error {
	replace := o.overwrite.value == "always"
	talk, err := newTalker(sys, &o.sharedOptions, replace)
	if err != nil {
		return err
	}
	defer talk.discard()
	out, err := o.openResults(sys, replace)
	if err != nil {
		return err
	}
	defer out.discard()

	var tally processors.Tally
	var notes []string
	writer := render.New(out.results, render.Options{Format: o.format.value, Width: out.width, PerFile: o.job.PerFile})
	hooks := analyze.Hooks{
		File: talk.item,
		Report: func(r *profile.Report) error {
			notes = append(notes, reportNotes(r, o.job.PerFile)...)
			return writer.Write(r)
		},
		Warn: func(place, say string) {
			if !o.quiet {
				talk.meter.Println(fmt.Sprintf("fanout: warning: %s: %s", show(place, false), say))
			}
		},
	}
	if out.rejects != nil {
		hooks.Bad = func(b *analyze.BadRow) error { return out.reject(b) }
	}
	limit := &processors.Limit{Most: o.tolerated(c, len(plan.Sources))}
	o.job.Workers = use.workers
	job := analyze.NewJob(&o.job, plan, &tally, limit, hooks)
	stats, err := execute(ctx, sys, &o.sharedOptions, talk, &tally, "analyzing", "files",
		pool.Options{Workers: use.workers, Budget: use.memory}, job)
	total := job.Total()
	if total.Datasets > 0 {
		// Also after a run that ended early: a list of JSON stays one.
		if closed := writer.Close(); err == nil {
			err = closed
		}
	}
	if err == nil {
		err = out.commit(total.Datasets > 0)
	}
	if err == nil && total.Failed > 0 {
		err = errFailures
	}
	return o.conclude(sys, talk, stats, o.nextStep(err), &summary{
		Command: "analyze", noun: "file",
		Done: total.Done, Failed: total.Failed, Skipped: total.Skipped,
		BytesIn: total.Bytes, BytesOut: out.size(),
		notes: append(append([]string{throughput(total, stats)}, planNotes(plan)...), notes...),
	})
}

// nextStep adds what the user can do about an error of the run.
func (o *analyzeOptions) nextStep(err error) error {
	switch {
	case errors.Is(err, processors.ErrTooManyFailures) && o.onError.value == "abort":
		return &stoppedError{err}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &hintedError{err, "make room and run the same command again"}
	}
	return err
}

// throughput says how many rows were read, and how fast.
func throughput(total analyze.Total, stats pool.Stats) string {
	text := plural(int(total.Rows), "row")
	if s := stats.Elapsed.Seconds(); s > 0 && total.Bytes > 0 {
		text += fmt.Sprintf(", %s a second", humanize.Bytes(uint64(float64(total.Bytes)/s)))
	}
	return text
}

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

// reportNotes are the things in a report that a user might otherwise not notice.
func reportNotes(r *profile.Report, perFile bool) (notes []string) {
	place := ""
	if perFile && len(r.Files) == 1 {
		place = r.Files[0] + ": "
	}
	if len(r.Columns) == 0 {
		notes = append(notes, place+"there is not even a header")
	}
	if r.RaggedRows > 0 {
		notes = append(notes, fmt.Sprintf("%s%s with too few or too many fields; --bad-rows skip leaves them out", place, plural(int(r.RaggedRows), "row")))
	}
	if r.BadRows > 0 {
		notes = append(notes, fmt.Sprintf("%s%s left out", place, plural(int(r.BadRows), "bad row")))
	}
	for _, c := range r.Columns {
		if c.NullTokens != nil {
			notes = append(notes, fmt.Sprintf("%scolumn %q is text only because of %s; if that means nothing: --null-values %s",
				place, c.Name, strings.Join(c.NullTokens, ", "), shellWord(strings.Join(c.NullTokens, ","))))
		}
		if c.Invalid > 0 {
			notes = append(notes, fmt.Sprintf("%scolumn %q: %s not UTF-8; --encoding windows-1252 may be right", place, c.Name, plural(int(c.Invalid), "value")))
		}
	}
	const most = 10
	if len(notes) > most {
		notes = append(notes[:most], fmt.Sprintf("and %d more of this kind", len(notes)-most))
	}
	return notes
}

// shellWord puts text that means something else to a shell (#N/A, <na>, ?) into
// quotes. It holds none itself.
func shellWord(text string) string {
	if strings.ContainsAny(text, `#<>?\`) {
		return "'" + text + "'"
	}
	return text
}

// An analyzeOutput is where the statistics and the rejects go.
type analyzeOutput struct {
	results  io.Writer
	width    int
	file     *files.File // nil: standard output
	counting *countingWriter
	rejects  *files.File
	buffer   *bufio.Writer // before rejects
	encoder  *json.Encoder
}

func (o *analyzeOptions) openResults(sys *IO, replace bool) (*analyzeOutput, error) {
	out := &analyzeOutput{}
	var w io.Writer = sys.Out
	if o.output != "-" {
		f, err := createReport(o.output, replace)
		if err != nil {
			return nil, err
		}
		out.file, w = f, f
	} else if sys.OutTerminal {
		out.width = sys.OutWidth()
	}
	out.counting = &countingWriter{w: w}
	out.results = out.counting
	if o.rejects != "" {
		f, err := createReport(o.rejects, replace)
		if err != nil {
			out.discard()
			return nil, err
		}
		out.rejects = f
		out.buffer = bufio.NewWriter(f)
		out.encoder = json.NewEncoder(out.buffer)
		out.encoder.SetEscapeHTML(false)
	}
	return out, nil
}

func (out *analyzeOutput) reject(b *analyze.BadRow) error { return out.encoder.Encode(b) }

// commit makes the files final, the statistics only if there are some.
func (out *analyzeOutput) commit(some bool) error {
	if out.rejects != nil {
		if err := out.buffer.Flush(); err != nil {
			return err
		}
		if err := out.rejects.Commit(); err != nil {
			return err
		}
	}
	if out.file != nil && some {
		return out.file.Commit()
	}
	return nil
}

func (out *analyzeOutput) discard() {
	if out.file != nil {
		out.file.Discard()
	}
	if out.rejects != nil {
		out.rejects.Discard()
	}
}

func (out *analyzeOutput) size() int64 { return out.counting.n }

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
