package cmd_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/cmd"
)

// Flags of analyze that contradict others or do nothing are refused or named.
func TestFlagsOfAnalyzeWithoutEffectAreNamed(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := file("text.csv", "a,b\nx,y\nz,y\n")
	all := file("all.csv", "n,d,b\n1,2024-01-31,yes\n2,2024-02-01,no\n")
	empty, blank := file("empty.csv", ""), file("blank.csv", "\n\n")
	for _, c := range []struct {
		args   string
		status int
		says   string // "": nothing is said
	}{
		{text + " --decimal ,", 0, "--decimal had no effect: no column holds numbers"},
		{text + " --thousands ,", 0, "--thousands had no effect: no column holds numbers"},
		{text + " --units kg", 0, "--units had no effect: no column holds numbers"},
		{text + " --negatives minus", 0, "--negatives had no effect: no column holds numbers"},
		{text + " --date-order dmy", 0, "--date-order had no effect: no column holds dates"},
		{text + " --true-values on", 0, "--true-values had no effect: no column holds booleans"},
		{text + " --false-values off", 0, "--false-values had no effect: no column holds booleans"},
		{all + " --thousands , --units kg --negatives minus --date-order dmy --true-values on --false-values off", 0, ""},
		{all + " " + text + " --per-file --date-order dmy", 0, ""},
		{all + " --quantiles 0.5", 0, "0.5 is the 0.5th percentile; the median is 50"},
		{all + " --quantiles 0,0.25 --quantiles 1", 0, "0.25 is the 0.25th percentile"},
		{all + " --quantiles 0.5,50,99.5", 0, ""},
		{all + " --quantiles 1", 0, ""},
		{all + " --top 20", 0, "--top 20: a table shows up to 3 of the most frequent values; --format json has all"},
		{all + " --top 20 --json", 0, ""},
		{all + " --top 2", 0, ""},
		{all, 0, ""},
		{all + " --json --format csv", 2, "--json and --format csv cannot be used together"},
		{all + " --json --format json", 0, ""},
		{all + " --repeated-headers skip --no-headers", 2, "--repeated-headers skip and --no-headers cannot be used together"},
		{all + " --rejects r", 2, "--rejects needs --bad-rows skip"},
		{"- --exact", 2, "exact quantiles need to read the input twice"},
		{all + " --skip-lines 10", 5, "after --skip-lines 10"},
		{empty, 5, "is empty"},
		{blank, 5, "has no rows"},
		{empty + " " + blank, 5, "all 2 files are empty"},
		{"-", 5, "standard input has no rows"},
		{empty + " " + all, 0, ""},
		{empty + " " + all + " --per-file", 0, "empty.csv: the file is empty"},
	} {
		t.Run(strings.ReplaceAll(c.args, dir+string(filepath.Separator), ""), func(t *testing.T) {
			var out, messages bytes.Buffer
			sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &messages, Getenv: func(string) string { return "" }}
			if status := cmd.Main(context.Background(), append([]string{"analyze", "--progress", "none"}, strings.Fields(c.args)...), sys); status != c.status {
				t.Errorf("status %d, want %d: %s", status, c.status, messages.String())
			}
			if c.says == "" {
				for _, word := range []string{"had no effect", "percentile", "a table shows"} {
					if strings.Contains(messages.String(), word) {
						t.Errorf("%q is said:\n%s", word, messages.String())
					}
				}
			} else if !strings.Contains(messages.String(), c.says) {
				t.Errorf("nothing is said of %q:\n%s", c.says, messages.String())
			}
			if c.status != 0 && out.Len() > 0 {
				t.Errorf("results in spite of an error:\n%s", out.String())
			}
		})
	}
}
