package cmd_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fanout/cmd"
)

// onTerminal runs analyze with a terminal as standard output.
func onTerminal(t *testing.T, width int, env map[string]string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	sys := cmd.IO{
		In: strings.NewReader(""), Out: &out, Err: &errs,
		OutTerminal: true, OutWidth: func() int { return width },
		Getenv: func(name string) string { return env[name] },
	}
	if status := cmd.Main(t.Context(), append([]string{"analyze", "-q"}, args...), sys); status != 0 {
		t.Fatalf("status %d\n%s", status, errs.String())
	}
	return out.String()
}

// What a user sees, to be looked at: `go test ./cmd -update` writes it again.
func TestTablesOnATerminal(t *testing.T) {
	t.Chdir("../testdata/csv")
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	world := write("world.csv", "país,città,収入,когда,✓\n"+
		"日本,東京,12345678,2024-02-01 10:30:00,yes\nDeutschland,Köln,17901234,2024-02-02 11:45:00,no\n"+
		"ประเทศไทย,กรุงเทพ,23456789,2024-02-02 23:59:59,yes\n🇧🇷 Brasil,São Paulo,49000000000000,2024-03-01 00:00:00,yes\n")
	var many strings.Builder
	many.WriteString("id,reading\n")
	for i := range 20_001 {
		fmt.Fprintf(&many, "%d,%d.%d\n", i, i%977, i%13)
	}
	estimates := write("estimates.csv", many.String())
	for _, c := range []struct {
		name  string
		width int
		args  []string
	}{
		{"sales", 80, []string{"sales.csv"}}, {"sales", 100, []string{"sales.csv"}}, {"sales", 160, []string{"sales.csv"}},
		{"numbers", 80, []string{"numbers.csv"}}, {"numbers", 120, []string{"numbers.csv"}},
		{"two_columns", 80, []string{"sales.csv", "-s", "price,note"}},
		{"world", 80, []string{world}}, {"world", 120, []string{world}},
		{"estimates", 80, []string{estimates, "--max-distinct", "1000"}}, {"estimates", 160, []string{estimates, "--max-distinct", "1000"}},
	} {
		got := strings.ReplaceAll(onTerminal(t, c.width, nil, append(c.args, "--color", "never")...), dir+string(filepath.Separator), "")
		golden(t, filepath.Join("../../cmd/testdata/terminal", c.name+"_"+strconv.Itoa(c.width)+".txt"), got)
	}
}

// golden compares with a file, or writes it if the tests are run with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *updateScripts {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: not as it should be (go test ./cmd -update writes it again):\n%s", path, got)
	}
}

func TestTableColours(t *testing.T) {
	t.Chdir("../testdata/csv")
	const boldTitle, dimNote = "\x1b[1mname ", "\x1b[2mnot shown: "
	plain := onTerminal(t, 80, map[string]string{"NO_COLOR": "1"}, "sales.csv")
	if strings.Contains(plain, "\x1b") {
		t.Errorf("NO_COLOR: %q", plain)
	}
	if dumb := onTerminal(t, 80, map[string]string{"TERM": "dumb"}, "sales.csv"); dumb != plain {
		t.Errorf("TERM=dumb: %q", dumb)
	}
	for _, args := range [][]string{{"sales.csv"}, {"sales.csv", "--color", "always"}} {
		got := onTerminal(t, 80, nil, args...)
		if !strings.Contains(got, boldTitle) || !strings.Contains(got, dimNote) {
			t.Errorf("%q: %q", args, got)
		}
		if codes := strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[0m", ""); codes.Replace(got) != plain {
			t.Errorf("%q: more than bold and dim: %q", args, got)
		}
	}
	if out := onTerminal(t, 80, nil, "sales.csv", "-o", filepath.Join(t.TempDir(), "t.txt"), "--color", "always"); out != "" {
		t.Errorf("%q", out)
	}
}
