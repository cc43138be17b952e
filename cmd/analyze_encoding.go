package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/charset"
	"fanout/processors/analyze/source"
)

// addEncoding adds the flags about the bytes of text.
func (o *analyzeOptions) addEncoding(f *pflag.FlagSet) {
	f.Var(&encodingName{&o.job.Source.Encoding}, "encoding",
		"text encoding, by `NAME`: utf-8, utf-16, windows-1252, iso-8859-15, shift_jis, cp850 … (default: detected)")
	o.invalid = choice{names: source.InvalidNames, value: "replace"}
	f.Var(&o.invalid, "invalid", "bytes that are invalid in the encoding: replace (by U+FFFD) or error (fail the file)")
}

// completeNames registers the names of encodings for the completion of a flag.
// They are looked up only if a shell asks for them.
func completeNames(c *cobra.Command, flag string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return append([]string{"auto"}, charset.Names()...), cobra.ShellCompDirectiveNoFileComp
	})
}

// An encodingName is a flag that takes the name of an encoding, or auto.
type encodingName struct{ encoding *charset.Encoding }

func (e *encodingName) String() string { return "" }
func (e *encodingName) Type() string   { return "NAME" }
func (e *encodingName) Set(name string) (err error) {
	*e.encoding = charset.Auto
	if name != "auto" {
		*e.encoding, err = charset.ByName(name)
	}
	return err
}
