package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The values of flags. Each type says itself what it takes, so that an error is
// in our words, whatever was given: see flagError.

// A describer is the value of a flag that says what it takes, so that "must be"
// can stand before it: "a whole number from 1 to 100".
type describer interface{ takes() string }

// mustBe returns the error of a value that v does not take.
func mustBe(v describer) error { return errors.New("must be " + v.takes()) }

// A choice is a flag that takes one of a few words.
type choice struct {
	names []string
	value string
	alias map[string]string // other words that are understood
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "WORD" }
func (c *choice) takes() string {
	if len(c.names) > 2 {
		return "one of " + strings.Join(c.names, ", ")
	}
	return either(c.names)
}

func (c *choice) Set(s string) error {
	if name, ok := c.alias[s]; ok {
		s = name
	}
	if !slices.Contains(c.names, s) {
		return fmt.Errorf("must be %s%s", c.takes(), c.suggest(s))
	}
	c.value = s
	return nil
}

// suggest returns what to add to the error of a word that is none of c's.
func (c *choice) suggest(word string) string {
	words := slices.Clone(c.names)
	for other := range c.alias {
		words = append(words, other)
	}
	near := nearest(word, words)
	for i, n := range near {
		if name, ok := c.alias[n]; ok {
			near[i] = name
		}
	}
	slices.Sort(near)
	return didYouMean(slices.Compact(near), "")
}

// index returns the place of the word among c's names.
func (c *choice) index() int { return slices.Index(c.names, c.value) }

// addChoice adds a flag that takes one of c's words. They follow usage, but for
// its end about the default.
func addChoice(f *pflag.FlagSet, c *choice, name, usage string) {
	const byDefault = " (default: "
	what, rest, ok := strings.Cut(usage, byDefault)
	if ok {
		rest = byDefault + rest
	}
	f.Var(c, name, what+": "+strings.Join(c.names, ", ")+rest)
}

// A toggle is a flag that is on or off.
type toggle bool

// toggles are the words for on and off.
var toggles = map[string]toggle{
	"true": true, "yes": true, "on": true, "1": true, "t": true,
	"false": false, "no": false, "off": false, "0": false, "f": false,
}

func (t *toggle) String() string { return strconv.FormatBool(bool(*t)) }
func (t *toggle) Type() string   { return "bool" }
func (t *toggle) takes() string  { return "true or false" }
func (t *toggle) Set(text string) error {
	v, ok := toggles[strings.ToLower(text)]
	if !ok {
		return mustBe(t)
	}
	*t = v
	return nil
}

// addToggle adds a flag that is off unless it is given.
func addToggle(f *pflag.FlagSet, on *bool, name, shorthand, usage string) {
	f.VarPF((*toggle)(on), name, shorthand, usage).NoOptDefVal = "true"
}

// A strictToggle is a flag of Cobra's that is on or off, made to take and say
// what a toggle does.
type strictToggle struct{ pflag.Value }

func (s *strictToggle) takes() string { return new(toggle).takes() }
func (s *strictToggle) Set(text string) error {
	var on toggle
	if err := on.Set(text); err != nil {
		return err
	}
	return s.Value.Set(on.String())
}

// ownToggles gives the flags that Cobra has added to c and the commands below
// it values of ours.
func ownToggles(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if _, own := f.Value.(*toggle); !own && f.Value.Type() == "bool" {
			f.Value = &strictToggle{f.Value}
		}
	})
	for _, sub := range c.Commands() {
		ownToggles(sub)
	}
}

// A words is a flag that takes text, and adds up where it is repeated.
type words struct {
	list  *[]string
	names []string // that each word between commas must be one of; nil: all is one text
}

func (w *words) String() string { return strings.Join(*w.list, ",") }
func (w *words) Type() string   { return "LIST" }
func (w *words) takes() string {
	return "a list of " + strings.Join(w.names, ", ")
}

func (w *words) Set(text string) error {
	if w.names == nil {
		return w.Append(text)
	}
	for word := range strings.SplitSeq(text, ",") {
		if !slices.Contains(w.names, word) {
			which := ""
			if word != text {
				which = fmt.Sprintf("; %q is not one of them", word)
			}
			return fmt.Errorf("must be %s%s%s", w.takes(), which, didYouMean(nearest(word, w.names), ""))
		}
		*w.list = append(*w.list, word)
	}
	return nil
}

// Append implements [pflag.SliceValue].
func (w *words) Append(text string) error {
	*w.list = append(*w.list, text)
	return nil
}

// Replace implements [pflag.SliceValue].
func (w *words) Replace(all []string) error {
	*w.list = all
	return nil
}

// GetSlice implements [pflag.SliceValue].
func (w *words) GetSlice() []string { return *w.list }

// addWords adds a flag that takes text, as often as it is given.
func addWords(f *pflag.FlagSet, list *[]string, name, shorthand, usage string) {
	f.VarP(&words{list: list}, name, shorthand, usage)
}

// A duration is a flag that takes a time.
type duration struct {
	d   *time.Duration
	min time.Duration
}

func (d *duration) String() string {
	if d.d == nil || *d.d == 0 {
		return ""
	}
	return d.d.String()
}
func (d *duration) Type() string { return "TIME" }
func (d *duration) takes() string {
	if d.min > 0 {
		return fmt.Sprintf("a time such as 90m or 2h, at least %s", d.min)
	}
	return "a time such as 90m or 2h"
}

func (d *duration) Set(text string) error {
	v, err := time.ParseDuration(text)
	if err != nil || v < d.min {
		return mustBe(d)
	}
	*d.d = v
	return nil
}
