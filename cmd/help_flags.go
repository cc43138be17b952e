package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// groupKey is the annotation of a flag that names its heading in the help.
const groupKey = "fanout_group"

// group adds flags to c below a heading of their own.
func group(c *cobra.Command, title string, define func(*pflag.FlagSet)) {
	set := pflag.NewFlagSet(title, pflag.ContinueOnError)
	set.SortFlags = false
	define(set)
	set.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[groupKey] = []string{title}
	})
	c.Flags().SortFlags = false
	c.Flags().AddFlagSet(set)
}

// A flagGroup is the flags below one heading.
type flagGroup struct {
	title string
	flags []flagHelp
}

// flagGroups returns the flags of c by heading, in the order of definition.
func flagGroups(c *cobra.Command) []flagGroup {
	var groups []flagGroup
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		title := "Flags"
		if t := f.Annotations[groupKey]; t != nil {
			title = t[0]
		}
		i := slices.IndexFunc(groups, func(g flagGroup) bool { return g.title == title })
		if i < 0 {
			i, groups = len(groups), append(groups, flagGroup{title: title})
		}
		groups[i].flags = append(groups[i].flags, flagHelp{f})
	})
	return groups
}

// A flagHelp is a flag as help texts and man pages show it.
type flagHelp struct{ *pflag.Flag }

// value returns the placeholder of the flag's value: FILE. It is "" for a
// switch, which takes none.
func (f flagHelp) value() string {
	name, _ := pflag.UnquoteUsage(f.Flag)
	return name
}

// left returns the left column: "  -o, --output DIR".
func (f flagHelp) left() string {
	text := "      --" + f.Name
	if f.Shorthand != "" {
		text = "  -" + f.Shorthand + ", --" + f.Name
	}
	if v := f.value(); v != "" {
		text += " " + v
	}
	return text
}

// text returns what the flag does, with its default if it has one that the text
// does not explain.
func (f flagHelp) text() string {
	_, text := pflag.UnquoteUsage(f.Flag)
	switch f.DefValue {
	case "", "0", "false", "[]", "0s":
	default:
		if !strings.Contains(text, "(default: ") {
			text += " (default: " + f.DefValue + ")"
		}
	}
	return strings.ReplaceAll(text, "(default: ", "(default:"+noBreak)
}
