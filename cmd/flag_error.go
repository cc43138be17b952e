package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError returns err, which parsing words for command c has ended with, in
// our words.
func flagError(c *cobra.Command, words []string, err error) error {
	invalid, missing := (*pflag.InvalidValueError)(nil), (*pflag.ValueRequiredError)(nil)
	unknown, syntax := (*pflag.NotExistError)(nil), (*pflag.InvalidSyntaxError)(nil)
	switch {
	case errors.As(err, &invalid):
		err = fmt.Errorf("--%s %q: %w", invalid.GetFlag().Name, invalid.GetValue(), invalid.Unwrap())
	case errors.As(err, &missing):
		err = needsValue(missing.GetFlag())
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		err = unknownLetter(c, words, unknown)
	case errors.As(err, &unknown):
		err = fmt.Errorf("unknown flag --%s%s", unknown.GetSpecifiedName(), flagLike(c, unknown.GetSpecifiedName()))
	case errors.As(err, &syntax):
		name, _, _ := strings.Cut(strings.Trim(syntax.GetSpecifiedFlag(), "-="), "=")
		err = fmt.Errorf("unknown flag %s%s", syntax.GetSpecifiedFlag(), flagLike(c, name))
	}
	return &usageError{err: err, command: c.CommandPath()}
}

// needsValue returns the error of a flag without its value.
func needsValue(f *pflag.Flag) error {
	what, _ := pflag.UnquoteUsage(f)
	switch v := f.Value.(type) {
	case *choice:
		what = either(v.names)
	case *words:
		if v.names != nil {
			what = v.takes()
		}
	case describer:
		what = v.takes()
	}
	return fmt.Errorf("--%s needs a value: %s", f.Name, what)
}

// unknownLetter returns the error of a flag of one letter that does not exist.
// It may be the first of a long flag with one dash.
func unknownLetter(c *cobra.Command, words []string, unknown *pflag.NotExistError) error {
	letter := firstLetter(unknown.GetSpecifiedShortnames())
	text := "unknown flag -" + letter
	for _, word := range words {
		name, single := strings.CutPrefix(word, "-")
		if word == "--" {
			break
		}
		if !single || !strings.HasSuffix(name, unknown.GetSpecifiedShortnames()) {
			continue
		}
		name, _, _ = strings.Cut(name, "=")
		if near := nearest(name, flagNames(c)); len(name) > 2 && len(near) > 0 {
			return errors.New(text + "; long flags take two dashes: --" + strings.Join(near, " or --"))
		}
	}
	if owners := flagOwners(c, func(f *pflag.Flag) bool { return f.Shorthand == letter }); len(owners) > 0 {
		text += ": it is a flag of " + enumerate(owners)
	}
	return errors.New(text)
}

// firstLetter returns the first character of text, which need not be ASCII.
func firstLetter(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// flagLike returns what to add to the error of a flag of c that does not exist.
func flagLike(c *cobra.Command, name string) string {
	owners := flagOwners(c, func(f *pflag.Flag) bool { return f.Name == name })
	near := nearest(name, flagNames(c))
	switch {
	case len(owners) == 0 || len(near) > 0 && plainWord(near[0]) == plainWord(name):
		return didYouMean(near, "--")
	}
	return ": it is a flag of " + enumerate(owners)
}

// flagOwners returns the commands other than c that have such a flag.
func flagOwners(c *cobra.Command, is func(*pflag.Flag) bool) (names []string) {
	for _, other := range c.Root().Commands() {
		found := false
		other.Flags().VisitAll(func(f *pflag.Flag) { found = found || is(f) && !f.Hidden && f.Name != "help" })
		if found && other != c {
			names = append(names, other.Name())
		}
	}
	return names
}

// flagNames returns the names of the flags of c.
func flagNames(c *cobra.Command) (names []string) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return names
}

// A conflict is flags of a command line that do not fit together.
type conflict struct {
	flags []string // by their names
	text  string
}

func (e *conflict) Error() string { return e.text }

// conflictOf returns the conflict of flags, which are as on a command line:
// "--on-error abort".
func conflictOf(text string, flags ...string) *usageError {
	e := &conflict{text: text}
	for _, f := range flags {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), " ")
		e.flags = append(e.flags, name)
	}
	return &usageError{err: e}
}

// together refuses flags that cannot be used together.
func together(flags ...string) *usageError {
	return conflictOf(enumerate(flags)+" cannot be used together", flags...)
}

// because adds a reason to the error.
func (e *usageError) because(format string, args ...any) *usageError {
	if c := (*conflict)(nil); errors.As(e.err, &c) {
		c.text += ": " + fmt.Sprintf(format, args...)
	}
	return e
}

// needs refuses a flag that has no meaning without another, or without what
// the text says.
func needs(flag, format string, args ...any) *usageError {
	return conflictOf(flag+" needs "+fmt.Sprintf(format, args...), flag)
}

// appliesTo refuses a flag that has a meaning for others only.
func appliesTo(flag string, others ...string) *usageError {
	return conflictOf(flag+" applies only to "+either(others), flag)
}

// wrongValue refuses the value of a flag. The text begins with "must be", or
// says otherwise what is wrong.
func wrongValue(flag, value, format string, args ...any) error {
	return usage("--%s %q: %w", flag, value, fmt.Errorf(format, args...))
}
