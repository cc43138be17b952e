package csvscan

import "testing"

func TestMisquotedTellsEscapesAndBlanks(t *testing.T) {
	for record, want := range map[string][2]bool{
		`"he said \"hi, you\" loudly",5`: {true, false},
		`"6\" pipe",5`:                   {true, false},
		`1,"a\\",b`:                      {false, false}, // the quote closes
		`1,"a\"`:                         {false, false}, // so does this
		`1, "a, b",5`:                    {false, true},
		`  "a",b`:                        {false, true},
		`5" pipe, 6"`:                    {false, false},
		`a "b",c`:                        {false, false},
		`"a"b"c"`:                        {false, false},
		`"x\"y", "z"`:                    {true, true},
		`"x\\"y"`:                        {false, false},
		``:                               {false, false},
	} {
		if escaped, blanks := New(comma).Misquoted([]byte(record)); escaped != want[0] || blanks != want[1] {
			t.Errorf("%s: %v %v", record, escaped, blanks)
		}
	}
}
