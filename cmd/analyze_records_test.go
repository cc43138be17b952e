package cmd

import "fmt"

// recordCases are the flags of analyze about records; o is what they make.
func recordCases(o **analyzeOptions) []flagCase {
	dialect := func() any {
		s := (*o).job.Source
		return fmt.Sprintf("%q %v", s.Escape, s.SkipInitialSpace)
	}
	return []flagCase{
		{"f", dialect, `'\x00' false`, ""},
		{`f --escape \ --skip-initial-space`, dialect, `'\\' true`, ""},
		{`f --escape "`, nil, "", "--escape and --quote are the same: doubled quotes are read without --escape"},
		{`f --escape ; -d ;`, nil, "", "--escape and --delimiter are the same"},
		{`f --escape ab`, nil, "", `--escape "ab": must be one character`},
		{`f --skip-initial-space -d space`, nil, "", "--skip-initial-space needs blanks that are neither"},
	}
}
