package cmd

import "fmt"

// dialectCases are the flags of analyze about where a table begins and what
// separates fields; o is what they make.
func dialectCases(o **analyzeOptions) []flagCase {
	delimiter := func() any { return fmt.Sprintf("%q", (*o).job.Source.Delimiter) }
	beginning := func() any {
		s := (*o).job.Source
		return fmt.Sprintf("%d %q", s.SkipLines, s.Comment)
	}
	return []flagCase{
		{"f", beginning, `-1 ""`, ""},
		{"f --skip-lines 0 --comment none", beginning, `0 "none"`, ""},
		{"f --skip-lines 12 --comment %", beginning, `12 "%"`, ""},
		{"f --skip-lines -1", nil, "", `--skip-lines "-1": must be a whole number from 0 to 1000000`},
		{"f --skip-lines x", nil, "", `--skip-lines "x": must be a whole number from 0 to 1000000`},
		{"f --comment //", nil, "", `--comment "//": must be a single ASCII character`},
		{"f --comment ; -d ;", nil, "", "--comment and --delimiter are the same"},
		{`f --comment "`, nil, "", "--comment and --quote are the same"},
		{`f -d none`, delimiter, `'\n'`, ""},
		{`f -d \x1f`, delimiter, `'\x1f'`, ""},
		{`f -d \x0a`, nil, "", `--delimiter "\n": must be a single ASCII character, and no line break`},
		{`f -d ||`, nil, "", `--delimiter "||": must be a single ASCII character; replace it first: sed 's/||/\x1f/g' FILE | fanout analyze`},
	}
}
