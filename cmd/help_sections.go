package cmd

import "github.com/spf13/cobra"

// A row is a term and what it means, in help texts and man pages.
type row [2]string

// environmentRows returns the variables that help texts name: an example for
// flags, and those that there are besides.
func environmentRows(c *cobra.Command) []row {
	colors := row{"NO_COLOR, FORCE_COLOR", "no color, or color also without a terminal; so do CLICOLOR=0 and CLICOLOR_FORCE=1; --color beats them all"}
	if !c.HasParent() {
		return []row{
			{"FANOUT_RESIZE_QUALITY", "stands for --quality of 'fanout resize'; most flags of all commands have such a variable, and the command line beats it"},
			{"FANOUT_WORKERS", "stands for --workers of resize, hash and analyze, and so on for other flags that they share"},
			{kernelsVariable, "the instructions to use: reference, avx2 or avx512; results are the same"},
			colors,
		}
	}
	var rows []row
	for _, name := range []string{"quality", "algo", "top", "cpus", "timeout"} {
		if hasStatuses(c) && c.Flags().Lookup(name) != nil {
			rows = append(rows, row{commandPrefix(c) + variableWord(name), "stands for --" + name + ", and so on for most flags; the command line beats it, and 'fanout doctor' shows what is set"})
			break
		}
	}
	if len(rows) > 0 && c.Flags().Lookup("workers") != nil {
		rows = append(rows, row{"FANOUT_WORKERS", "stands for --workers of resize, hash and analyze, and so on for other flags that they share"})
	}
	if c.Flags().Lookup("color") != nil {
		rows = append(rows, colors)
	}
	return rows
}

// fileRows returns the files that a man page names: those that are made besides
// the output.
func fileRows(c *cobra.Command) []row {
	journal := row{"DIR/.fanout-journal", "what became of each image, for --update, --resume and --retry-failed"}
	unfinished := row{".OUT.fanout-partial, .OUT.fanout-state", "what an interrupted run has left, for --resume"}
	parts := row{"OUT.parts", "what shards have done; it is no longer needed once they are merged"}
	switch c.Name() {
	case "resize":
		return []row{journal, parts}
	case "hash":
		return []row{unfinished, parts}
	case "analyze", "merge", "status":
		return []row{parts}
	case "slurm":
		return []row{parts, {"OUT.parts/shard.sh, OUT.parts/merge.sh", "the scripts that are submitted"}, {"OUT.parts/log", "what the jobs print"}}
	}
	return nil
}
