package cmd

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/part"
)

// slurmOptions are the flags of submit slurm.
type slurmOptions struct {
	shards, maxParallel, cpus int
	memory                    slurmMemory
	time                      slurmTime
	partition                 string

	wait, missing, dryRun, quiet bool
	progress, color              choice

	words []string // of the job
	job   *jobLine
}

// newSubmitSlurm returns the command; run does the work with the options filled
// in.
func newSubmitSlurm(sys *IO, run runFunc[*slurmOptions]) *cobra.Command {
	o := &slurmOptions{}
	c := &cobra.Command{
		Use:   "slurm --shards N [flags] -- COMMAND ARG...",
		Short: "Run a job as an array of Slurm jobs, then merge the results",
		Long: `Submits an array of jobs, one for each shard, and a job that merges their parts when
all have ended. The job IDs are printed on stdout, one per line, the merge last.
Scripts and logs are in OUT.parts, beside the output OUT.

Submitting the same job again is safe: shards that have finished do nothing. --report
and --summary-json of the job are written by the merge.

Use many more shards than there are machines, about 8 for each, so that machines
that are done early take another. Set what else a site asks for, such as an account,
by the environment variables of sbatch: SBATCH_ACCOUNT, SBATCH_QOS.`,
		Example: `  fanout submit slurm --shards 64 -- analyze logs -r -o logs.json
  fanout submit slurm --shards 64 --missing -- analyze logs -r -o logs.json
  fanout submit slurm --shards 200 --max-parallel 50 --cpus 4 --mem 8G \
      --time 2h -- resize photos -r -o web --long-edge 1600
  scancel $(fanout submit slurm --shards 8 -- hash list.txt -o list.jsonl)`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args:                  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			o.words = args
			if err := o.check(sys, c.Flags().Changed); err != nil || o.job == nil {
				return err
			}
			return run(c.Context(), sys, o)
		},
	}
	c.Flags().SetInterspersed(false) // what follows the first word is the job's
	o.addFlags(c)
	c.ValidArgsFunction = completeJob(sys)
	return c
}

func (o *slurmOptions) addFlags(c *cobra.Command) {
	o.progress = choice{names: []string{"auto", "bar", "plain", "json", "none"}, value: "auto"}
	o.color = choice{names: []string{"auto", "always", "never"}, value: "auto"}
	group(c, "Shards", func(f *pflag.FlagSet) {
		addCount(f, &o.shards, 1, part.MaxShards, "shards", "split the job into `N` shards")
		addCount(f, &o.maxParallel, 1, math.MaxInt32, "max-parallel", "run at most `N` shards at a time (default: no limit)")
		addToggle(f, &o.missing, "missing", "", "submit only shards that have no part yet, and the merge")
	})
	group(c, "What each job asks for", func(f *pflag.FlagSet) {
		addCount(f, &o.cpus, 1, math.MaxInt32, "cpus", "`CPUS` per shard, which are its workers (default: the cluster's)")
		f.Var(&o.memory, "mem", "memory per shard, such as 4G, in units of 1,024 (default: the cluster's)")
		f.Var(&o.time, "time", "time limit per shard: 90m, 2h or Slurm's 1-12:00:00 (default: the cluster's)")
		f.StringVar(&o.partition, "partition", "", "`NAME` of the partition (default: the cluster's)")
	})
	group(c, "Run", func(f *pflag.FlagSet) {
		addToggle(f, &o.wait, "wait", "", "wait for the merge, show progress, and end with its status")
		addToggle(f, &o.dryRun, "dry-run", "n", "print scripts and commands, run nothing")
	})
	group(c, "Messages", func(f *pflag.FlagSet) {
		f.Var(&o.progress, "progress", "how to show progress: auto, bar, plain (lines of text), json (lines of JSON) or none")
		f.Var(&o.color, "color", "color of the bar: auto (on a terminal), always or never")
		addToggle(f, &o.quiet, "quiet", "q", "print only errors")
	})
}

// talk reports which messages are wanted.
func (o *slurmOptions) talk() (quiet, verbose bool) { return o.quiet, false }

// check refuses what no flag can refuse alone, and parses the job.
func (o *slurmOptions) check(sys *IO, given func(flag string) bool) (err error) {
	switch {
	case !given("shards"):
		return usage("no number of shards given: use --shards N")
	case given("partition") && o.partition == "":
		return wrongValue("partition", "", "must be the name of a partition")
	case o.wait && o.dryRun:
		return together("--wait", "--dry-run")
	}
	o.job, err = parseJob(sys, o.words)
	return err
}

// A slurmMemory is a flag that takes a size as Slurm does.
type slurmMemory string

var memorySize = regexp.MustCompile(`^([1-9][0-9]{0,14})([KMGT])(i?B)?$`)

func (m *slurmMemory) String() string { return string(*m) }
func (m *slurmMemory) Type() string   { return "SIZE" }
func (m *slurmMemory) takes() string  { return "a whole number with a unit: 512M, 4G or 4GiB" }

// Set takes 4G and 4GiB, which are the same for Slurm. It knows no 4GB.
func (m *slurmMemory) Set(text string) error {
	found := memorySize.FindStringSubmatch(strings.Replace(text, "k", "K", 1))
	if found == nil || found[3] == "B" {
		return mustBe(m)
	}
	*m = slurmMemory(found[1] + found[2])
	return nil
}

// A slurmTime is a flag that takes a time as Slurm or Go writes it.
type slurmTime string

var slurmTimes = regexp.MustCompile(`^([0-9]{1,6}|[0-9]{1,6}:[0-5]?[0-9]|[0-9]{1,6}:[0-5]?[0-9]:[0-5]?[0-9]|[0-9]{1,5}-[0-9]{1,2}(:[0-5]?[0-9]){0,2})$`)

func (t *slurmTime) String() string { return string(*t) }
func (t *slurmTime) Type() string   { return "TIME" }
func (t *slurmTime) takes() string {
	return "a time such as 90m or 2h, or in the form of Slurm: minutes, H:MM:SS or D-HH:MM:SS"
}

// Set takes the forms of sbatch's --time, where a number alone is of minutes,
// and times as 90m, rounded up to minutes.
func (t *slurmTime) Set(text string) error {
	if slurmTimes.MatchString(text) && strings.ContainsAny(text, "123456789") {
		*t = slurmTime(text)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return mustBe(t)
	}
	*t = slurmTime(fmt.Sprint(int64((d + time.Minute - 1) / time.Minute)))
	return nil
}

// mustRun is a context in which something is done also after ctx has ended.
func mustRun(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
}
