package cmd

import (
	"strings"

	"fanout/processors/analyze"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// check turns the words of the flags into the job's options.
func (o *analyzeOptions) check() error {
	if err := o.checkShared(); err != nil {
		return err
	}
	for _, check := range []func() error{o.checkDialect, o.checkRecords, o.checkBeginning, o.checkLists, o.checkNumbers} {
		if err := check(); err != nil {
			return err
		}
	}
	o.job.Source.MaxRecord, o.job.Profile.MaxDistinct = o.maxRecord.n, int(o.maxDistinct.n)
	o.job.Source.Invalid = source.Invalid(o.invalid.index())
	o.job.BadRows = analyze.BadRows(o.badRows.index())
	o.job.Repeated = analyze.RepeatedHeaders(o.repeatedHeaders.index())
	if o.rejects != "" && o.job.BadRows != analyze.Skip {
		return needs("--rejects", "--bad-rows skip")
	}
	if err := o.checkEffects(); err != nil {
		return err
	}
	if nameStdout(&o.rejects); o.rejects == "-" {
		return wrongValue("rejects", "-", "must be the name of a file")
	}
	return o.chooseFormat()
}

// checkLists reads the lists of columns, words and percentages.
func (o *analyzeOptions) checkLists() error {
	for _, text := range o.columns {
		selection, err := analyze.ParseSelection(text)
		if err != nil {
			return usage("--select %w", err)
		}
		o.job.Select = append(o.job.Select, selection...)
	}
	for _, text := range o.nulls {
		if text != "" {
			o.job.Profile.Number.Nulls = append(o.job.Profile.Number.Nulls, strings.Split(text, ",")...)
		}
	}
	quantiles := "25,50,75"
	if o.quantiles != nil {
		quantiles = strings.Join(o.quantiles, ",")
	}
	var err error
	if o.job.Profile.Quantiles, err = profile.ParseQuantiles(quantiles); err != nil {
		return usage("--quantiles %w", err)
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
	if o.job.Source.Delimiter, err = parseDelimiter(o.delimiter); err != nil {
		return err
	}
	if o.quote != "none" {
		if o.job.Source.Quote, err = parseChar("quote", o.quote); err != nil {
			return err
		}
	}
	if o.job.Source.Delimiter != 0 && o.job.Source.Delimiter == o.job.Source.Quote {
		return conflictOf("--delimiter and --quote are the same character", "--delimiter", "--quote")
	}
	switch {
	case o.headers && o.noHeaders:
		return together("--headers", "--no-headers")
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
		return 0, wrongValue(flag, text, "must be a single ASCII character")
	case text[0] >= 0x80 || text[0] == 0 || text[0] == '\n' || text[0] == '\r':
		return 0, wrongValue(flag, text, "must be a single ASCII character, and no line break")
	}
	return text[0], nil
}

// outputs are what the run writes.
func (o *analyzeOptions) outputs() []output {
	return append([]output{{flag: "--output", path: o.output, data: true}, {flag: "--rejects", path: o.rejects, data: true}}, o.reports()...)
}
