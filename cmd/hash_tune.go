package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/hash"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/kdf/scheme"
)

// A latency is a flag that takes the time of one hash. 0 stands for not given.
type latency time.Duration

func (l *latency) String() string {
	if *l == 0 {
		return ""
	}
	return time.Duration(*l).String()
}

func (l *latency) Type() string { return "TIME" }

func (l *latency) takes() string { return "a time from 1ms to 60s, such as 250ms" }

func (l *latency) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < hash.MinTarget || d > hash.MaxTarget {
		return mustBe(l)
	}
	*l = latency(d)
	return nil
}

// addChecks adds the flags of what hashes no list.
func (o *hashOptions) addChecks(c *cobra.Command) {
	group(c, "Instead of hashing", func(f *pflag.FlagSet) {
		f.StringVar(&o.audit, "audit", "", "report weak hashes in the list `HASHES`: costs below OWASP's minimum, repeated salts")
		f.Var(&o.tune, "tune", "find the cost at which one hash takes `TIME` with all workers busy, and print the flags for it")
	})
}

// checkTune refuses flags that mean nothing where no list is written.
func (o *hashOptions) checkTune(given func(flag string) bool) error {
	for _, name := range []string{
		"params", "pepper-file", "verify", "output", "overwrite", "resume", "format", "bcrypt-ident", "ldap-base", "shadow-date", "preset", "dry-run", "report", "summary-json", "trace", "on-error", "max-errors",
	} {
		if given(name) {
			return together("--"+name, "--tune")
		}
	}
	if o.fromStdin() {
		return needs("--tune", "a FILE to count passwords in, not stdin")
	}
	for _, name := range listFlags {
		if given(name) && len(o.files.Paths) == 0 {
			return needs("--"+name, "a FILE of passwords to count")
		}
	}
	o.fixed = given
	return o.checkParams(given)
}

// findCosts finds the costs for o.tune, prints the flags that set them, and
// tells how long the list takes with them.
func (o *hashOptions) findCosts(ctx context.Context, sys *IO) error {
	rows, err := o.countPasswords(ctx)
	if err != nil {
		return err
	}
	say := func(format string, args ...any) {
		if !o.quiet {
			fmt.Fprintf(sys.Err, "fanout: "+format+"\n", args...)
		}
	}
	target := time.Duration(o.tune)
	say("measuring %s on %s, for %s", o.job.Params.Scheme.Name, plural(o.job.Workers, "worker"), atMost(20*target))
	costs := o.job.Params.Scheme.Costs
	found, err := hash.Tune(ctx, &hash.TuneOptions{
		Params: o.job.Params, Target: target, Workers: o.job.Workers, Memory: o.job.Memory,
		Fixed: func(i int) bool { return o.fixed(costs[i].Option) },
	})
	switch {
	case errors.Is(err, hash.ErrNothingToTune):
		return usage("--tune: %w", err)
	case err != nil:
		return refused(err)
	}
	o.tellCosts(found, say)
	if err := o.tellList(ctx, found.Params, rows, say); err != nil {
		return err
	}
	_, err = fmt.Fprintln(sys.Out, o.flagsFor(found.Params))
	return err
}

// countPasswords returns how many passwords the list has: 0 if there is none,
// or if it can be read only once.
func (o *hashOptions) countPasswords(ctx context.Context) (int64, error) {
	if len(o.job.Inputs) == 0 {
		return 0, nil
	}
	plan, err := hash.NewPlan(ctx, &o.job)
	if err != nil {
		return 0, refused(err)
	}
	defer plan.Close()
	return plan.Rows, nil
}

// tellCosts says what was measured, and what is wrong with it.
func (o *hashOptions) tellCosts(found *hash.Tuned, say func(format string, args ...any)) {
	target := time.Duration(o.tune)
	say("%v: %s for one hash while each of %s computes one", found.Params, formatMilliseconds(found.Time), plural(o.job.Workers, "worker"))
	switch {
	case found.Above:
		say("warning: no costs take only %s: these are the lowest", target)
	case found.Limited:
		say("with more --max-memory than %s for all workers, more memory would be used", humanize.IBytes(uint64(o.job.Memory)))
	}
	if found.Disturbed {
		say("warning: equal hashes took different times: other programs may use the processors; try again when they are idle")
	}
	if found.Params.Memory() >= 1<<20 {
		each := found.Params.Memory()
		say("memory: %s × %s = %s", plural(o.job.Workers, "worker"), humanize.IBytes(uint64(each)), humanize.IBytes(uint64(each*int64(o.job.Workers))))
	}
	if weak := found.Params.Weak(); weak != "" {
		say("warning: %s", weak)
		if found.Default > target {
			say("warning: %s is too short for that: the default costs take about %s here", target, formatMilliseconds(found.Default))
		}
	}
}

// tellList says how long the list takes with parameters p.
func (o *hashOptions) tellList(ctx context.Context, p kdf.Params, rows int64, say func(format string, args ...any)) error {
	switch {
	case len(o.job.Inputs) == 0:
		return nil
	case rows == 0:
		say("%q can be read only once: how long it takes is not known", o.job.Inputs[0])
		return nil
	}
	a, time, err := hash.Forecast(ctx, p, rows, o.job.Workers, o.job.Memory)
	if err != nil {
		return refused(err)
	}
	o.job.Params = p
	say("%s would take %s on %s", plural(int(rows), "password"), about(time), o.division(a))
	return nil
}

// flagsFor returns the flags that set the parameters p.
func (o *hashOptions) flagsFor(p kdf.Params) string {
	words := []string{"--algo " + p.Scheme.Name}
	usual := p.Scheme.Default()
	for i, c := range p.Scheme.Costs {
		if c.Option != "" && (c.Growth != scheme.Constant || p.Costs[i] != usual.Costs[i]) {
			words = append(words, fmt.Sprintf("--%s %d", c.Option, p.Costs[i]))
		}
	}
	if p.KeyBytes != usual.KeyBytes {
		words = append(words, fmt.Sprintf("--key-bytes %d", p.KeyBytes))
	}
	if o.fixed("salt-bytes") {
		words = append(words, fmt.Sprintf("--salt-bytes %d", o.job.SaltBytes))
	}
	return strings.Join(words, " ")
}

// formatMilliseconds formats d with three digits: 1.23ms, 247ms, 12.3s.
func formatMilliseconds(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}
