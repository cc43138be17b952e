package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupKey is the annotation of a flag that names its heading in the help.
const groupKey = "fanout_group"

// group adds flags to c below a heading of their own.
func group(c *cobra.Command, title string, define func(*pflag.FlagSet)) {
	set := pflag.NewFlagSet(title, pflag.ContinueOnError)
	set.SortFlags = false
	define(set)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[groupKey] = []string{title}
	})
	c.Flags().SortFlags = false
	c.Flags().AddFlagSet(set)
}

// help prints the help of c on stdout: what it does, examples, usage, flags
// under their headings, statuses.
func help(c *cobra.Command, _ []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", c.CommandPath(), lowerFirst(c.Short))
	if c.Example != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Example)
	}
	fmt.Fprintf(&b, "\nUsage:\n  %s\n", c.UseLine())
	if c.Long != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Long)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\nCommands:\n")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "  %-11s %s\n", sub.Name(), sub.Short)
			}
		}
	}
	for _, g := range flagGroups(c) {
		fmt.Fprintf(&b, "\n%s:\n%s", g.title, g.flags.FlagUsagesWrapped(100))
	}
	if hasStatuses(c) {
		fmt.Fprintf(&b, "\nExit status:\n%s", statusHelp)
	}
	if !c.HasParent() {
		b.WriteString("\n'fanout COMMAND --help' tells more about a command.\n")
	}
	fmt.Fprint(c.OutOrStdout(), b.String())
}

// statusKey is the annotation of commands that end with any of the statuses.
const statusKey = "fanout_statuses"

// hasStatuses reports whether the help of c lists the statuses.
func hasStatuses(c *cobra.Command) bool { return !c.HasParent() || c.Annotations[statusKey] != "" }

// refuseUnknown makes Cobra's own commands, help and completion, fail for what
// they do not know instead of showing some help with status 0.
func refuseUnknown(root *cobra.Command) {
	for _, c := range root.Commands() {
		switch show := c.Run; c.Name() {
		case "help":
			c.Run = nil
			c.RunE = func(c *cobra.Command, args []string) error {
				if _, left, err := root.Find(args); err != nil || len(left) > 0 {
					return &usageError{fmt.Errorf("unknown command %q", strings.Join(args, " ")), root.CommandPath()}
				}
				show(c, args)
				return nil
			}
		case "completion":
			for _, shell := range c.Commands() {
				shell.Args = noArgs
			}
			c.Args = cobra.ArbitraryArgs
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) == 0 {
					return usage("no shell given: bash, fish, powershell or zsh")
				}
				return usage("unknown shell %q: must be bash, fish, powershell or zsh", args[0])
			}
		}
	}
}

type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// flagGroups returns the flags of c by heading, in the order of definition.
func flagGroups(c *cobra.Command) []flagGroup {
	var groups []flagGroup
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		title := "Flags"
		if t := f.Annotations[groupKey]; t != nil {
			title = t[0]
		}
		i := len(groups) - 1
		for i >= 0 && groups[i].title != title {
			i--
		}
		if i < 0 {
			set := pflag.NewFlagSet(title, pflag.ContinueOnError)
			set.SortFlags = false
			groups = append(groups, flagGroup{title, set})
			i = len(groups) - 1
		}
		groups[i].flags.AddFlag(f)
	})
	return groups
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
