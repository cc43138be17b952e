package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
	"fanout/processors/analyze/number"
)

// numberFlags are the words of the flags that say how values are written.
type numberFlags struct {
	decimal, thousands string
	units, negatives   []string
	yes, no            []string
	dateOrder          choice
	types              []string
}

// addNumbers adds the flags that say how numbers, dates and words for true and
// false are written.
func (o *analyzeOptions) addNumbers(c *cobra.Command) {
	n := &o.numbers
	n.dateOrder = choice{names: number.DateOrderNames[1:]}
	group(c, "Values", func(f *pflag.FlagSet) {
		f.StringVar(&n.decimal, "decimal", "", "`CHAR` before decimals (default: .)")
		f.StringVar(&n.thousands, "thousands", "", "`CHAR` between groups of three digits: , . ' _ or ' ' (default: none)")
		addWords(f, &n.units, "units", "", "`LIST` of units to remove beside numbers: $,€,%,kg (5 % is 5)")
		addWords(f, &n.negatives, "negatives", "", "`LIST` of notations for negative numbers, besides -5: parentheses (5), trailing 5-, minus −5")
		addWords(f, &n.yes, "true-values", "", "`LIST` of words for true, besides true and yes")
		addWords(f, &n.no, "false-values", "", "`LIST` of words for false, besides false and no")
		addChoice(f, &n.dateOrder, "date-order", "order of dates such as 3/4/24, where 69 to 99 are 1969 to 1999")
		addWords(f, &n.types, "types", "", "set the types of columns, `COL=TYPE`: string, integer, float, boolean, date or datetime; other values are left out and counted")
		addToggle(f, &o.job.Profile.Trim, "trim", "", "ignore blanks around values")
	})
}

// checkNumbers turns them into options; those of null values are set.
func (o *analyzeOptions) checkNumbers() error {
	n, opt := &o.numbers, &o.job.Profile.Number
	var err error
	if opt.Decimal, err = parseChar("decimal", n.decimal); err != nil {
		return err
	}
	thousands, err := parseChar("thousands", n.thousands)
	if err != nil {
		return err
	}
	if thousands != 0 {
		opt.Thousands = string(rune(thousands))
	}
	opt.Units, opt.Negatives = list(n.units), list(n.negatives)
	opt.True, opt.False = list(n.yes), list(n.no)
	if n.dateOrder.value != "" {
		opt.DateOrder = number.DateOrder(n.dateOrder.index() + 1)
	}
	if _, err := number.NewParser(*opt); err != nil {
		return numbersError(err)
	}
	for _, text := range n.types {
		types, err := analyze.ParseTypes(text)
		if err != nil {
			return usage("--types %w", err)
		}
		o.job.Types = append(o.job.Types, types...)
	}
	return nil
}

// list returns the words of a list flag that may be there several times.
func list(values []string) (words []string) {
	for _, v := range values {
		words = append(words, strings.Split(v, ",")...)
	}
	return words
}

// numbersError says in the words of the command line what is wrong.
func numbersError(err error) error {
	wrong := (*number.OptionError)(nil)
	if !errors.As(err, &wrong) {
		return usage("%v", err)
	}
	text, advice := wrong.Explain(flagOf)
	if advice != "" {
		text += "; " + advice
	}
	if wrong.Other != "" {
		return conflictOf(text, flagOf(wrong.Setting), flagOf(wrong.Other))
	}
	return usage("%s", text)
}
