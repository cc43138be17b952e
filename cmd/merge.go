package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/part"
)

// mergeOptions are the flags of merge.
type mergeOptions struct {
	sharedOptions
	dir     string // of the parts
	wait    bool
	timeout time.Duration
	flags   *pflag.FlagSet
}

// newMerge returns the command; run does the work with the options filled in.
func newMerge(sys *IO, run runFunc[*mergeOptions]) *cobra.Command {
	o := &mergeOptions{}
	c := &cobra.Command{
		Use:   "merge PARTS [-o OUT]",
		Short: "Merge the results of the shards of a run",
		Long: `PARTS is the folder OUT.parts that the shards of a run (--shard) have filled. The
output, the report and the statistics are those of a run without shards. Inputs and
options are those of the shards, and must not have changed since.

If shards are missing, they are named together with the command that runs them, and
nothing is written (status 3).`,
		Example: `  fanout analyze logs -r -o stats.json --shard 1/2      # on one machine
  fanout analyze logs -r -o stats.json --shard 2/2      # on another
  fanout merge stats.json.parts                         # writes stats.json
  fanout merge stats.json.parts -o copy.json
  fanout merge web.parts --wait --report web.jsonl      # when all are done`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usage("no PARTS given: name the folder OUT.parts that the shards have filled")
			case len(args) > 1:
				return usage("%q: one folder of parts is merged at a time", args[1])
			}
			return nil
		},
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			o.dir = args[0]
			if err := o.check(); err != nil {
				return err
			}
			return run(c.Context(), sys, o)
		},
	}
	o.sys, o.flags = sys, c.Flags()
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Merge", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "write to `OUT` (default: PARTS without "+part.Extension+")")
		addChoice(f, &o.overwrite, "overwrite", "replace an output that exists")
		addToggle(f, &o.wait, "wait", "", "wait until all shards are done")
		f.Var(&duration{d: &o.timeout}, "timeout", "wait no longer than `TIME`, such as 90m (default: no limit)")
	})
	o.addResources(c)
	o.addMessages(c)
	return c
}

// check refuses what no flag can refuse alone.
func (o *mergeOptions) check() error {
	switch {
	case o.timeout > 0 && !o.wait:
		return needs("--timeout", "--wait")
	case o.flags.Changed("output") && (o.output == "" || o.output == "-"):
		return wrongValue("output", o.output, "must be a file or folder: merged results are not written to standard output")
	}
	return o.checkShared()
}

// A missingError says that shards have no part.
type missingError struct {
	set  *part.Set
	text string // how the wait for them has ended, or ""
}

func (e *missingError) Error() string {
	missing := e.set.Missing()
	what, are := "shard", "has"
	if len(missing) > 1 {
		what, are = "shards", "have"
	}
	text := fmt.Sprintf("%q: %s %s of %d %s no part", e.set.Dir, what, part.Ranges(missing), e.set.Plan.Shards, are)
	for _, i := range missing {
		if err := e.set.Damaged[i]; err != nil {
			text += fmt.Sprintf("; %v", err)
			break // one is enough to see the kind
		}
	}
	return text + e.text
}

// Hint returns the command that runs the first of them.
func (e *missingError) Hint() string {
	p := e.set.Plan
	words := append([]string{"fanout", p.Command, "--shard", e.set.Shard(e.set.Missing()[0]).String()}, p.Args...)
	for i, w := range words {
		words[i] = shellWord(w)
	}
	text := "run " + strings.Join(words, " ")
	if here, err := os.Getwd(); err == nil && here != p.Folder {
		text += " in " + shellWord(p.Folder)
	}
	if len(e.set.Missing()) > 1 {
		text += ", then the others in the same way"
	}
	return text + ", then merge again"
}

// A notBegunError says that no shard has come as far as to say what the run is.
type notBegunError struct{ dir string }

func (e *notBegunError) Error() string { return fmt.Sprintf("%q: no shard has started", e.dir) }

// Hint returns the user's next step.
func (e *notBegunError) Hint() string {
	return "run the shards; if they have ended, their messages say why they could not start"
}

// scanParts looks at the parts in dir, or beside it if it is the output.
func scanParts(dir string) (*part.Set, error) {
	none := func(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }
	set, err := part.Scan(dir)
	if none(err) {
		if set, err := part.Scan(part.Folder(dir)); !none(err) {
			return set, err
		}
		for _, dir := range []string{dir, part.Folder(dir)} {
			if info, err := os.Stat(dir); err == nil && info.IsDir() && strings.HasSuffix(filepath.Clean(dir), part.Extension) {
				return nil, &notBegunError{dir}
			}
		}
		text := fmt.Sprintf("%q is not a folder of parts", dir)
		return nil, &noMatchError{text, "name the folder OUT.parts, in which a run with --shard leaves its part"}
	}
	return set, err
}

// runMerge waits for the parts if it is to, and merges them if all are there.
func runMerge(ctx context.Context, sys *IO, o *mergeOptions) error {
	set, err := o.collect(ctx, sys)
	if err != nil {
		return err
	}
	verify := func() (*part.Set, error) { return set, set.Verify(ctx, func() {}) }
	if _, err := planned(ctx, &o.sharedOptions, verify); err != nil {
		return err
	}
	o.output = cmp.Or(o.output, strings.TrimSuffix(filepath.Clean(set.Dir), part.Extension))
	if len(set.Missing()) > 0 {
		return &missingError{set: set}
	}
	if m := o.mergedBefore(set); m != nil {
		o.say("merged already into %q", o.output)
		if m.Status == statusFailures {
			return errFailures
		}
		return nil
	}
	total := &summary{}
	err = o.execute(ctx, sys, set, total)
	if err != nil && !errors.Is(err, errFailures) {
		return elsewhere(set, err)
	}
	if left := o.leaveMark(ctx, set, total, err); left != nil {
		return left
	}
	o.say("merged %s; %q is no longer needed", plural(set.Plan.Shards, "part"), set.Dir)
	return err
}

// elsewhere returns err, with the folder in which the shards ran as a hint if
// that may be the cause.
func elsewhere(set *part.Set, err error) error {
	here, failed := os.Getwd()
	if failed != nil || here == set.Plan.Folder || status(err) != statusUsage {
		return err
	}
	return &hintedError{err, fmt.Sprintf("merge in %q, where the shards ran: input names are relative to that folder", set.Plan.Folder)}
}

// mergedBefore returns what a merge of the same parts into the same output has
// left, or nil.
func (o *mergeOptions) mergedBefore(set *part.Set) *part.Merged {
	out, err := filepath.Abs(o.output)
	m := part.ReadMerged(set.Dir)
	again := o.overwrite.value == "always" || o.report != "" || o.summary != "" || o.trace != ""
	if err != nil || m == nil || again || m.Output != out || m.Fingerprint != set.Plan.Fingerprint || !m.Stands() {
		return nil
	}
	return m
}

// leaveMark says in the folder of the parts that they are merged.
func (o *mergeOptions) leaveMark(ctx context.Context, set *part.Set, total *summary, err error) error {
	m := &part.Merged{Fingerprint: set.Plan.Fingerprint, Status: status(err), Done: total.Done, Failed: total.Failed, Skipped: total.Skipped}
	var abs error
	if m.Output, abs = filepath.Abs(o.output); abs != nil {
		return abs
	}
	if info, err := os.Stat(m.Output); err == nil {
		m.Bytes, m.Modified = info.Size(), info.ModTime()
	}
	return part.WriteMerged(ctx, set.Dir, m)
}

// execute runs the subcommand of the shards with their command line, so that it
// takes its chunks from their parts. total gets its counts.
func (o *mergeOptions) execute(ctx context.Context, sys *IO, set *part.Set, total *summary) error {
	run := *sys
	run.args = append([]string{set.Plan.Command}, set.Plan.Args...)
	into := func(shared *sharedOptions) { shared.parts, shared.total = set, total }
	var c *cobra.Command
	switch set.Plan.Command {
	case "resize":
		c = newResize(&run, func(ctx context.Context, sys *IO, r *resizeOptions) error {
			into(&r.sharedOptions)
			return runResize(ctx, sys, r)
		})
	case "hash":
		c = newHash(&run, func(ctx context.Context, sys *IO, h *hashOptions) error {
			into(&h.sharedOptions)
			return runHash(ctx, sys, h)
		})
	case "analyze":
		c = newAnalyze(&run, func(ctx context.Context, sys *IO, a *analyzeOptions) error {
			into(&a.sharedOptions)
			return runAnalyze(ctx, sys, a)
		})
	default:
		return &planError{fmt.Errorf("%q: there is no command %q", set.Dir, set.Plan.Command)}
	}
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetOut(sys.Out)
	c.SetErr(sys.Err)
	c.SetArgs(set.Plan.Args)
	c.PreRunE = func(c *cobra.Command, _ []string) error { return o.override(c.Flags()) }
	return c.ExecuteContext(ctx)
}

// override gives the subcommand the flags that merge was given, and its output.
func (o *mergeOptions) override(flags *pflag.FlagSet) (err error) {
	own := []string{"wait", "timeout"}
	set := func(name, value string) {
		if f := flags.Lookup(name); f != nil && err == nil {
			err = flags.Set(name, value)
		}
	}
	o.flags.Visit(func(f *pflag.Flag) {
		if !slices.Contains(own, f.Name) {
			set(f.Name, f.Value.String())
		}
	})
	set("output", o.output)
	return err
}
