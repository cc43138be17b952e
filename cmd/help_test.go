package cmd

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

// eachCommand calls do for every command that has a help, with a name for the
// test.
func eachCommand(t *testing.T, do func(t *testing.T, c *cobra.Command)) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		t.Run(pageName(c), func(t *testing.T) { do(t, c) })
		for _, sub := range subcommands(c) {
			walk(sub)
		}
	}
	walk(testRoot())
}

func testRoot() *cobra.Command {
	return newRoot(&IO{Getenv: func(string) string { return "" }})
}

// helpText returns the help of c.
func helpText(c *cobra.Command) string {
	var b bytes.Buffer
	c.SetOut(&b)
	help(c, nil)
	return b.String()
}

// Every line of a help text fits a terminal of 80 columns, and all words of
// what it is made from stand in it, none of them broken.
func TestHelpFits(t *testing.T) {
	eachCommand(t, func(t *testing.T, c *cobra.Command) {
		text := helpText(c)
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if n := uniseg.StringWidth(line); n > helpWidth || strings.ContainsAny(line, "\t\u00a0") || strings.HasSuffix(line, " ") {
				t.Errorf("%d columns: %q", n, line)
			}
		}
		words := strings.Fields(text)
		whole := func(source string) {
			for i, want := range strings.Fields(source) {
				for len(words) > 0 && words[0] != want {
					words = words[1:]
				}
				if len(words) == 0 {
					t.Fatalf("word %d of %q is not in the help", i+1, source)
				}
			}
		}
		whole(c.Example)
		whole(c.Long)
		for _, g := range flagGroups(c) {
			for _, f := range g.flags {
				whole(f.left() + " " + f.text())
			}
		}
	})
}

// Flags stand in the usage where there are some, defaults have one form, the
// words of a choice are all named, and short texts are neither sentences nor
// long.
func TestHelpForm(t *testing.T) {
	eachCommand(t, func(t *testing.T, c *cobra.Command) {
		if has, says := len(flagGroups(c)) > 0 && c.HasParent(), strings.Contains(useLine(c), "[flags]"); has != says && len(subcommands(c)) == 0 {
			t.Errorf("usage %q: flags %v", useLine(c), has)
		}
		if c.HasParent() && len(c.Short) > helpWidth-commandColumn || strings.HasSuffix(c.Short, ".") {
			t.Errorf("short text %q", c.Short)
		}
		for _, g := range flagGroups(c) {
			for _, f := range g.flags {
				text := strings.ReplaceAll(f.text(), noBreak, " ")
				if strings.HasSuffix(text, ".") || strings.Contains(text, "  ") || text == "" {
					t.Errorf("--%s: %q", f.Name, text)
				}
				if i := strings.Index(text, "(default"); i >= 0 && (!strings.HasPrefix(text[i:], "(default: ") || !strings.HasSuffix(text, ")")) {
					t.Errorf("--%s: the default does not stand at the end as (default: X): %q", f.Name, text)
				}
				if c, ok := f.Value.(*choice); ok {
					for _, word := range c.names {
						if !regexp.MustCompile(`(^|[ (])` + regexp.QuoteMeta(word) + `($|[ ,;:)])`).MatchString(text) {
							t.Errorf("--%s: no %q in %q", f.Name, word, text)
						}
					}
				}
			}
		}
	})
}

// Man pages have their sections in the usual order, a title and no line that
// roff would take for a macro by mistake.
func TestManPages(t *testing.T) {
	order := []string{"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"}
	macro := regexp.MustCompile(`^\.(TH|SH|SS|TP|PP|EX|EE|BR|nh|ad)( |$)`)
	eachCommand(t, func(t *testing.T, c *cobra.Command) {
		text := manPage(c)
		last := -1
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if section, ok := strings.CutPrefix(line, ".SH "); ok {
				place := slices.Index(order, section)
				if place <= last {
					t.Errorf("section %q stands after %q", section, order[last])
				}
				last = place
			}
			if strings.HasPrefix(line, ".") && !macro.MatchString(line) || strings.HasPrefix(line, "'") || line == "" {
				t.Errorf("line %q", line)
			}
			for _, r := range line {
				if r < ' ' || r > '~' {
					t.Errorf("%q is not ASCII", line)
				}
			}
		}
		if last != len(order)-1 || !strings.HasPrefix(text, ".TH FANOUT") {
			t.Errorf("the page has not all sections:\n%s", text)
		}
		for _, g := range flagGroups(c) {
			for _, f := range g.flags {
				if want := "\\fB" + escape("--"+f.Name) + "\\fR"; !strings.Contains(text, want) {
					t.Errorf("no %s", want)
				}
			}
		}
	})
}

// The variables that help texts name stand for flags of the command.
func TestHelpOfEnvironment(t *testing.T) {
	eachCommand(t, func(t *testing.T, c *cobra.Command) {
		rows := environmentRows(c)
		if len(rows) < 2 && slices.Contains([]string{"fanout", "resize", "hash", "analyze", "merge"}, c.Name()) {
			t.Errorf("%d rows", len(rows))
		}
		for _, r := range rows {
			if flag, ok := strings.CutPrefix(r[0], commandPrefix(c)); ok && c.HasParent() && c.Flags().Lookup(strings.ToLower(flag)) == nil {
				t.Errorf("%s: there is no flag", r[0])
			}
		}
	})
}
