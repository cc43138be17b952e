package cmd

import "fmt"

// recordCases are the flags of analyze about records; o is what they make.
func recordCases(o **analyzeOptions) []flagCase {
	dialect := func() any {
		s := (*o).job.Source
		return fmt.Sprintf("%q %v %v %d", s.Escape, s.UnwrapLines, s.SkipInitialSpace, (*o).job.Blank)
	}
	return []flagCase{
		{"f", dialect, `'\x00' false false 0`, ""},
		{`f --escape \ --unwrap-lines --skip-initial-space --blank-lines null`, dialect, `'\\' true true 1`, ""},
		{`f --escape "`, nil, "", `--escape and --quote are the same character: doubled quotes are read without --escape`},
		{`f --escape ; -d ;`, nil, "", "--escape and --delimiter are the same"},
		{`f --escape ab`, nil, "", `--escape "ab": must be a single ASCII character`},
		{`f --unwrap-lines --quote none`, nil, "", `--unwrap-lines and --quote none cannot be used together: it takes off quotes`},
		{`f --skip-initial-space -d space`, nil, "", `--skip-initial-space needs a delimiter, quote and escape that are not the space`},
	}
}
