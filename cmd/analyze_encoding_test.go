package cmd

import "fmt"

// encodingCases are flags about the bytes of text.
func encodingCases(o **analyzeOptions) []flagCase {
	text := func() any {
		s := (*o).job.Source
		return fmt.Sprintf("%q %v", s.Encoding, s.Invalid)
	}
	return []flagCase{
		{"f", text, `"" 0`, ""},
		{"f --encoding auto --invalid replace", text, `"" 0`, ""},
		{"f --encoding Latin-1 --invalid error", text, `"iso-8859-1" 1`, ""},
		{"f --encoding cp437", text, `"ibm437" 0`, ""},
		{"f --encoding utf-99", nil, "", `--encoding "utf-99": must be the name of an encoding, such as utf-16, utf-32, utf-8`},
		{"f --invalid ignore", nil, "", `--invalid "ignore": must be replace or error`},
	}
}
