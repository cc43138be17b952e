package cmd

import (
	"bytes"
	"regexp"
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
