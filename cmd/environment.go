package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors"
)

// An environment is what environment variables say in place of flags. Each flag
// of each command has one, whose name follows from that of the flag: there is
// no list of them.
type environment struct {
	getenv  func(string) string
	environ func() []string

	line   commandLine // that it extends
	root   *cobra.Command
	used   []variable
	yields map[string]string // why variables are left out, by their names
	warned bool
}

// A variable is a flag's value that comes from the environment.
type variable struct{ name, flag, value string }

const variablePrefix = "FANOUT_"

// withoutVariable are flags that must be on the command line: those that name
// or replace files of one run, those that act once, and those that say which
// part of a job a process does.
var withoutVariable = []string{
	"output", "overwrite", "in-place", "yes", "helpers", "shard", "ignore-environment", "help", "version",
}

// newEnvironment returns the environment of sys.
func newEnvironment(sys *IO) *environment {
	return &environment{getenv: sys.Getenv, environ: sys.Environ, yields: map[string]string{}}
}

// extend returns words with the flags that the environment adds to them, and
// the line that they are. The command line beats the environment.
func (e *environment) extend(root *cobra.Command, words []string) (commandLine, []string, error) {
	line, words, err := readLine(root, words)
	e.line, e.root, e.used = line, root, nil
	if err != nil || line.command == nil || line.given["ignore-environment"] != nil {
		return line, words, err
	}
	e.used = e.variables(root, line, nil)
	return line, insert(words, line.path, e.used), nil
}

// extendJob is extend for a job that is to run elsewhere: it takes nothing that
// is each process's own, such as its workers.
func (e *environment) extendJob(root *cobra.Command, words []string) ([]string, error) {
	line, words, err := readLine(root, words)
	if e == nil || err != nil || line.command == nil || line.given["ignore-environment"] != nil {
		return words, err
	}
	set := e.variables(root, line, ownFlags)
	e.used = append(e.used, set...)
	return insert(words, line.path, set), nil
}

// insert returns words with flags for variables from the given place on.
func insert(words []string, at int, set []variable) []string {
	var flags []string
	for _, v := range set {
		flags = append(flags, "--"+v.flag+"="+v.value)
	}
	return slices.Concat(words[:at], flags, words[at:])
}

// variables returns what the environment sets for a command line, without the
// flags that are left out.
func (e *environment) variables(root *cobra.Command, line commandLine, without []string) (set []variable) {
	shared := sharedFlags(root)
	line.command.Flags().VisitAll(func(f *pflag.Flag) {
		if line.given[f.Name] != nil || slices.Contains(without, f.Name) || !hasVariable(f.Name) {
			return
		}
		for _, name := range variableNames(line.command, f.Name, shared) {
			if value := e.getenv(name); value != "" && e.yields[name] == "" {
				set = append(set, variable{name, f.Name, value})
				return
			}
		}
	})
	return set
}

// hasVariable reports whether a flag has a variable.
func hasVariable(flag string) bool { return !slices.Contains(withoutVariable, flag) }

// variableNames returns the variables for a flag of c. The first beats the
// second, which there is if all jobs have the flag.
func variableNames(c *cobra.Command, flag string, shared map[string]bool) []string {
	names := []string{commandPrefix(c) + variableWord(flag)}
	if shared[flag] {
		names = append(names, variablePrefix+variableWord(flag))
	}
	return names
}

// commandPrefix returns what the variables of a command begin with:
// FANOUT_SUBMIT_SLURM_.
func commandPrefix(c *cobra.Command) string {
	return variableWord(strings.ReplaceAll(c.CommandPath(), " ", "_")) + "_"
}

// variableWord returns the name of a flag or command as part of a variable's.
func variableWord(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// jobNames are the subcommands that do work, and share flags.
var jobNames = []string{"resize", "hash", "analyze"}

// sharedFlags returns the flags that mean the same to all jobs below root.
func sharedFlags(root *cobra.Command) map[string]bool {
	uses, shared := map[string]int{}, map[string]bool{}
	for _, c := range root.Commands() {
		if !slices.Contains(jobNames, c.Name()) {
			continue
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			meaning := f.Name + "\x00" + f.Usage
			if uses[meaning]++; uses[meaning] == len(jobNames) {
				shared[f.Name] = true
			}
		})
	}
	return shared
}

// yield leaves out the variables that are in err, a conflict of flags, with the
// command line or in the absence of what they need. It reports whether there
// are any: then the run is to start over. Variables that are in conflict with
// one another are an error.
func (e *environment) yield(err error) bool {
	flags, text := unfit(err)
	var mine []string
	for _, v := range e.used {
		if slices.Contains(flags, v.flag) {
			mine = append(mine, v.name)
		}
	}
	if len(mine) == 0 || len(mine) > 1 && len(mine) == len(flags) {
		return false
	}
	for _, name := range mine {
		e.yields[name] = text
	}
	return true
}

// unfit returns the flags that have no place on a command line, if err says so
// before anything is done, and why.
func unfit(err error) (flags []string, text string) {
	wrong, misfit := (*conflict)(nil), processors.Misfit(nil)
	switch {
	case errors.As(err, &wrong):
		return wrong.flags, wrong.text
	case errors.As(err, &misfit):
		return []string{strings.TrimPrefix(flagOf(misfit.Misfit()), "--")}, message(err)
	}
	return nil, ""
}

// flagWords finds flags in a message, with the word behind each.
var flagWords = regexp.MustCompile(`--[a-z0-9]+(?:-[a-z0-9]+)*(?: [^\s":;,]+)?`)

// rename returns text, an error about flags, with the names of variables where
// flags come from the environment.
func (e *environment) rename(text string) string {
	if e == nil {
		return text
	}
	return flagWords.ReplaceAllStringFunc(text, func(found string) string {
		flag, value, _ := strings.Cut(found[2:], " ")
		for _, v := range e.used {
			switch {
			case v.flag != flag:
			case value == "":
				return v.name
			case value == v.value:
				return v.name + "=" + value
			default:
				return v.name + " " + value
			}
		}
		return found
	})
}

// say prints what the environment does to a run. With verbose set that is all
// that it sets, otherwise only what is probably a mistake.
func (e *environment) say(sys *IO, verbose bool) {
	if e == nil || e.line.command == nil {
		return
	}
	if !e.warned && e.line.given["ignore-environment"] == nil {
		e.warned = true
		for _, warning := range e.unknown(e.line.command, sharedFlags(e.root)) {
			fmt.Fprintf(sys.Err, "fanout: warning: %s\n", show(warning, false))
		}
	}
	if !verbose {
		return
	}
	var words []string
	for _, v := range e.used {
		words = append(words, v.name+"="+shellWord(v.value))
	}
	if len(words) > 0 {
		fmt.Fprintf(sys.Err, "fanout: from the environment: %s\n", show(strings.Join(words, " "), false))
	}
	for _, name := range slices.Sorted(maps.Keys(e.yields)) {
		fmt.Fprintf(sys.Err, "fanout: %s is not used here: %s\n", name, show(e.yields[name], false))
	}
}

// announced returns run, which first says what the environment does to it.
func announced[O interface{ talk() (quiet, verbose bool) }](run runFunc[O]) runFunc[O] {
	return func(ctx context.Context, sys *IO, options O) error {
		if quiet, verbose := options.talk(); !quiet {
			sys.env.say(sys, verbose)
		}
		return run(ctx, sys, options)
	}
}

// unknown returns a warning for each variable that is called as if it were of
// command c, and is not.
func (e *environment) unknown(c *cobra.Command, shared map[string]bool) (warnings []string) {
	if e.environ == nil {
		return nil
	}
	prefix := commandPrefix(c)
	var flags []string
	for _, name := range flagNames(c) {
		if hasVariable(name) {
			flags = append(flags, name)
		}
	}
	for _, pair := range e.environ() {
		name, value, _ := strings.Cut(pair, "=")
		rest, ok := strings.CutPrefix(name, prefix)
		flag := strings.ToLower(strings.ReplaceAll(rest, "_", "-"))
		if !ok || value == "" || slices.Contains(flags, flag) {
			continue
		}
		if c.Flags().Lookup(flag) != nil {
			warnings = append(warnings, fmt.Sprintf("%s has no effect: --%s is taken from the command line only", name, flag))
			continue
		}
		near := nearest(flag, flags)
		for i := range near {
			near[i] = variableNames(c, near[i], shared)[0]
		}
		warnings = append(warnings, fmt.Sprintf("%s has no effect: there is no flag --%s%s", name, flag, didYouMean(near, "")))
	}
	slices.Sort(warnings)
	return warnings
}

// suspect returns err, a difference of this process from others, with the
// variables that may be the cause as a hint.
func (e *environment) suspect(err error) error {
	if e == nil {
		return err
	}
	var words []string
	for _, v := range e.used {
		if !slices.Contains(ownFlags, v.flag) {
			words = append(words, v.name+"="+shellWord(v.value))
		}
	}
	if len(words) == 0 {
		return err
	}
	return &hintedError{err, fmt.Sprintf("the environment has %s here: set it alike for all shards, or add --ignore-environment", strings.Join(words, " "))}
}
