package cmd

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newSubmit returns the command that hands a job to a scheduler.
func newSubmit(sys *IO) *cobra.Command {
	c := &cobra.Command{
		Use:   "submit slurm|k8s --shards N [flags] -- COMMAND ARG...",
		Short: "Run a job on many machines",
		Long: `Gives a scheduler the shards of a job, and the merge that joins their results. The
output is the same as that of a run on one machine. All machines must see the same
files under the same names, and the job's output must be a file or a folder (-o).`,
		Example: `  fanout submit slurm --shards 64 -- analyze logs -r -o logs.json
  fanout submit slurm --shards 64 --missing -- analyze logs -r -o logs.json
  fanout submit k8s --shards 64 -- resize photos -r -o web --long-edge 1600`,
		DisableFlagsInUseLine: true,
		Args:                  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var names []string
			for _, sub := range c.Commands() {
				if sub.IsAvailableCommand() && sub.Name() != "help" {
					names = append(names, sub.Name())
				}
			}
			if len(args) == 0 {
				return usage("no scheduler given: name %s", strings.Join(names, " or "))
			}
			return usage("unknown scheduler %q: must be %s", args[0], strings.Join(names, " or "))
		},
	}
	c.AddCommand(newSubmitSlurm(sys, announced(runSubmitSlurm)), newSubmitK8s(sys, announced(runSubmitK8s)))
	return c
}

// A jobLine is the command line of a job that is to run as shards and a merge.
type jobLine struct {
	command string     // resize, hash or analyze
	flags   []flagWord // in the order given
	args    []string   // besides the flags
	options *sharedOptions
}

// A flagWord is a flag of a command line with its value.
type flagWord struct{ name, value string }

func (f flagWord) String() string { return "--" + f.name + "=" + f.value }

// mergeFlags are the flags of a job that go to its merge and not to its shards.
var mergeFlags = []string{"report", "summary-json"}

// parseJob parses words, a subcommand with its flags and arguments, as the
// subcommand itself does, but does not run it. The result is nil if words ask
// for help, which has been printed.
func parseJob(sys *IO, words []string) (*jobLine, error) {
	names := jobNames
	if len(words) == 0 {
		return nil, usage("no job given: end with -- and a command line of %s", strings.Join(names, ", "))
	}
	if !slices.Contains(names, words[0]) {
		return nil, usage("%q cannot be submitted: the job must be one of %s", words[0], strings.Join(names, ", "))
	}
	words, err := sys.env.extendJob(jobCommands(sys, new(*sharedOptions), words), words)
	if err != nil {
		return nil, err
	}
	j := &jobLine{command: words[0]}
	if err := j.parse(sys, words); err != nil || j.options == nil {
		return nil, err
	}
	c, _, err := jobCommands(sys, new(*sharedOptions), words).Find(words)
	if err != nil {
		return nil, err
	}
	err = c.Flags().ParseAll(words[1:], func(f *pflag.Flag, value string) error {
		j.flags = append(j.flags, flagWord{f.Name, value})
		return nil
	})
	j.args = c.Flags().Args()
	if err != nil {
		return nil, err
	}
	if err := j.check(); err != nil {
		return nil, err
	}
	// A shard refuses what has none, as hash --verify.
	shard := &jobLine{}
	return j, shard.parse(sys, j.shardArgs("1/2"))
}

// parse has the subcommand check words, and keeps its options.
func (j *jobLine) parse(sys *IO, words []string) error {
	root := jobCommands(sys, &j.options, words)
	root.SetArgs(words)
	c, err := root.ExecuteC()
	if wrong := (*usageError)(nil); errors.As(err, &wrong) && wrong.command == "" {
		wrong.command = c.CommandPath()
	}
	return err
}

// jobCommands returns the subcommands that have shards. They do nothing but
// check their flags in words, and put their options into o.
func jobCommands(sys *IO, o **sharedOptions, words []string) *cobra.Command {
	remote := *sys
	remote.In = nil // what is piped into this command is not piped into a job
	sys = &remote
	root := &cobra.Command{Use: "fanout", SilenceErrors: true, SilenceUsage: true}
	root.SetOut(sys.Out)
	root.SetErr(sys.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, words, err) })
	root.SetHelpFunc(help)
	defer questionTildes(root)
	root.AddCommand(
		newResize(sys, func(_ context.Context, _ *IO, r *resizeOptions) error { *o = &r.sharedOptions; return nil }),
		newHash(sys, func(_ context.Context, _ *IO, h *hashOptions) error { *o = &h.sharedOptions; return nil }),
		newAnalyze(sys, func(_ context.Context, _ *IO, a *analyzeOptions) error { *o = &a.sharedOptions; return nil }))
	return root
}

// check refuses jobs that cannot run without a terminal and a pipe.
func (j *jobLine) check() error {
	given := func(name string) bool {
		return slices.ContainsFunc(j.flags, func(f flagWord) bool { return f.name == name })
	}
	switch {
	case j.options.output == "" || j.options.output == "-":
		return usage("the job must name its output with -o: the parts are put beside it")
	case slices.Contains(j.args, "-"):
		return usage("a submitted job has no standard input: name files that every machine can read")
	case j.options.dryRun:
		return usage("--dry-run of the job shows no submission: put it before the --")
	case given("shard"):
		return usage("--shard is given by the submission: leave it out, and say how many with --shards")
	case j.options.trace != "":
		return usage("--trace shows one process, and cannot be submitted: run one shard by itself with --shard and --trace")
	case j.options.report == "-" || j.options.summary == "-":
		return usage("--report and --summary-json of a submitted job need the name of a file")
	}
	return nil
}

// shardArgs returns the arguments of fanout for a shard: which is the value of
// --shard.
func (j *jobLine) shardArgs(which string) []string {
	args := []string{j.command, "--ignore-environment", "--shard", which}
	for _, f := range j.flags {
		if !slices.Contains(mergeFlags, f.name) && f.name != "ignore-environment" {
			args = append(args, f.String())
		}
	}
	return append(append(args, "--"), j.args...)
}

// mergeArgs returns the arguments of fanout for the merge of the parts in dir.
func (j *jobLine) mergeArgs(dir string) []string {
	args := []string{"merge", "--ignore-environment", dir, "-o", j.options.output}
	for _, f := range j.flags {
		if slices.Contains(mergeFlags, f.name) {
			args = append(args, f.String())
		}
	}
	return args
}
