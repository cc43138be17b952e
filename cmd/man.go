package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// manDate is printed in the pages. It is fixed so that the same source always
// gives the same pages.
const manDate = "2026-11-01"

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
		ValidArgsFunction: completeFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return err
			}
			return writePages(c.Root(), args[0])
		},
	}
}

// writePages writes the page of c and those of the commands below it.
func writePages(c *cobra.Command, dir string) error {
	name := filepath.Join(dir, pageName(c)+".1")
	if err := os.WriteFile(name, []byte(manPage(c)), 0o666); err != nil {
		return err
	}
	for _, sub := range subcommands(c) {
		if err := writePages(sub, dir); err != nil {
			return err
		}
	}
	return nil
}

// pageName returns the name of a command's page: fanout-submit-slurm.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage returns the man page of c. Its sections are in the order that
// man-pages(7) asks for, and its texts are those of the help.
func manPage(c *cobra.Command) string {
	p := &page{}
	p.line(fmt.Sprintf(".TH %s 1 %s \"fanout %s\" \"fanout manual\"", strings.ToUpper(pageName(c)), manDate, version))
	p.line(".nh")
	p.line(".ad l")
	p.section("NAME")
	p.text(pageName(c) + " - " + lowerFirst(c.Short))
	p.section("SYNOPSIS")
	p.synopsis(useLine(c), c.CommandPath())
	p.section("DESCRIPTION")
	if c.Long == "" {
		p.text(c.Short + ".")
	}
	for i, par := range paragraphs(c.Long) {
		if i > 0 {
			p.line(".PP")
		}
		p.paragraph(par)
	}
	if subs := subcommands(c); len(subs) > 0 {
		p.section("COMMANDS")
		for _, sub := range subs {
			p.term(bold(sub.Name()), sub.Short)
		}
	}
	p.options(c)
	if hasStatuses(c) {
		p.rows("EXIT STATUS", statusHelp)
	}
	p.rows("ENVIRONMENT", environmentRows(c))
	p.rows("FILES", fileRows(c))
	if c.Example != "" {
		p.section("EXAMPLES")
		p.verbatim(c.Example)
	}
	p.seeAlso(c)
	return p.String()
}

// options writes the flags of c under their headings.
func (p *page) options(c *cobra.Command) {
	groups := flagGroups(c)
	if len(groups) > 0 {
		p.section("OPTIONS")
	}
	for _, g := range groups {
		if len(groups) > 1 {
			p.line(".SS " + escape(g.title))
		}
		for _, f := range g.flags {
			left := bold("--" + f.Name)
			if f.Shorthand != "" {
				left = bold("-"+f.Shorthand) + ", " + left
			}
			if v := f.value(); v != "" {
				left += " " + italic(v)
			}
			p.term(left, f.text())
		}
	}
}

// seeAlso names the pages of the commands above and below c.
func (p *page) seeAlso(c *cobra.Command) {
	var names []string
	if c.HasParent() {
		names = append(names, pageName(c.Parent()))
	}
	for _, sub := range subcommands(c) {
		names = append(names, pageName(sub))
	}
	p.section("SEE ALSO")
	for i, name := range names {
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		p.line(".BR " + escape(name) + " (1)" + comma)
	}
}
