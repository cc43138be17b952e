package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/cmd"
)

// canary is in every password below, and nowhere else.
const canary = "cAn4ry"

// hostilePassword returns a password that is not to everybody's taste.
func hostilePassword(r *rand.Rand, i int) string {
	p := fmt.Sprint(canary, i)
	return []func() string{
		func() string { return p },
		func() string { return p + "\x00" + p },
		func() string { return p + "\xff\xfe\xc0" },
		func() string { return p + "\r" + p + "\r" },
		func() string { return "\ufeff" + p },
		func() string { return p + `"` + strings.Repeat(`""`, r.IntN(3)) },
		func() string { return `"` + p },
		func() string { return `\` + p + `\u12` },
		func() string { return "\x1b[2J" + p + "\x07" },
		func() string { return p + "pa\u0308ss\u202e" },
		func() string { return "" },
		func() string {
			if r.IntN(8) > 0 {
				return p + "%s%n$(id)`id`"
			}
			return p + strings.Repeat("x", 64<<10-len(p)+r.IntN(3)-1)
		},
	}[r.IntN(12)]()
}

// hostileLine returns a line of a list of some kind, which has one password
// where its reader is to find one.
func hostileLine(r *rand.Rand, kind string, i int) string {
	p := hostilePassword(r, i)
	valid, _ := json.Marshal(p)
	var forms []string
	switch kind {
	case "lines":
		return p
	case "user:pass":
		forms = []string{fmt.Sprintf("user%d:%s", i, p), fmt.Sprintf("user%d:%s", i, p), ":" + p, p, fmt.Sprintf("u\xff%d:%s", i, p)}
	case "csv":
		quoted := `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
		forms = []string{
			fmt.Sprintf("user%d,%s,note", i, quoted), fmt.Sprintf("user%d,%s,note", i, quoted), fmt.Sprintf("user%d,%s,note", i, p),
			fmt.Sprintf("user%d,%s,note,more", i, quoted), fmt.Sprintf(",%s,note", quoted), fmt.Sprintf(`user%d,%s`, i, p), fmt.Sprintf("user%d,%s ,\xff", i, quoted),
		}
	case "jsonl":
		forms = []string{
			fmt.Sprintf(`{"user":"user%d","password":%s,"note":[1]}`, i, valid), fmt.Sprintf(`{"user":"user%d","password":%s}`, i, valid),
			fmt.Sprintf(`{"user":"user%d","password":"%s"}`, i, p), fmt.Sprintf(`{"user":"user%d","password":%s,"password":%s}`, i, valid, valid),
			fmt.Sprintf(`{"user":[],"password":%s}`, valid), fmt.Sprintf(`{"user":"user%d","password":[%s]}`, i, valid),
			fmt.Sprintf(`{"user":"user%d","password":"%s\ud800"}`, i, canary), fmt.Sprintf(`{"user":"user%d","password":%s`, i, valid),
			fmt.Sprintf(`{"user":"user%d","password":%s,"deep":%s1%s}`, i, valid, strings.Repeat("[", 20+r.IntN(2)*20_000), strings.Repeat("]", 20)),
			fmt.Sprintf(`[%s]`, valid), string(valid),
		}
	}
	return forms[r.IntN(len(forms))]
}

// hostileList returns a list of n lines, whose first is as usual.
func hostileList(kind string, n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(len(kind))))
	first := map[string]string{"lines": canary, "user:pass": "user:" + canary, "csv": "user,password,note", "jsonl": `{"user":"user","password":"` + canary + `"}`}
	text := []byte(first[kind] + "\n")
	for i := range n - 1 {
		text = append(append(text, hostileLine(r, kind, i)...), []string{"\n", "\n", "\n", "\r\n"}[r.IntN(4)]...)
	}
	return text
}

// A hostileRun is a run in a folder of its own.
type hostileRun struct {
	dir  string
	errs bytes.Buffer
}

// run runs the program with a report and a summary, and looks for passwords in
// all that it has written and left.
func (h *hostileRun) run(t *testing.T, want int, args ...string) (summary struct{ Done, Failed, Skipped int }) {
	t.Helper()
	var out bytes.Buffer
	h.errs.Reset()
	report, sum := filepath.Join(h.dir, "report"), filepath.Join(h.dir, "summary")
	sys := cmd.IO{In: strings.NewReader(""), Out: &out, Err: &h.errs, Getenv: func(string) string { return "" }}
	args = append([]string{"hash"}, args...)
	if status := cmd.Main(t.Context(), args, sys); status != want {
		t.Errorf("%q: status %d, want %d\n%.2000s", args, status, want, h.errs.String())
	}
	if bytes.Contains(out.Bytes(), []byte(canary)) || strings.Contains(h.errs.String(), canary) {
		t.Errorf("%q: a password on a standard stream\n%.2000s", args, h.errs.String())
	}
	err := filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "list") {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(canary)) {
			t.Errorf("%q: a password in %s", args, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(sum); err == nil {
		if err := json.Unmarshal(text, &summary); err != nil {
			t.Errorf("%q: %v\n%s", args, err, text)
		}
		if lines, _ := os.ReadFile(report); bytes.Count(lines, []byte("\n")) != summary.Done+summary.Failed {
			t.Errorf("%q: %d lines in the report, %+v", args, bytes.Count(lines, []byte("\n")), summary)
		}
	}
	for _, name := range []string{report, sum} {
		os.Remove(name)
	}
	return summary
}

// Of hostile lists each row is a hash or a named failure, and no password is
// seen anywhere.
func TestHostileLists(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	for _, kind := range []string{"lines", "user:pass", "csv", "jsonl"} {
		t.Run(strings.ReplaceAll(kind, ":", "_"), func(t *testing.T) {
			t.Parallel()
			h := &hostileRun{dir: t.TempDir()}
			in := func(name string) string { return filepath.Join(h.dir, name) }
			text := hostileList(kind, n)
			for name, text := range map[string][]byte{"list": text, "list.wrong": bytes.ReplaceAll(text, []byte(canary), []byte(canary+"!"))} {
				if err := os.WriteFile(in(name), text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			files := []string{"--report", in("report"), "--summary-json", in("summary"), "-v", "--progress", "json"}
			hash := append([]string{in("list"), "--input", kind, "--iterations", "1", "-o", in("out")}, files...)
			h.run(t, 4, append(hash, "--max-errors", "0")...) // leaves a state and a part
			if _, err := os.Stat(in(".out.fanout-state")); err != nil {
				t.Error(err)
			}
			sum := h.run(t, 3, append(hash, "--resume", "--max-errors", "100%")...)
			if got := sum.Done + sum.Failed + sum.Skipped; sum.Done == 0 || sum.Failed == 0 || got != n && kind != "csv" {
				t.Errorf("%+v of %d lines", sum, n)
			}
			if out, err := os.ReadFile(in("out")); err != nil || bytes.Count(out, []byte("\n")) != sum.Done {
				t.Errorf("%d hashes, %+v: %v", bytes.Count(out, []byte("\n")), sum, err)
			}
			verify := append([]string{"--input", kind, "--verify", in("out"), "--max-errors", "100%"}, files...)
			h.run(t, 3, append(verify, in("list"))...) // the rows that had no hash either
			h.run(t, 6, append(verify, in("list.wrong"))...)
			h.run(t, 2, in("out"), "--verify", in("list"), "--input", kind)
			h.run(t, 2, in("out"), "--verify", in("list"))
			h.run(t, 2, "--audit", in("list"))
		})
	}
}
