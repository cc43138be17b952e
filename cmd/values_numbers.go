package cmd

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/pflag"
)

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

func (p *percentage) takes() string {
	if p.bytes {
		return "a size such as 512M or 2GiB, or a percentage such as 50%"
	}
	return "a whole number of at least 0, or a percentage such as 50%"
}

func (p *percentage) Set(text string) error {
	v := percentage{bytes: p.bytes, text: text, given: true}
	var err error
	if digits, ok := strings.CutSuffix(text, "%"); ok {
		v.percent, err = strconv.ParseFloat(digits, 64)
		if err != nil || !(v.percent > 0 && v.percent <= 100) {
			return errors.New("must be above 0% and at most 100%")
		}
	} else if v.n, err = parseNumber(text, p.bytes); err != nil {
		return explain(p, err)
	} else if p.bytes && v.n == 0 {
		return errors.New("must be above 0")
	}
	*p = v
	return nil
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
func (p *pixels) takes() string  { return "a whole number of pixels, at least 1" }
func (p *pixels) Set(text string) error {
	if digits, ok := strings.CutSuffix(text, "%"); ok {
		if f, err := strconv.ParseFloat(digits, 64); err == nil && f > 0 {
			return fmt.Errorf("must be %s; for a percentage use --scale %s", p.takes(), text)
		}
	}
	return (&count{n: (*int)(p), min: 1, max: math.MaxInt32}).set(text, p)
}

// A count is a flag that takes a whole number in a range.
type count struct {
	n        *int
	min, max int
	kibi     bool // it counts KiB, and takes MiB and GiB too
}

func (c *count) String() string {
	if c.n == nil {
		return ""
	}
	return strconv.Itoa(*c.n)
}

func (c *count) Type() string { return "N" }
func (c *count) takes() string {
	kind := "a whole number"
	if c.kibi {
		kind = "a whole number of KiB, or a size such as 64MiB"
	}
	switch {
	case c.max == math.MaxInt32 && c.min == 0:
		return kind
	case c.max == math.MaxInt32: // no limit that anyone meets
		return fmt.Sprintf("%s, at least %d", kind, c.min)
	}
	return fmt.Sprintf("%s from %d to %d", kind, c.min, c.max)
}

func (c *count) Set(text string) error { return c.set(text, c) }

// set reads text for a flag that describes itself as says.
func (c *count) set(text string, says describer) error {
	n, err := strconv.Atoi(text)
	if size := kibibytes.FindStringSubmatch(text); err != nil && c.kibi && size != nil {
		n, err = strconv.Atoi(size[1])
		n = min(n, math.MaxInt32) << map[string]int{"K": 0, "M": 10, "G": 20}[strings.ToUpper(size[2])]
	}
	switch {
	case err == nil && n >= c.min && n <= c.max:
		*c.n = n
		return nil
	case c.max == math.MaxInt32 && (err == nil && n > c.max || errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(text, "-")):
		return fmt.Errorf("must be a whole number, at most %d", c.max)
	}
	if err != nil && !c.kibi {
		n, ok := almostNumber(text)
		if f, err := strconv.ParseFloat(text, 64); err == nil && c.max == 100 && 0 < f && f < 1 { // a share of 100
			n, ok = int(math.Round(100*f)), true
		}
		if ok && n >= c.min && n <= c.max {
			return fmt.Errorf("must be %s; did you mean %d?", says.takes(), n)
		}
	}
	return mustBe(says)
}

// kibibytes are sizes of whole KiB in units that mean one thing only.
var kibibytes = regexp.MustCompile(`^([0-9]{1,9}) ?([KkMmGg])(?i:iB)$`)

// addCount adds a flag that takes a number from least to most; its default is
// what n is.
func addCount(f *pflag.FlagSet, n *int, least, most int, name, usage string) {
	f.Var(&count{n: n, min: least, max: most}, name, usage)
}

// almostNumber returns the whole number that someone means by 80%, 800px, 1e6,
// 1,000 or 100k.
func almostNumber(text string) (int, bool) {
	const most = 1 << 53
	if f, err := strconv.ParseFloat(text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < most {
		return int(f), true
	}
	if n, err := parseNumber(text, true); err == nil && n < most {
		return int(n), true
	}
	digits := strings.TrimRight(text, "% abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.Atoi(strings.ReplaceAll(digits, "_", ""))
	return n, err == nil
}

// A quantity is a flag that takes a number with an optional unit: 268M.
type quantity struct {
	n    int64
	text string
	max  int64  // 0: none
	as   string // "65536 or 100k"
}

func (c *quantity) String() string { return c.text }
func (c *quantity) Type() string   { return "N" }
func (c *quantity) takes() string  { return "a number such as " + c.as }
func (c *quantity) Set(text string) error {
	n, err := parseNumber(text, true)
	switch {
	case err != nil:
		return explain(c, err)
	case n == 0:
		return errors.New("must be above 0")
	case c.max > 0 && n > c.max:
		return fmt.Errorf("must be at most %s", humanNumber(c.max))
	}
	c.n, c.text = n, text
	return nil
}

// humanNumber returns n as people write it: whole GiB with their unit.
func humanNumber(n int64) string {
	if n >= 1<<30 && n%(1<<30) == 0 {
		return fmt.Sprintf("%dGiB", n>>30)
	}
	return humanize.Comma(n)
}

// grouped is a number whose commas separate thousands.
var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?[^\d.,]*$`)

var (
	errNoNumber = errors.New("no number")
	errComma    = errors.New("must have a point for its decimals, as in 1.5GB")
)

// explain returns the error of parseNumber as v's.
func explain(v describer, err error) error {
	if errors.Is(err, errNoNumber) {
		return mustBe(v)
	}
	return err
}

// parseNumber reads a whole number of at least 0, with units if allowed: 512M
// and 512MB are 512 million, 512MiB is 512·2^20.
func parseNumber(text string, units bool) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return n, nil
	}
	if !units {
		return 0, errNoNumber
	}
	n, err := humanize.ParseBytes(text)
	if err == nil && strings.Contains(text, ",") && !grouped.MatchString(text) { // 1,5 GB would be 15
		return 0, errComma
	}
	if err != nil || n > math.MaxInt64 || strings.HasPrefix(text, "-") {
		return 0, errNoNumber
	}
	return int64(n), nil
}
