package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/render"
	"fanout/processors/analyze/source"
)

// analyzeOptions are the flags of analyze.
type analyzeOptions struct {
	sharedOptions
	job analyze.Options

	delimiter, quote, nulls, columns string
	headers, noHeaders               bool
	encoding, badRows, format        choice
	maxRecord                        count
	quantiles, rejects               string
	maxDistinct                      count
}

// newAnalyze returns the command; run does the work with the options filled in.
func newAnalyze(sys *IO, run func(context.Context, *IO, *analyzeOptions) error) *cobra.Command {
	o := &analyzeOptions{}
	o.countBytes = true
	c := &cobra.Command{
		Use:   "analyze FILE...|-",
		Short: "Compute statistics of CSV files, exactly and over every row",
		Long: `FILEs are CSV files, plain or packed by gzip or zstd, folders of them, or - for standard
input. Several files with the same header are one dataset. Encoding, delimiter and header are
found out and said on stderr. Types are decided by every row, numbers summed as decimals, and
the result is the same for any number of workers.`,
		Example: `  fanout analyze sales.csv
  fanout analyze exports -r --format json -o sales.json
  fanout analyze 'logs/*.csv.gz' --per-file --format jsonl
  fanout analyze survey.csv --null-values NA,N/A --select 'age,/^q[0-9]/' --top 5
  zcat big.csv.gz | fanout analyze - --quantiles 1,50,99 --format csv`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("no FILE given: name CSV files or folders, or - for standard input")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.job.Source.Paths, o.job.Source.Stdin = args, sys.In
			if err := o.check(c.Flags().Changed); err != nil {
				return err
			}
			return run(c.Context(), sys, o)
		},
	}
	o.addInput(c)
	o.addStatistics(c)
	o.addOutput(c)
	o.addRun(c)
	o.addMessages(c)
	complete(c)
	_ = c.MarkFlagFilename("report", "jsonl")
	_ = c.MarkFlagFilename("rejects", "jsonl")
	_ = c.MarkFlagFilename("summary-json", "json")
	return c
}

func (o *analyzeOptions) addInput(c *cobra.Command) {
	o.encoding = choice{names: source.EncodingNames, value: "auto", alias: map[string]string{
		"utf8": "utf-8", "UTF-8": "utf-8", "UTF-16LE": "utf-16le", "UTF-16BE": "utf-16be", "iso-8859-1": "latin1", "cp1252": "windows-1252",
	}}
	o.badRows = choice{names: analyze.BadRowNames, value: "pad"}
	o.maxRecord = count{16 << 20, "16MiB"}
	group(c, "Input", func(f *pflag.FlagSet) {
		f.StringVarP(&o.delimiter, "delimiter", "d", "", "`CHAR` between fields, or tab (default: found out)")
		f.StringVar(&o.quote, "quote", `"`, "`CHAR` around fields, or none")
		f.BoolVar(&o.headers, "headers", false, "the first record names the columns (default: found out)")
		f.BoolVar(&o.noHeaders, "no-headers", false, "the first record is data")
		addChoice(f, &o.encoding, "encoding", "encoding of the text")
		f.StringVar(&o.nulls, "null-values", "", "`LIST` of values that count as null, besides the empty one: NA,N/A,-")
		f.StringVarP(&o.columns, "select", "s", "", "`COLUMNS` to analyze: names, numbers 1,3-5,7- or patterns /^q/")
		addChoice(f, &o.badRows, "bad-rows", "what becomes of records with too few or too many fields: taken as far as they go, left out, or refused")
		f.StringVar(&o.rejects, "rejects", "", "write the records left out by --bad-rows skip to `FILE`, a JSON line each")
		f.Var(&o.maxRecord, "max-record", "refuse files with records longer than this many bytes")
		f.BoolVarP(&o.job.Source.Recursive, "recursive", "r", false, "descend into folders")
		f.BoolVar(&o.job.PerFile, "per-file", false, "analyze each file by itself")
	})
}

func (o *analyzeOptions) addStatistics(c *cobra.Command) {
	o.maxDistinct = count{}
	group(c, "Statistics", func(f *pflag.FlagSet) {
		f.StringVar(&o.quantiles, "quantiles", "25,50,75", "`LIST` of percentages")
		f.BoolVar(&o.job.Profile.Exact, "exact", false, "exact quantiles, by reading the input again where need be; not from a pipe")
		f.IntVar(&o.job.Profile.Top, "top", 10, "list the `N` most frequent values")
		f.Var(&o.maxDistinct, "max-distinct", "most different values of a column that are counted exactly (default: 65536, or half a million of all columns together)")
	})
}

func (o *analyzeOptions) addOutput(c *cobra.Command) {
	o.format = choice{names: render.Formats, value: "table", alias: map[string]string{"markdown": "md", "ndjson": "jsonl"}}
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Output", func(f *pflag.FlagSet) {
		addChoice(f, &o.format, "format", "how the statistics are written")
		f.StringVarP(&o.output, "output", "o", "-", "output `FILE`, or - for standard output")
		addChoice(f, &o.overwrite, "overwrite", "what to do with an output that exists")
	})
}

// check turns the words of the flags into the job's options.
func (o *analyzeOptions) check(given func(flag string) bool) error {
	if err := o.checkShared(); err != nil {
		return err
	}
	if err := o.checkDialect(); err != nil {
		return err
	}
	var err error
	if o.columns != "" {
		if o.job.Select, err = analyze.ParseSelection(o.columns); err != nil {
			return usage("--select: %v", err)
		}
	}
	if o.nulls != "" {
		o.job.Profile.Nulls = strings.Split(o.nulls, ",")
	}
	if o.job.Profile.Quantiles, err = profile.ParseQuantiles(o.quantiles); err != nil {
		return usage("--quantiles: %v", err)
	}
	if o.job.Profile.Top < 0 || o.job.Profile.Top > maxTop {
		return usage("--top %d: must be 0 to %d", o.job.Profile.Top, maxTop)
	}
	if o.maxRecord.n > analyze.MaxRecordLimit {
		return usage("--max-record %s: must be at most 1GiB", o.maxRecord.text)
	}
	if o.maxDistinct.n > maxMaxDistinct {
		return usage("--max-distinct %s: must be at most %d", o.maxDistinct.text, maxMaxDistinct)
	}
	o.job.Source.MaxRecord, o.job.Profile.MaxDistinct = o.maxRecord.n, int(o.maxDistinct.n)
	o.job.Source.Encoding = source.Encoding(o.encoding.index())
	o.job.BadRows = analyze.BadRows(o.badRows.index())
	if o.rejects != "" && o.job.BadRows != analyze.Skip {
		return usage("--rejects goes with --bad-rows skip")
	}
	if o.rejects == "-" {
		return usage("--rejects takes the name of a file")
	}
	return nil
}

const (
	maxTop         = 10_000
	maxMaxDistinct = 1 << 26
)

// checkDialect reads delimiter, quote and the flags about headers.
func (o *analyzeOptions) checkDialect() error {
	var err error
	if o.job.Source.Delimiter, err = parseChar("delimiter", o.delimiter); err != nil {
		return err
	}
	if o.quote != "none" {
		if o.job.Source.Quote, err = parseChar("quote", o.quote); err != nil {
			return err
		}
	}
	if o.job.Source.Delimiter != 0 && o.job.Source.Delimiter == o.job.Source.Quote {
		return usage("--delimiter and --quote are the same")
	}
	switch {
	case o.headers && o.noHeaders:
		return usage("--headers and --no-headers exclude each other")
	case o.headers:
		o.job.Source.Header = source.HeaderYes
	case o.noHeaders:
		o.job.Source.Header = source.HeaderNo
	}
	return nil
}

// parseChar reads a byte that separates or quotes fields; "" is none.
func parseChar(flag, text string) (byte, error) {
	for name, c := range map[string]byte{"tab": '\t', `\t`: '\t', "comma": ',', "semicolon": ';', "pipe": '|', "space": ' '} {
		if text == name {
			return c, nil
		}
	}
	switch {
	case text == "":
		return 0, nil
	case len(text) > 1:
		return 0, usage("--%s %q: must be one character of ASCII", flag, text)
	case text[0] >= 0x80 || text[0] == 0 || text[0] == '\n' || text[0] == '\r':
		return 0, usage("--%s %q: cannot be told from the text", flag, text)
	}
	return text[0], nil
}
