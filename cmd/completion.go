package cmd

import (
	"bytes"
	_ "embed"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Cobra's script for bash needs the package bash-completion, and its script for
// fish knows neither folders nor extensions. These are our own.
//
//go:embed completion.bash
var bashCompletion string

//go:embed completion.fish
var fishCompletion string

// shells are those that there is a script for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(sys *IO) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for a shell",
		Long: `SHELL is bash, zsh, fish or powershell. The script completes commands, flags, their
values and file names. Add it to your shell's configuration as shown above; it works
in every shell that is started afterwards. It needs no other package.`,
		Example: `  echo 'source <(fanout completion bash)' >> ~/.bashrc
  echo 'source <(fanout completion zsh)' >> ~/.zshrc        # after compinit
  echo 'fanout completion fish | source' >> ~/.config/fish/config.fish
  fanout completion powershell >> $PROFILE`,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			names := either(shells)
			switch {
			case len(args) == 0:
				return usage("no shell given: name %s", names)
			case len(args) > 1:
				return usage("%q: only one shell at a time", args[1])
			case !slices.Contains(shells, args[0]):
				return usage("unknown shell %q: must be %s", args[0], names)
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return writeCompletion(sys, c.Root(), args[0], !plain)
		},
	}
	group(c, "Output", func(f *pflag.FlagSet) {
		addToggle(f, &plain, "no-descriptions", "", "complete without descriptions")
	})
	return c
}

// writeCompletion writes the script of a shell.
func writeCompletion(sys *IO, root *cobra.Command, shell string, described bool) error {
	request := cobra.ShellCompRequestCmd
	if !described {
		request = cobra.ShellCompNoDescRequestCmd
	}
	switch shell {
	case "bash", "fish":
		script := map[string]string{"bash": bashCompletion, "fish": fishCompletion}[shell]
		_, err := io.WriteString(sys.Out, strings.Replace(script, "REQUEST", request, 1))
		return err
	case "zsh":
		if described {
			return root.GenZshCompletion(sys.Out)
		}
		return root.GenZshCompletionNoDesc(sys.Out)
	}
	if described {
		return root.GenPowerShellCompletionWithDesc(sys.Out)
	}
	return root.GenPowerShellCompletion(sys.Out)
}

// completing reports whether args are a shell's request for completions.
func completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// addCompletions tells Cobra what completes the flags and arguments of c and of
// the commands below it. Flags go by their placeholders: those of files and
// folders are completed with some, others only with words that are known.
func addCompletions(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		what, text := pflag.UnquoteUsage(f)
		f.Usage = text // a description without marks
		if known, _ := c.GetFlagCompletionFunc(f.Name); known != nil {
			return
		}
		switch v := f.Value.(type) {
		case *choice:
			_ = c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(v.names, cobra.ShellCompDirectiveNoFileComp))
			return
		case *words:
			if v.names != nil {
				_ = c.RegisterFlagCompletionFunc(f.Name, completeList(v.names))
				return
			}
		}
		switch what {
		case "FILE", "HASHES", "":
		case "DIR", "FOLDER":
			_ = c.MarkFlagDirname(f.Name)
		default:
			_ = c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
	})
	for _, sub := range c.Commands() {
		addCompletions(sub)
	}
}

// completeList completes a list of words with commas.
func completeList(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, text string) ([]string, cobra.ShellCompDirective) {
		before := text[:strings.LastIndex(text, ",")+1]
		var lists []string
		for _, w := range words {
			if !slices.Contains(strings.Split(before, ","), w) {
				lists = append(lists, before+w)
			}
		}
		return lists, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// completeExtensions completes arguments with folders, and with files that have
// one of these extensions.
func completeExtensions(extensions []string) cobra.CompletionFunc {
	var names []string
	for _, ext := range extensions {
		ext = strings.TrimPrefix(ext, ".")
		names = append(names, ext, strings.ToUpper(ext)) // shells tell them apart
	}
	return cobra.FixedCompletions(names, cobra.ShellCompDirectiveFilterFileExt)
}

// completeFolder completes the only argument with a folder.
func completeFolder(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeJob completes the command line of a job that is to be submitted, as
// the job's own command completes it.
func completeJob(sys *IO) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return []string{"resize", "hash", "analyze"}, cobra.ShellCompDirectiveNoFileComp
		}
		var out bytes.Buffer
		root := newRoot(&IO{In: sys.In, Out: &out, Err: &bytes.Buffer{}, Getenv: sys.Getenv})
		addCompletions(root)
		root.SetArgs(append(append([]string{cobra.ShellCompRequestCmd}, args...), text))
		if err := root.Execute(); err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		directive, err := strconv.Atoi(strings.TrimPrefix(lines[len(lines)-1], ":"))
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		return lines[:len(lines)-1], cobra.ShellCompDirective(directive)
	}
}
