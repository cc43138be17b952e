package cmd_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fanout/cmd"
)

// forPager runs a command whose results go to a pipe while messages go to a
// terminal. Both end up in what it returns, in the order in which they came.
func forPager(t *testing.T, want int, args ...string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	info, err := w.Stat()
	if err != nil {
		t.Fatal(err)
	}
	var screen bytes.Buffer
	sys := cmd.IO{
		In: strings.NewReader(""), Out: &screen, Err: &screen, OutFile: info,
		ErrTerminal: true, ErrWidth: func() int { return 80 },
		Getenv: func(name string) string { return map[string]string{"TERM": "dumb"}[name] },
	}
	if status := cmd.Main(t.Context(), append(args, "--progress", "none"), sys); status != want {
		t.Fatalf("status %d, want %d\n%s", status, want, screen.String())
	}
	return screen.String()
}

func TestNothingButFailuresFollowsResultsForAPager(t *testing.T) {
	dir := t.TempDir()
	ragged, list := filepath.Join(dir, "ragged.csv"), filepath.Join(dir, "list")
	for path, text := range map[string]string{ragged: "a,b\n1,2\n3\n4,5\n", list: "one\n\ntwo\n"} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"analyze", ragged, "--format", "jsonl"}, 0, `^fanout: 1 of 3 rows has .*\n\{.*\}\n$`},
		{[]string{"hash", list, "--iterations", "1000"}, 0, `^fanout: warning: .*\n\{"line":1,.*\n\{"line":3,.*\n$`},
		{[]string{"hash", list, "--algo", "bcrypt", "--cost", "10"}, 0, `^\{"line":1,.*\n\{"line":3,.*\n$`},
		{[]string{"hash", list, "--algo", "bcrypt", "--cost", "10", "-v"}, 0, `\nfanout: 2 passwords hashed, 1 empty line, in .*\n`},
	} {
		if got := forPager(t, c.status, c.args...); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("%s: want %s, got\n%s", strings.Join(c.args, " "), c.want, got)
		}
	}
}
