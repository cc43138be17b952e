package cmd

import (
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
)

// addRepeatedHeaders adds the flag for headers among the records.
func (o *analyzeOptions) addRepeatedHeaders(f *pflag.FlagSet) {
	o.repeatedHeaders = choice{names: analyze.RepeatedHeaderNames, value: "keep"}
	f.Var(&o.repeatedHeaders, "repeated-headers", "header rows repeated among the data, as in joined files: keep (as data) or skip")
}
