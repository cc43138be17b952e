package cmd

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A choice is a flag that takes one of a few words.
type choice struct {
	names []string
	value string
	alias map[string]string // other words that are understood
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return "WORD" }
func (c *choice) Set(s string) error {
	if name, ok := c.alias[s]; ok {
		s = name
	}
	if !slices.Contains(c.names, s) {
		return fmt.Errorf("must be one of %s", strings.Join(c.names, ", "))
	}
	c.value = s
	return nil
}

// addChoice adds a flag that takes one of c's words; usage is followed by them.
func addChoice(f *pflag.FlagSet, c *choice, name, usage string) {
	f.Var(c, name, usage+": "+strings.Join(c.names, ", "))
}

// complete registers the words of every choice flag of c for completion.
func complete(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if v, ok := f.Value.(*choice); ok {
			_ = c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(v.names, cobra.ShellCompDirectiveNoFileComp))
		}
	})
}

// A percentage is a flag that takes a number, or a percentage of some whole.
type percentage struct {
	n       int64
	percent float64 // used if above 0
	bytes   bool    // n may have a unit
	text    string
	given   bool // on the command line
}

func (p *percentage) String() string { return p.text }
func (p *percentage) Type() string {
	if p.bytes {
		return "SIZE|P%"
	}
	return "N|P%"
}

func (p *percentage) Set(text string) error {
	v := percentage{bytes: p.bytes, text: text, given: true}
	var err error
	if digits, ok := strings.CutSuffix(text, "%"); ok {
		v.percent, err = strconv.ParseFloat(digits, 64)
		if err != nil || !(v.percent > 0 && v.percent <= 100) {
			err = fmt.Errorf("must be above 0%% and at most 100%%")
		}
	} else if v.n, err = parseNumber(text, p.bytes); err == nil && p.bytes && v.n == 0 {
		err = fmt.Errorf("must be above 0")
	}
	if err == nil {
		*p = v
	}
	return err
}

// of returns the number, or the percentage of whole, rounded down.
func (p *percentage) of(whole int64) int64 {
	if p.percent <= 0 {
		return p.n
	}
	if n := float64(whole) * p.percent / 100; n < float64(whole) {
		return int64(n)
	}
	return whole // which a float64 may round up beyond all integers
}

// A pixels is a flag that takes a length in pixels. 0 stands for not given.
type pixels int

func (p *pixels) String() string { return strconv.Itoa(int(*p)) }
func (p *pixels) Type() string   { return "PIXELS" }
func (p *pixels) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > math.MaxInt32 {
		return fmt.Errorf("must be a whole number of pixels, at least 1")
	}
	*p = pixels(n)
	return nil
}

// A quantity is a flag that takes a number with an optional unit: 268M.
type quantity struct {
	n    int64
	text string
}

func (c *quantity) String() string { return c.text }
func (c *quantity) Type() string   { return "N" }
func (c *quantity) Set(text string) error {
	n, err := parseNumber(text, true)
	if err == nil && n == 0 {
		err = fmt.Errorf("must be above 0")
	}
	*c = quantity{n, text}
	return err
}

// grouped is a number whose commas separate thousands.
var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?[^\d.,]*$`)

// parseNumber reads a whole number of at least 0, with units if allowed: 512M
// and 512MB are 512 million, 512MiB is 512·2^20.
func parseNumber(text string, units bool) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return n, nil
	}
	if !units {
		return 0, fmt.Errorf("must be a whole number of at least 0, or a percentage")
	}
	n, err := humanize.ParseBytes(text)
	if strings.Contains(text, ",") && !grouped.MatchString(text) { // 1,5 GB would be 15
		return 0, fmt.Errorf("must have a point for its decimals, as in 1.5GB")
	}
	if err != nil || n > math.MaxInt64 || strings.HasPrefix(text, "-") {
		return 0, fmt.Errorf("must be a number like 500M, 500MB or 500MiB")
	}
	return int64(n), nil
}

// index returns the place of the word among c's names.
func (c *choice) index() int { return slices.Index(c.names, c.value) }
