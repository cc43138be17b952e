package cmd

import (
	"context"
	"errors"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"fanout/internal/wait"
)

// Main runs the command line args and returns the exit status. A job ends early
// when ctx does, and after SIGINT, SIGTERM or SIGHUP.
func Main(ctx context.Context, args []string, sys IO) int {
	// A reader that has gone must show as an error of the write, not end the
	// process with temporaries left behind.
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sys.Out, sys.Err = wait.NewWriter(ctx, sys.Out), wait.NewWriter(ctx, sys.Err)
	results := sys.openConsole()
	out := &watchedOutput{w: results}
	sys.Out = out
	sys.colorMessages(colorArgument(args))
	defer cancelOnSignal(&sys, cancel)()
	defer stateOnSignal(&sys)()
	defer clearOnStop(&sys)()
	defer sys.restoreTerminal()
	if err := limitKernels(&sys); err != nil {
		printError(&sys, err)
		return status(err)
	}
	err := execute(ctx, &sys, args)
	if flushed := results.Flush(); out.err == nil {
		out.err = flushed
	}
	sys.console.Close()
	if err == nil {
		err = out.err
	}
	if err != nil {
		if errors.As(err, new(*usageError)) {
			sys.env.say(&sys, false)
		}
		printError(&sys, err)
	}
	return status(err)
}

// execute runs a command line with what the environment adds to it. What does
// not fit to the line is left out, and the line begins anew: nothing has been
// done before flags are checked.
func execute(ctx context.Context, sys *IO, args []string) error {
	sys.env = newEnvironment(sys)
	for {
		root := newRoot(sys)
		if completing(args) {
			addCompletions(root)
		}
		_, words, err := sys.env.extend(root, args)
		if err != nil {
			return err
		}
		sys.args = words
		sys.colorMessages(colorArgument(words))
		root.SetArgs(words)
		command, err := root.ExecuteContextC(ctx)
		if sys.env.yield(err) {
			continue
		}
		if wrong := (*usageError)(nil); errors.As(err, &wrong) && wrong.command == "" {
			wrong.command = command.CommandPath()
			if len(args) == strings.Count(wrong.command, " ") { // nothing but the command
				wrong.usage, wrong.example = useLine(command), firstExample(command)
			}
		}
		return err
	}
}

// A runFunc does the work of a subcommand with its options filled in.
type runFunc[O any] func(ctx context.Context, sys *IO, options O) error

func newRoot(sys *IO) *cobra.Command {
	root := &cobra.Command{
		Use:   "fanout COMMAND",
		Short: "Split big jobs into chunks, run them on every core, merge the results",
		Long: `Does CPU-heavy work over many inputs on all cores, in bounded memory. Results are
the same for any number of workers, and nothing is ever half written. Data goes to
stdout or to files, messages go to stderr.`,
		Example: `  fanout resize photos -o web --long-edge 1600   # a photo folder for the web
  fanout resize a.jpg -o a.webp --width 800      # one file to another
  fanout hash passwords.txt -o hashes.jsonl      # a password list
  fanout analyze sales.csv                       # statistics of every column
  fanout doctor                                  # what this machine offers`,
		DisableFlagsInUseLine: true,

		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				briefHelp(sys.Err, c)
				return &endedError{status: statusUsage, said: true}
			}
			return usage("unknown command %q%s", args[0], didYouMean(c.SuggestionsFor(args[0]), ""))
		},
	}
	root.SetIn(sys.In)
	root.SetOut(sys.Out)
	root.SetErr(sys.Err)
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return flagError(c, sys.args, err) })
	root.SetHelpFunc(help)
	root.AddCommand(newResize(sys, announced(runResize)), newHash(sys, announced(runHash)), newAnalyze(sys, announced(runAnalyze)),
		newMerge(sys, announced(runMerge)), newStatus(sys),
		newSubmit(sys), newDoctor(sys), newVersion(sys), newMan(), newCompletion(sys))
	root.InitDefaultHelpFlag() // so that 'fanout --help resize' is about resize
	root.InitDefaultHelpCmd()
	refuseUnknown(root)
	addVersionFlag(root)
	questionTildes(root)
	ownToggles(root)
	return root
}
