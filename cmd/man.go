package cmd

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manDate is printed in the pages. It is fixed so that the same source always
// gives the same pages.
var manDate = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the man pages into a folder",
		Example: "  fanout man ~/.local/share/man/man1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("name one folder for the man pages")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			root := c.Root()
			root.DisableAutoGenTag = true
			addStatuses(root)
			return doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "fanout " + version, Manual: "fanout", Date: &manDate}, args[0])
		},
	}
}

// addStatuses adds the statuses to the pages of the commands that end with
// them.
func addStatuses(c *cobra.Command) {
	if hasStatuses(c) {
		c.Long += "\n\n# EXIT STATUS\n" + manList(statusHelp)
	}
	for _, sub := range c.Commands() {
		addStatuses(sub)
	}
}

// manList turns lines of a term, two spaces and its meaning into Markdown that
// keeps them apart.
func manList(lines string) string {
	var b strings.Builder
	for line := range strings.Lines(lines) {
		term, meaning, _ := strings.Cut(strings.TrimSpace(line), "  ")
		fmt.Fprintf(&b, "\n**%s**\n: %s\n", term, strings.TrimSpace(meaning))
	}
	return b.String()
}
