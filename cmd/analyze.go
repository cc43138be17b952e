package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/render"
	"fanout/processors/analyze/source"
)

// analyzeOptions are the flags of analyze.
type analyzeOptions struct {
	sharedOptions
	job analyze.Options

	delimiter, quote          string
	nulls, columns, quantiles []string // lists
	headers, noHeaders        bool
	badRows, format, invalid  choice
	maxRecord                 quantity
	rejects                   string
	formatGuessed, json       bool
	maxDistinct               quantity
	records                   recordOptions
	numbers                   numberFlags
	repeatedHeaders           choice
	dialect                   dialectOptions
}

// newAnalyze returns the command; run does the work with the options filled in.
func newAnalyze(sys *IO, run runFunc[*analyzeOptions]) *cobra.Command {
	o := &analyzeOptions{}
	o.countBytes = true
	c := &cobra.Command{
		Use:   "analyze [FILE...]",
		Short: "Compute exact statistics of CSV files",
		Long: `FILEs are CSV files, plain or compressed (gzip, zstd, bzip2, xz, snappy, or a ZIP
of one file), folders of them, or - for standard input, which is also read if no FILE
is named and data is piped in. Files with the same header are one dataset. The result
is a table, or JSON, CSV or Markdown (--format).

Encoding, delimiter and header are detected and reported on stderr. Types are
inferred from every row; numbers are summed as exact decimals. Every row is
accounted for: used, padded or left out. A file that cannot be read is reported by
name; the run continues, and ends with status 3.

count is the number of values that are not null. stddev and variance are those of a
sample (n-1), skewness and kurtosis those of the population (kurtosis is 0 for a
normal distribution). Quantiles are interpolated linearly between the closest ranks
(type 7 in R); iqr is p75 - p25, mad the median distance from the median, mode the
most frequent value. Lengths are in characters (code points), and text is ordered by
its bytes. An estimate has a ~ in front of it in tables; the other formats have a
field named ..._exact beside it.

Lists are separated by commas, and add up where a flag is repeated.`,
		Example: `  fanout analyze sales.csv
  fanout analyze exports -r -o sales.json
  fanout analyze 'logs/*.csv.gz' --per-file --format jsonl
  fanout analyze survey.csv --null-values NA,N/A --select 'age,/^q[0-9]/,!q7'
  head -n 1000 sales.csv | fanout analyze --quantiles 1,50,99`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(sys.orStdin(args)) == 0 {
				return usage("no FILE given: name CSV files or folders, or pipe data in")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.job.Source.Paths, o.job.Source.Stdin = sys.orStdin(args), sys.In
			if err := o.check(); err != nil {
				return err
			}
			return o.sweepRefused(run(c.Context(), sys, o), o.output, o.rejects)
		},
	}
	o.addInput(c)
	o.addRecords(c)
	o.addNumbers(c)
	o.addDialect(c)
	o.addStatistics(c)
	o.addOutput(c)
	o.addRun(c)
	o.addShard(c, sys)
	o.addMessages(c)
	completeNames(c, "encoding")
	_ = c.RegisterFlagCompletionFunc("negatives", completeList(number.NegativeForms))
	c.ValidArgsFunction = completeExtensions(source.Extensions())
	_ = c.MarkFlagFilename("rejects", "jsonl")
	return c
}

func (o *analyzeOptions) addInput(c *cobra.Command) {
	o.badRows = choice{names: analyze.BadRowNames, value: "pad"}
	o.maxRecord = quantity{16 << 20, "16MiB", analyze.MaxRecordLimit, "65536 or 16MiB"}
	group(c, "Input", func(f *pflag.FlagSet) {
		f.StringVarP(&o.delimiter, "delimiter", "d", "", "`CHAR` between fields, or tab (default: detected)")
		f.StringVar(&o.quote, "quote", `"`, "`CHAR` around fields, or none")
		addToggle(f, &o.headers, "headers", "", "the first row has the column names (default: detected)")
		addToggle(f, &o.noHeaders, "no-headers", "", "the first row is data")
		o.addRepeatedHeaders(f)
		o.addEncoding(f)
		addWords(f, &o.nulls, "null-values", "", "`LIST` of values that count as missing, as empty ones do: NA,N/A,-")
		addWords(f, &o.columns, "select", "s", "`COLUMNS` to analyze: names, numbers 1,3-5,7- or patterns /^q/; ! in front leaves them out (default: all)")
		f.Var(&o.badRows, "bad-rows", "rows with too few or too many fields: pad (fill up or cut), skip (leave out) or error (fail the file)")
		f.StringVar(&o.rejects, "rejects", "", "write rows left out by --bad-rows skip to `FILE`, one JSON line each")
		f.Var(&o.maxRecord, "max-record", "fail files that have a row longer than `N` bytes")
		s := &o.job.Source
		addSelection(f, fileSelection{&s.Recursive, &s.Hidden, &s.Include, &s.Exclude})
		addToggle(f, &o.job.PerFile, "per-file", "", "analyze each file separately (default: files with the same header together)")
	})
}

func (o *analyzeOptions) addStatistics(c *cobra.Command) {
	o.maxDistinct = quantity{max: maxMaxDistinct, as: "65536 or 100k"}
	o.job.Profile.Top = 10
	group(c, "Statistics", func(f *pflag.FlagSet) {
		addWords(f, &o.quantiles, "quantiles", "", "`LIST` of percentages (default: 25,50,75)")
		addToggle(f, &o.job.Profile.Exact, "exact", "", "exact quantiles, reading the input a second time if needed (not from a pipe)")
		addToggle(f, &o.job.Profile.Duplicates, "duplicates", "", "count rows that repeat an earlier one (exact up to half a million different rows)")
		addCount(f, &o.job.Profile.Top, 0, maxTop, "top", "list the `N` most frequent values")
		f.Var(&o.maxDistinct, "max-distinct", "count distinct values exactly up to `N` per column, estimate beyond (default: 65536, or half a million over all columns)")
	})
}

func (o *analyzeOptions) addOutput(c *cobra.Command) {
	o.format = choice{names: render.Formats, alias: map[string]string{"markdown": "md", "ndjson": "jsonl"}}
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Output", func(f *pflag.FlagSet) {
		addChoice(f, &o.format, "format", "output format (default: by the extension of -o, else table)")
		addToggle(f, &o.json, "json", "", "same as --format json")
		f.StringVarP(&o.output, "output", "o", "-", "write to `FILE`, or - for stdout")
		addChoice(f, &o.overwrite, "overwrite", "replace an output that exists")
	})
}
