package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/cmd/progress"
	"fanout/internal/part"
)

// sharedOptions are the flags that every job has.
type sharedOptions struct {
	workers   percentage
	memory    percentage
	onError   choice
	maxErrors percentage

	output    string
	overwrite choice
	report    string
	summary   string
	trace     string

	progress choice
	color    choice
	quiet    bool
	verbose  bool
	dryRun   bool

	countBytes bool // progress counts bytes read, not items
	stdin      bool // standard input is an input
	typed      bool // a person types it

	shard shardFlag
	parts *part.Set // to be merged instead of doing the work; nil: it is done
	total *summary  // of the merge, for its caller; nil: there is none

	sys     *IO
	command string         // "analyze"
	line    *pflag.FlagSet // as it was parsed
}

// addResources adds the flags about workers and memory.
func (o *sharedOptions) addResources(c *cobra.Command) {
	o.workers = percentage{text: "0"}
	o.memory = percentage{percent: 75, bytes: true, text: "75%"}
	group(c, "Run", func(f *pflag.FlagSet) {
		f.VarP(&o.workers, "workers", "j", "number of workers, or a share of the CPUs (default: one per available CPU)")
		f.Var(&o.memory, "max-memory", "memory for items in progress: a size, or a share of what the machine, container or scheduler grants")
		addToggle(f, new(bool), "ignore-environment", "", "take no flags from environment variables (FANOUT_...)")
	})
}

// addRun adds the flags about workers, memory and failures.
func (o *sharedOptions) addRun(c *cobra.Command) {
	o.onError = choice{names: []string{"skip", "abort"}, value: "skip"}
	o.addResources(c)
	group(c, "Run", func(f *pflag.FlagSet) {
		f.Var(&o.onError, "on-error", "on a failed item: skip (report it and continue) or abort (stop the run)")
		f.Var(&o.maxErrors, "max-errors", "stop when more than N items, or P% of them, have failed (default: no limit)")
		addToggle(f, &o.dryRun, "dry-run", "n", "show the plan, write nothing")
	})
}

// addMessages adds the flags about messages on stderr and reports.
func (o *sharedOptions) addMessages(c *cobra.Command) {
	o.progress = choice{names: []string{"auto", "bar", "workers", "plain", "json", "none"}, value: "auto"}
	o.color = choice{names: []string{"auto", "always", "never"}, value: "auto"}
	group(c, "Messages and reports", func(f *pflag.FlagSet) {
		f.StringVar(&o.report, "report", "", "write one JSON line per item to `FILE`, in input order")
		f.StringVar(&o.summary, "summary-json", "", "write the summary as JSON to `FILE`")
		f.StringVar(&o.trace, "trace", "", "write a timeline of the workers to `FILE`, to open in ui.perfetto.dev")
		f.Var(&o.progress, "progress", "how to show progress: auto, bar, workers (a line for each), plain (lines of text), json (lines of JSON) or none")
		f.Var(&o.color, "color", "color in messages and tables: auto (on a terminal), always or never")
		addToggle(f, &o.quiet, "quiet", "q", "print only errors")
		addToggle(f, &o.verbose, "verbose", "v", "report every item, and how busy the workers were")
	})
	_ = c.MarkFlagFilename("report", "jsonl")
	_ = c.MarkFlagFilename("summary-json", "json")
	_ = c.MarkFlagFilename("trace", "json")
}

// checkShared refuses what no flag can refuse alone.
func (o *sharedOptions) checkShared() error {
	nameStdout(&o.output, &o.report, &o.summary, &o.trace)
	if o.trace == "-" {
		return usage("--trace needs the name of a file: a trace is not written to stdout")
	}
	if o.quiet && o.verbose {
		return together("--quiet", "--verbose")
	}
	if o.onError.value == "abort" && o.maxErrors.given {
		return together("--on-error abort", "--max-errors")
	}
	return o.checkShard()
}

// talk reports which messages are wanted.
func (o *sharedOptions) talk() (quiet, verbose bool) { return o.quiet, o.verbose }

// resources are what a run may use.
type resources struct {
	workers int
	memory  int64 // bytes
}

// applyLimits turns the flags into numbers for this machine, and sets the
// limits of the runtime: no more threads than workers, a collection when the
// heap has grown by garbagePercent, and more of them near the memory limit.
func (o *sharedOptions) applyLimits(sys *IO, garbagePercent int) resources {
	seen := runtime.GOMAXPROCS(0)
	cpus := grantedCPUs(sys.Getenv, seen)
	r := resources{workers: cpus}
	if n := o.workers.of(int64(cpus)); n > 0 {
		r.workers = int(min(n, maxWorkers))
	} else if o.workers.percent > 0 {
		r.workers = 1
	}
	runtime.GOMAXPROCS(min(seen, r.workers))
	if sys.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	r.memory = o.memoryFor(sys)
	if r.memory < debug.SetMemoryLimit(-1) { // GOMEMLIMIT may be lower
		debug.SetMemoryLimit(r.memory)
	}
	return r
}

// memoryFor returns the bytes that a run may take by the flag, but not more
// than the limits of the process leave, and says so.
func (o *sharedOptions) memoryFor(sys *IO) int64 {
	memory := max(1, o.memory.of(grantedMemory(sys.Getenv, availableMemory())))
	left, limit, limited := memoryLeft()
	if !limited || left >= memory {
		return memory
	}
	if o.memory.given && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: --max-memory is reduced to %s: more does not fit into the limit of this process (%s)\n",
			humanize.IBytes(uint64(left)), limit)
	}
	return left
}

// maxWorkers keeps a typing error from starting a million goroutines.
const maxWorkers = 4096

// availableMemory returns the bytes that this process may use: its container's
// limit or what the machine has, whichever is less.
func availableMemory() int64 {
	const unknown = 4 << 30
	available := uint64(unknown)
	if n, err := memlimit.FromSystem(); err == nil && n > 0 {
		available = n
	}
	if n, err := memlimit.FromCgroup(); err == nil && n > 0 {
		available = min(available, n)
	}
	return int64(available)
}

// maxFailures returns how many of n items may fail before the run stops;
// negative: any number.
func (o *sharedOptions) maxFailures(n int64) int64 {
	switch {
	case o.onError.value == "abort":
		return 0
	case o.maxErrors.given:
		return o.maxErrors.of(n)
	}
	return -1
}

// mode returns how progress is shown.
func (o *sharedOptions) mode() progress.Mode {
	if o.quiet {
		return progress.None
	}
	m, _ := progress.ParseMode(o.progress.value) // checked by the flag
	if o.typed && (m == progress.Auto || m == progress.Bar || m == progress.Workers) {
		return progress.None
	}
	return m
}
