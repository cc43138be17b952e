package cmd

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A setVariable is a variable of the environment that is called as ours are.
type setVariable struct {
	Name     string   `json:"name"`
	Value    string   `json:"value"`
	Flag     string   `json:"flag"`     // that it stands for; "": none
	Commands []string `json:"commands"` // to which it counts
	Problem  string   `json:"problem"`  // "": none
}

// surveyVariables returns the variables that are set, in order, and what they
// contradict each other in.
func surveyVariables(sys *IO, root *cobra.Command) (set []setVariable, conflicts []string) {
	set, conflicts = []setVariable{}, []string{} // lists in JSON
	if sys.Environ == nil {
		return set, conflicts
	}
	known := knownVariables(sys, root)
	for _, pair := range sys.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" || !strings.HasPrefix(name, variablePrefix) {
			continue
		}
		v := setVariable{Name: name, Value: value, Commands: []string{}}
		if found := known[name]; found != nil {
			v.Flag, v.Commands, v.Problem = "--"+found.flag.Name, found.commands, found.check(value)
		} else if name != kernelsVariable {
			v.Problem = unknownVariable(name, known)
		}
		set = append(set, v)
	}
	slices.SortFunc(set, func(a, b setVariable) int { return cmp.Compare(a.Name, b.Name) })
	for _, job := range jobNames {
		if text := variableConflict(sys, job); text != "" && !slices.Contains(conflicts, text) {
			conflicts = append(conflicts, text)
		}
	}
	return set, conflicts
}

// A knownVariable is one that stands for a flag of some commands.
type knownVariable struct {
	flag     *pflag.Flag
	commands []string
}

// check returns what is wrong with a value, or "".
func (k *knownVariable) check(value string) string {
	if !hasVariable(k.flag.Name) {
		return fmt.Sprintf("has no effect: --%s is taken from the command line only", k.flag.Name)
	}
	if err := k.flag.Value.Set(value); err != nil { // of a command that does not run
		return err.Error()
	}
	return ""
}

// knownVariables returns those of all commands. One for several commands does
// not count to those that have one of their own.
func knownVariables(sys *IO, root *cobra.Command) map[string]*knownVariable {
	known := map[string]*knownVariable{}
	shared := sharedFlags(root)
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			for i, name := range variableNames(c, f.Name, shared) {
				if known[name] == nil {
					known[name] = &knownVariable{flag: f, commands: []string{}}
				}
				if own := variableNames(c, f.Name, shared)[0]; i == 0 || sys.Getenv(own) == "" {
					known[name].commands = append(known[name].commands, strings.TrimPrefix(c.CommandPath(), root.Name()+" "))
				}
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	for _, c := range root.Commands() {
		visit(c)
	}
	return known
}

// unknownVariable says that no flag has a variable of that name, and which may
// be meant.
func unknownVariable(name string, known map[string]*knownVariable) string {
	var names, ends []string
	for other, v := range known {
		if !hasVariable(v.flag.Name) {
			continue
		}
		names = append(names, other)
		if strings.HasSuffix(other, "_"+strings.TrimPrefix(name, variablePrefix)) {
			ends = append(ends, other)
		}
	}
	near := nearest(name, names)
	if len(near) == 0 && len(ends) <= len(jobNames) {
		near = ends
	}
	slices.Sort(near)
	return "has no effect: there is no such variable" + didYouMean(near, "")
}

// variableConflict returns what the variables for a job contradict each other
// in, or "".
func variableConflict(sys *IO, job string) string {
	quiet := *sys
	quiet.Out, quiet.Err = io.Discard, io.Discard
	e := newEnvironment(&quiet)
	words := []string{job, "FILE"}
	if job == "resize" {
		words = append(words, "-o", "DIR")
	}
	for {
		root := jobCommands(&quiet, new(*sharedOptions), words)
		_, extended, err := e.extend(root, words)
		if err != nil {
			return ""
		}
		root.SetArgs(extended)
		err = root.Execute()
		if e.yield(err) {
			continue
		}
		if _, text := unfit(err); text != "" {
			return e.rename(text)
		}
		return ""
	}
}

// describeVariables returns a line for each variable that is set.
func describeVariables(d *diagnosis) (lines []string) {
	if len(d.Variables) == 0 {
		return []string{"no variable that stands for a flag is set (" + variablePrefix + "…)"}
	}
	for _, v := range d.Variables {
		text := v.Name + "=" + shellWord(v.Value)
		switch {
		case v.Problem != "":
			text += ": " + v.Problem
		case v.Flag == "":
			text += ": holds kernels to that level"
		case len(v.Commands) == 0:
			text += ": has no effect, as every command has its own"
		default:
			text += fmt.Sprintf(": %s of %s", v.Flag, enumerate(v.Commands))
		}
		lines = append(lines, text)
	}
	return append(lines, d.Conflicts...)
}
