package cmd

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A commandLine is words for a command of a tree.
type commandLine struct {
	command *cobra.Command
	path    int                    // words of its name
	given   map[string]*pflag.Flag // by the words themselves, not the environment
	args    []string               // that are no flags
}

// readLine finds the command that words name and parses its flags. Flags before
// the name are moved behind it. An error reports a typo that Cobra would
// accept. The command is nil if words name none.
func readLine(root *cobra.Command, words []string) (line commandLine, arranged []string, err error) {
	arranged = arrange(root, words)
	c, _, err := root.Find(arranged)
	if err != nil || !isNamed(c, arranged) {
		return line, arranged, nil
	}
	line = commandLine{command: c, path: depth(c), given: map[string]*pflag.Flag{}}
	rest := arranged[line.path:]
	c.InitDefaultHelpFlag()
	err = c.Flags().ParseAll(rest, func(f *pflag.Flag, value string) error {
		line.given[f.Name] = f
		return mistaken(c, rest, f, value)
	})
	line.args = c.Flags().Args()
	if err == nil {
		err = misplaced(c, rest, line.args)
	}
	if wrong := (*usageError)(nil); errors.As(err, &wrong) {
		wrong.command = c.CommandPath()
		return line, arranged, wrong
	}
	return line, arranged, nil // other errors come again when it is executed
}

// depth returns how many words name a command below the root.
func depth(c *cobra.Command) int { return strings.Count(c.CommandPath(), " ") }

// isNamed reports whether words begin with the name of c, which is not the
// root.
func isNamed(c *cobra.Command, words []string) bool {
	name := strings.Fields(c.CommandPath())[1:]
	return len(name) > 0 && len(words) >= len(name) && slices.Equal(name, words[:len(name)])
}

// arrange returns words with the flags before a command's name moved to follow
// the name.
func arrange(root *cobra.Command, words []string) []string {
	if len(words) == 0 || !strings.HasPrefix(words[0], "-") || words[0] == "--" {
		return words
	}
	for i, word := range words {
		c, _, err := root.Find(words[i:])
		if strings.HasPrefix(word, "-") || err != nil || !isNamed(c, words[i:]) {
			continue
		}
		c.InitDefaultHelpFlag()
		nothing := func(*pflag.Flag, string) error { return nil }
		if c.Flags().ParseAll(words[:i], nothing) == nil && len(c.Flags().Args()) == 0 {
			name := i + depth(c)
			return slices.Concat(words[i:name], words[:i], words[name:])
		}
	}
	return words
}

// mistaken refuses a value that is none: the letters of a long flag that has
// one dash, since -output is not -o utput; and a flag that follows another that
// needs a value.
func mistaken(c *cobra.Command, words []string, f *pflag.Flag, value string) error {
	word := "-" + f.Shorthand + value
	name, _, _ := strings.Cut(word[1:], "=")
	if f.Shorthand != "" && len(name) > 1 && c.Flags().Lookup(name) != nil && slices.Contains(words, word) {
		return usage("%q: long flags take two dashes: --%s", word, name)
	}
	name, dashes := strings.CutPrefix(value, "--")
	name, _, _ = strings.Cut(name, "=")
	if dashes && c.Flags().Lookup(name) != nil && slices.Contains(words, value) {
		return usage("%w; what follows it is the flag --%s", needsValue(f), name)
	}
	return nil
}

// misplaced refuses arguments that were meant for flags: one whose dash is that
// of a word processor, and a value behind a flag that is on or off.
func misplaced(c *cobra.Command, words, args []string) error {
	for i, word := range words {
		if !slices.Contains(args, word) {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimLeft(word, "\u2013\u2014-"), "=")
		if long := strings.HasPrefix(word, "\u2013") || strings.HasPrefix(word, "\u2014"); long && c.Flags().Lookup(name) != nil {
			return usage("%q: begins with a dash that is no hyphen: write --%s", word, name)
		}
		if _, ok := toggles[strings.ToLower(word)]; !ok || i == 0 || !strings.HasPrefix(words[i-1], "--") {
			continue
		}
		f := c.Flags().Lookup(words[i-1][2:])
		if _, err := os.Lstat(word); f != nil && f.NoOptDefVal != "" && err != nil {
			return usage("%q behind %s: a flag that is on or off takes its value behind =, such as %s=%s", word, words[i-1], words[i-1], word)
		}
	}
	return nil
}

// questionTildes has every command below root refuse paths that begin with ~/,
// which the shell would have replaced by a folder.
func questionTildes(root *cobra.Command) {
	for _, c := range root.Commands() {
		questionTildes(c)
		check := c.Args
		if check == nil {
			continue
		}
		c.Args = func(c *cobra.Command, words []string) (err error) {
			for _, word := range words {
				if err == nil {
					err = tilde("", word)
				}
			}
			c.Flags().Visit(func(f *pflag.Flag) {
				if err == nil && takesPath(f) {
					err = tilde("--"+f.Name+" ", f.Value.String())
				}
			})
			if err != nil {
				return err
			}
			return check(c, words)
		}
	}
}

// tilde returns the error of a path that begins with ~/. flag is what names it,
// and a blank.
func tilde(flag, path string) error {
	if path != "~" && !strings.HasPrefix(path, "~/") {
		return nil
	}
	rest := strings.TrimPrefix(path, "~")
	return &hintedError{
		usage("%s%q: the shell has not replaced the ~", flag, path),
		fmt.Sprintf(`write "$HOME%s", or ./~%s for a folder named ~`, rest, rest),
	}
}
