package cmd

import "fmt"

// inputCases are command lines about the input of hash.
func inputCases(o **hashOptions) []flagCase {
	reading := func() any {
		r := (*o).job.Reading
		return fmt.Sprintf("%v %q %q %q %d %s", r.Kind, r.Encoding, r.UserColumn, r.PasswordColumn, r.Normalize, r.Digest)
	}
	return []flagCase{
		{"list", reading, `auto "" "" "" 0 `, ""},
		{"list.csv", reading, `auto "" "" "" 0 `, ""},
		{"list --input user:pass --input-encoding latin1 --normalize nfkc", reading, `user:pass "iso-8859-1" "" "" 2 `, ""},
		{"list --input csv --user-column mail --password-column 3", reading, `csv "" "mail" "3" 0 `, ""},
		{"list.jsonl.gz --password-column pw --input-digest sha1-hex", reading, `auto "" "" "pw" 0 sha1-hex`, ""},
		{"list --input lines --input-encoding auto", reading, `lines "" "" "" 0 `, ""},
		{"list --input xml", nil, "", "must be one of auto, lines, user:pass, csv, jsonl"},
		{"list --input-encoding utf9", nil, "", "such as utf-8"},
		{"list --user-column mail", nil, "", `--user-column needs --input csv or jsonl`},
		{"list.csv --input lines --password-column pw", nil, "", `--password-column needs --input csv or jsonl`},
		{"list.csv --password-column=", nil, "", `--password-column "": must be the name or number of a column`},
		{"list --normalize nfd", nil, "", "must be one of none, nfc, nfkc, precis"},
		{"list --normalize nfc --input-digest md5-hex", nil, "", `--input-digest and --normalize cannot be used together: a digest has one spelling`},
		{"list --input-digest md5-hex --verify hashes", nil, "", `--input-digest and --verify cannot be used together: the hashes say what they were made of`},
		{"list --input-digest md5-hex --pepper-file p", nil, "", `--input-digest and --pepper-file cannot be used together`},
		{"list --input-digest md4-hex", nil, "", "must be one of none, md5-hex"},
	}
}
