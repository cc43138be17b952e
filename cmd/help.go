package cmd

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Help texts are made for terminals of 80 columns, and no wider on others.
// Flags have the left column and their texts the right one; a flag that is too
// long for its column has a line of its own.
const (
	helpWidth  = 80
	textColumn = 28
)

// help prints the help of c on stdout: what it does, examples, usage, flags
// under their headings, statuses.
func help(c *cobra.Command, _ []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", c.CommandPath(), lowerFirst(c.Short))
	if c.Example != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Example)
	}
	fmt.Fprintf(&b, "\nUsage:\n  %s\n", useLine(c))
	for _, p := range paragraphs(c.Long) {
		fmt.Fprintf(&b, "\n%s\n", strings.Join(p.lines(helpWidth), "\n"))
	}
	if len(subcommands(c)) > 0 {
		b.WriteString("\nCommands:\n")
		listCommands(&b, c)
	}
	for _, g := range flagGroups(c) {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		for _, f := range g.flags {
			hang(&b, f.left(), textColumn, f.text())
		}
	}
	if rows := environmentRows(c); len(rows) > 0 {
		b.WriteString("\nEnvironment:\n")
		for _, r := range rows {
			hang(&b, "  "+r[0], textColumn, r[1])
		}
	}
	if hasStatuses(c) {
		b.WriteString("\nExit status:\n")
		for _, s := range statusHelp {
			hang(&b, "  "+s[0], statusColumn, s[1])
		}
	}
	if !c.HasParent() {
		b.WriteString("\nRun 'fanout COMMAND --help' for details.\n")
	}
	fmt.Fprint(c.OutOrStdout(), b.String())
}

// briefHelp prints what someone sees who types only the program's name.
func briefHelp(w io.Writer, c *cobra.Command) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n%s\n\nCommands:\n", c.CommandPath(), lowerFirst(c.Short), c.Example)
	listCommands(&b, c)
	fmt.Fprintf(&b, "\nRun '%[1]s COMMAND --help' for details, '%[1]s --help' for more.\n", c.CommandPath())
	fmt.Fprint(w, b.String())
}

// listCommands writes the commands below c.
func listCommands(b *strings.Builder, c *cobra.Command) {
	for _, sub := range subcommands(c) {
		hang(b, "  "+sub.Name(), commandColumn, sub.Short)
	}
}

// firstExample returns the first of c's examples that is a call of c.
func firstExample(c *cobra.Command) string {
	for line := range strings.SplitSeq(c.Example, "\n") {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "  #")
		if strings.HasPrefix(line, c.CommandPath()+" ") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// Columns of the texts beside commands and statuses.
const (
	commandColumn = 14
	statusColumn  = 12
)

// useLine returns how c is called, with [flags] where it has any.
func useLine(c *cobra.Command) string {
	line := c.Use
	if c.HasParent() {
		line = c.Parent().CommandPath() + " " + line
	}
	if len(flagGroups(c)) > 0 && c.HasParent() && !strings.Contains(line, "[flags]") {
		line += " [flags]"
	}
	return line
}

// commandOrder has the commands that are used most first.
var commandOrder = []string{"resize", "hash", "analyze", "submit", "status", "merge", "doctor"}

// subcommands returns the commands below c that its help lists.
func subcommands(c *cobra.Command) []*cobra.Command {
	subs := slices.DeleteFunc(slices.Clone(c.Commands()), func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() })
	place := func(sub *cobra.Command) int {
		if i := slices.Index(commandOrder, sub.Name()); i >= 0 {
			return i
		}
		return len(commandOrder)
	}
	slices.SortStableFunc(subs, func(a, b *cobra.Command) int { return cmp.Compare(place(a), place(b)) })
	return subs
}

// statusKey is the annotation of commands that end with any of the statuses.
const statusKey = "fanout_statuses"

// hasStatuses reports whether the help of c lists the statuses.
func hasStatuses(c *cobra.Command) bool { return !c.HasParent() || c.Annotations[statusKey] != "" }

// refuseUnknown makes Cobra's own command, help, fail for what it does not know
// instead of showing some help with status 0.
func refuseUnknown(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() != "help" {
			continue
		}
		show := c.Run
		c.Run = nil
		c.RunE = func(c *cobra.Command, args []string) error {
			if _, left, err := root.Find(args); err != nil || len(left) > 0 {
				near := ""
				if len(args) == 1 {
					near = didYouMean(root.SuggestionsFor(args[0]), "")
				}
				return &usageError{err: fmt.Errorf("unknown command %q%s", strings.Join(args, " "), near), command: root.CommandPath()}
			}
			show(c, args)
			return nil
		}
	}
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
