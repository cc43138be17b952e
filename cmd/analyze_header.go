package cmd

import (
	"github.com/spf13/pflag"

	"fanout/processors/analyze"
)

// addRepeatedHeaders adds the flag for headers among the records.
func (o *analyzeOptions) addRepeatedHeaders(f *pflag.FlagSet) {
	o.repeatedHeaders = choice{names: analyze.RepeatedHeaderNames, value: "keep"}
	addChoice(f, &o.repeatedHeaders, "repeated-headers", "what becomes of the header where it is there again among the records, as in files joined end to end")
}
