package cmd

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyFlag calls visit for all flags of all commands.
func everyFlag(root *cobra.Command, visit func(*cobra.Command, *pflag.Flag)) {
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { visit(c, f) })
		everyFlag(c, visit)
	}
}

func TestNamesOfVariablesAreDifferent(t *testing.T) {
	root := newRoot(&IO{})
	shared := sharedFlags(root)
	for _, name := range []string{"workers", "max-memory", "progress", "color", "quiet", "verbose", "on-error", "max-errors", "report", "summary-json", "trace", "recursive"} {
		if !shared[name] {
			t.Errorf("--%s is not shared", name)
		}
	}
	for _, name := range []string{"format", "quality", "help"} {
		if shared[name] {
			t.Errorf("--%s is shared", name)
		}
	}
	owners := map[string]string{kernelsVariable: "kernels"}
	everyFlag(root, func(c *cobra.Command, f *pflag.Flag) {
		for i, name := range variableNames(c, f.Name, shared) {
			owner := c.CommandPath() + " --" + f.Name
			if i > 0 {
				owner = "--" + f.Name
			}
			if other := owners[name]; other != "" && other != owner {
				t.Errorf("%s is of %s and %s", name, other, owner)
			}
			owners[name] = owner
		}
	})
	for _, name := range []string{"FANOUT_RESIZE_QUALITY", "FANOUT_ANALYZE_TOP", "FANOUT_HASH_ALGO", "FANOUT_WORKERS", "FANOUT_SUBMIT_SLURM_PARTITION"} {
		if owners[name] == "" {
			t.Errorf("%s does nothing", name)
		}
	}
}

// No flag takes rubbish, and none says why in the words of Go's packages.
func TestErrorsOfValuesAreInOurWords(t *testing.T) {
	everyFlag(newRoot(&IO{Getenv: os.Getenv}), func(c *cobra.Command, f *pflag.Flag) {
		if kind := fmt.Sprintf("%T", f.Value); !strings.HasPrefix(kind, "*cmd.") && kind != "*pflag.stringValue" {
			t.Errorf("%s --%s is a %s", c.CommandPath(), f.Name, kind)
		}
		for _, value := range []string{"", "x", "-1", "1e6", "80%", "64MiB", "yes", "\"", "1,5", "0", "99999999999999999999", "NaN"} {
			err := f.Value.Set(value)
			if err == nil {
				continue
			}
			for _, word := range []string{"strconv", "parsing", "syntax", "time:", "invalid argument", "out of range", "parse error"} {
				if strings.Contains(err.Error(), word) {
					t.Errorf("%s --%s %q: %v", c.CommandPath(), f.Name, value, err)
				}
			}
		}
	})
}

func TestNearestWords(t *testing.T) {
	flags := []string{"long-edge", "short-edge", "size", "width", "height", "quality", "quiet", "workers", "max-memory", "overwrite", "top", "color"}
	for _, c := range []struct{ word, want string }{
		{"heigth", "height"}, {"longedge", "long-edge"}, {"long_edge", "long-edge"}, {"LONG-EDGE", "long-edge"}, {"long", "long-edge"},
		{"colour", "color"}, {"edge", "long-edge short-edge"}, {"memory", "max-memory"}, {"threads", "workers"}, {"force", "overwrite"},
		{"tpo", "top"}, {"qualty", "quality"}, {"q", ""}, {"nonsense", ""}, {"", ""}, {"ünïcode", ""},
	} {
		if got := strings.Join(nearest(c.word, flags), " "); got != c.want {
			t.Errorf("%q is near %q, want %q", c.word, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"kitten", "sitting", 3}, {"abc", "abc", 0}, {"ca", "abc", 3}} {
		if got := editDistance(c.a, c.b); got != c.want || got != editDistance(c.b, c.a) {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestFlagsBeforeTheCommandGoBehindIt(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"-v resize p", "resize -v p"},
		{"-j 4 analyze f", "analyze -j 4 f"},
		{"--workers=4 -q hash list", "hash --workers=4 -q list"},
		{"--help resize", "resize --help"},
		{"-n submit slurm --shards 2", "submit slurm -n --shards 2"},
		{"-o resize resize p", "resize -o resize p"},
		{"resize -v p", "resize -v p"},
		{"-x resize p", "-x resize p"},
		{"--version", "--version"},
		{"-- resize", "-- resize"},
	} {
		got := arrange(newRoot(&IO{}), strings.Fields(c.words))
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %s", c.words, got, c.want)
		}
	}
}

func TestMistakenValuesAreRefused(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"resize -output x", `"-output": long flags take two dashes: --output`},
		{"analyze -select a f", `"-select": long flags take two dashes: --select`},
		{"resize p -o --width 9", "--output needs a value: DIR; what follows it is the flag --width"},
		{"analyze f --select --top=3", "--select needs a value: COLUMNS; what follows it is the flag --top"},
		{"analyze f —top 3", `"—top": begins with a dash that is no hyphen: write --top`},
		{"analyze f --dry-run yes", `"yes" behind --dry-run: a flag that is on or off takes its value behind =, such as --dry-run=yes`},
		{"analyze f --dry-run -- yes", ""},
		{"analyze —x", ""},
		{"analyze f -s elect", ""},
		{"resize p --name --x", ""},
		{"resize p -oout -j2", ""},
	} {
		_, _, err := readLine(newRoot(&IO{}), strings.Fields(c.words))
		if got := fmt.Sprint(err); err == nil && c.want != "" || err != nil && got != c.want {
			t.Errorf("%s: %v, want %s", c.words, err, c.want)
		}
	}
}

// A list that is given more than once adds up.
func TestListsAddUp(t *testing.T) {
	lists := map[string]bool{}
	everyFlag(newRoot(&IO{}), func(c *cobra.Command, f *pflag.Flag) {
		list, ok := f.Value.(*words)
		if !ok {
			return
		}
		lists[f.Name] = true
		first, second := "a", "b"
		if list.names != nil {
			first, second = list.names[0], list.names[1]
		}
		if list.Set(first) != nil || list.Set(second) != nil || !slices.Equal(list.GetSlice(), []string{first, second}) {
			t.Errorf("%s --%s is %q", c.CommandPath(), f.Name, list.GetSlice())
		}
	})
	for _, name := range []string{"keep", "include", "exclude", "select", "null-values", "quantiles", "units", "types", "set"} {
		if !lists[name] {
			t.Errorf("--%s does not add up", name)
		}
	}
}
