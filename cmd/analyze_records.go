package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
)

// recordOptions are the flags of analyze about what a record is.
type recordOptions struct {
	escape     string
	blankLines choice
}

func (o *analyzeOptions) addRecords(c *cobra.Command) {
	o.records.blankLines = choice{names: analyze.BlankLinesNames, value: "skip"}
	group(c, "Input", func(f *pflag.FlagSet) {
		f.StringVar(&o.records.escape, "escape", "", "`CHAR` that escapes a delimiter, quote or line break, as \\ in \\\"; an unquoted \\N is null (default: none)")
		addToggle(f, &o.job.Source.UnwrapLines, "unwrap-lines", "", "remove quotes around whole lines first")
		addToggle(f, &o.job.Source.SkipInitialSpace, "skip-initial-space", "", "ignore blanks at the start of fields, also before quotes")
		f.Var(&o.records.blankLines, "blank-lines", "empty lines: skip, or null (a row of missing values)")
	})
}

// checkRecords checks the flags about records. It comes after checkDialect.
func (o *analyzeOptions) checkRecords() error {
	s := &o.job.Source
	o.job.Blank = analyze.BlankLines(o.records.blankLines.index())
	var err error
	if s.Escape, err = parseChar("escape", o.records.escape); err != nil {
		return err
	}
	switch {
	case s.Escape != 0 && s.Escape == s.Quote:
		return conflictOf("--escape and --quote are the same character: doubled quotes are read without --escape", "--escape", "--quote")
	case s.Escape != 0 && s.Escape == s.Delimiter:
		return conflictOf("--escape and --delimiter are the same character", "--escape", "--delimiter")
	case s.Escape != 0 && s.Comment == string(s.Escape):
		return conflictOf("--escape and --comment are the same character", "--escape", "--comment")
	case s.UnwrapLines && s.Quote == 0:
		return together("--unwrap-lines", "--quote none").because("it takes off quotes")
	case s.SkipInitialSpace && (s.Delimiter == ' ' || s.Quote == ' ' || s.Escape == ' '):
		return needs("--skip-initial-space", "a delimiter, quote and escape that are not the space")
	}
	return nil
}
