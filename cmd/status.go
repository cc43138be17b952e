package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/part"
)

// A partsStatus is what status says of a folder of parts.
type partsStatus struct {
	SchemaVersion int    `json:"schema_version"`
	Command       string `json:"command"`
	Output        string `json:"output"`
	Shards        int    `json:"shards"`
	Committed     int    `json:"committed"`
	Missing       []int  `json:"missing"`
	Damaged       []int  `json:"damaged"` // of these

	// Items of the committed shards.
	Done    int64 `json:"done"`
	Failed  int64 `json:"failed"`
	Skipped int64 `json:"skipped"`

	Merged *part.Merged `json:"merged"` // null: not yet
}

// newStatus returns the command.
func newStatus(sys *IO) *cobra.Command {
	var missing, asJSON bool
	c := &cobra.Command{
		Use:   "status DIR",
		Short: "Show the progress of the shards of a run",
		Long: `DIR is the folder OUT.parts of a run with --shard, or OUT itself. Shows how many shards
are done, which ones are missing, and whether they have been merged.`,
		Example: `  fanout status stats.json.parts
  sbatch --array=$(fanout status stats.json.parts --missing) shard.sh`,
		DisableFlagsInUseLine: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("name one DIR: the folder OUT.parts of a run with --shard")
			}
			return nil
		},
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if missing && asJSON {
				return together("--missing", "--json")
			}
			set, err := scanParts(args[0])
			if err != nil {
				return err
			}
			s := statusOf(set)
			switch {
			case missing && len(s.Missing) == 0:
				return nil
			case missing:
				_, err = fmt.Fprintln(sys.Out, part.Ranges(s.Missing))
				return err
			case asJSON:
				enc := json.NewEncoder(sys.Out)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return enc.Encode(s)
			}
			return s.print(sys.Out)
		},
	}
	group(c, "Output", func(f *pflag.FlagSet) {
		addToggle(f, &missing, "missing", "", "print only the numbers of missing shards, for sbatch --array: 3,7-9")
		addToggle(f, &asJSON, "json", "", "print JSON")
	})
	return c
}

// statusOf returns what there is to say of a set.
func statusOf(set *part.Set) *partsStatus {
	s := &partsStatus{
		SchemaVersion: 1, Command: set.Plan.Command, Output: set.Plan.Output, Shards: set.Plan.Shards,
		Committed: set.Done(), Missing: set.Missing(), Merged: part.ReadMerged(set.Dir),
	}
	for _, i := range s.Missing {
		if set.Damaged[i] != nil {
			s.Damaged = append(s.Damaged, i)
		}
	}
	if s.Missing == nil {
		s.Missing = []int{} // a list in JSON
	}
	if s.Damaged == nil {
		s.Damaged = []int{}
	}
	for _, f := range set.Footers {
		if f != nil {
			s.Done += f.Done
			s.Failed += f.Failed
			s.Skipped += f.Skipped
		}
	}
	return s
}

// print writes the status for people.
func (s *partsStatus) print(w io.Writer) error {
	const width = 40
	full := width * s.Committed / s.Shards
	var b strings.Builder
	fmt.Fprintf(&b, "%s into %s\n", s.Command, show(s.Output, false))
	fmt.Fprintf(&b, "[%s%s] %d of %s done\n", strings.Repeat("#", full), strings.Repeat(".", width-full), s.Committed, plural(s.Shards, "shard"))
	if len(s.Missing) > 0 {
		fmt.Fprintf(&b, "missing: %s\n", part.Ranges(s.Missing))
	}
	if len(s.Damaged) > 0 {
		fmt.Fprintf(&b, "damaged: %s (run these shards again)\n", part.Ranges(s.Damaged))
	}
	fmt.Fprintf(&b, "items: %d done, %d failed, %d skipped\n", s.Done, s.Failed, s.Skipped)
	switch {
	case s.Merged != nil:
		fmt.Fprintf(&b, "merged into %s (status %d)\n", show(s.Merged.Output, false), s.Merged.Status)
	case len(s.Missing) == 0:
		b.WriteString("not merged yet: fanout merge\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
