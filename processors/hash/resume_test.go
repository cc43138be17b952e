package hash

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/internal/files"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// checked returns what hashes are found to be, beside list. They are finished
// to the end of both unless until is given.
func checked(t *testing.T, opt Options, list, hashes string, until *Position) (Position, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := source.OpenSet(t.Context(), []string{path}, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	p := &Plan{opt: &opt, in: in, Allocation: Allocation{Lanes: 2}}
	if until == nil {
		rows, _, _ := streamList("list", strings.NewReader(list)).Count(t.Context())
		until = &Position{Line: 1<<63 - 1, Rows: rows}
	}
	end, err := p.checkFinished(t.Context(), strings.NewReader(hashes), *until)
	if left, _ := io.ReadAll(in.Lists[0]); string(left) != list {
		t.Errorf("%d bytes of the list are left, not %d", len(left), len(list))
	}
	return end, err
}

func TestAFinishedOutputIsTold(t *testing.T) {
	list := "one\ntwo\n\n" + strings.Repeat("x", 80) + "\nfour"
	for _, p := range cheap {
		opt := optionsFor(p)
		text := hashed(t, p, list)
		lines := strings.SplitAfter(text, "\n")
		for what, c := range map[string]struct {
			list, hashes string
			want         bool
		}{
			"all":              {list, text, true},
			"one missing":      {list, strings.Join(lines[:len(lines)-2], ""), false},
			"one cut off":      {list, text[:len(text)-2], false},
			"one too many":     {"one\ntwo", text, false},
			"a longer list":    {list + "\nfive", text, false},
			"no hashes":        {list, "hello\n", false},
			"nothing at all":   {list, "", false},
			"another first":    {"One" + list[3:], text, false},
			"another last":     {list[:len(list)-1] + "R", text, false},
			"the second first": {"two\none" + list[7:], text, false},
		} {
			end, err := checked(t, opt, c.list, c.hashes, nil)
			if (err == nil) != c.want || err != nil && !errors.As(err, new(*ResumeError)) && !errors.As(err, new(*format.FormatError)) {
				t.Errorf("%s, %s: %v", p.Scheme.Name, what, err)
			}
			if end.Line != 5 && c.want || end.Rows != 4 && c.want {
				t.Errorf("%s, %s: ends at %+v", p.Scheme.Name, what, end)
			}
		}
		other := opt
		other.SaltBytes = 8
		other.Params.Costs[0]++
		if _, err := checked(t, other, list, text, nil); err == nil {
			t.Errorf("%s: other options taken for the same", p.Scheme.Name)
		}
	}
}

// Every third row of the list has changed places or is another: only rows that
// are sampled can tell.
func TestAnUnfinishedRunKnowsItsList(t *testing.T) {
	const rows = 30
	passwords := make([]string, rows)
	for i := range passwords {
		passwords[i] = fmt.Sprintf("password %02d", i)
	}
	list := strings.Join(passwords, "\n") + "\n"
	p := params("pbkdf2-sha512", 2)
	hashes := strings.Join(strings.SplitAfter(hashed(t, p, list), "\n")[:20], "")
	until := &Position{Line: 20, Rows: 20}
	for what, c := range map[string]struct {
		change func([]string) []string
		line   int64 // that shows it; 0: none
	}{
		"the same":         {func(l []string) []string { return l }, 0},
		"another later":    {func(l []string) []string { l[20] = "other"; return l }, 0},
		"not sampled":      {func(l []string) []string { l[5] = "other"; return l }, 0},
		"another first":    {func(l []string) []string { l[0] = "other"; return l }, 1},
		"another last":     {func(l []string) []string { l[19] = "other"; return l }, 20},
		"another middle":   {func(l []string) []string { l[9] = "other"; return l }, 10},
		"reversed":         {func(l []string) []string { return append(l[10:], l[:10]...) }, 1},
		"one moved behind": {func(l []string) []string { return append(append(l[1:20:20], l[0]), l[20:]...) }, 1},
		"one moved ahead":  {func(l []string) []string { return append(append(l[:3:3], append(l[4:21:21], l[3])...), l[21:]...) }, 10},
		"an empty line":    {func(l []string) []string { l[7] = ""; return l }, 8},
		"the last empty":   {func(l []string) []string { l[19] = ""; return l }, 20},
		"a line too long":  {func(l []string) []string { l[7] = strings.Repeat("x", source.MaxLine+1); return l }, 8},
		"too few lines":    {func(l []string) []string { return l[:19] }, 20},
	} {
		changed := strings.Join(c.change(strings.Split(strings.TrimSpace(list), "\n")), "\n")
		_, err := checked(t, optionsFor(p), changed, hashes, until)
		var other *ResumeError
		if c.line == 0 && err != nil || c.line > 0 && (!errors.As(err, &other) || other.Line != c.line) {
			t.Errorf("%s: %v, want line %d", what, err, c.line)
		}
		if err != nil && strings.Contains(err.Error(), "password 0") {
			t.Errorf("%s: shows a password", what)
		}
	}
	if _, err := checked(t, optionsFor(p), list, "{}\n"+hashes, until); !errors.As(err, new(*format.FormatError)) {
		t.Errorf("damaged: %v", err)
	}
	until.Broken = []int64{7}
	broken := strings.Split(hashes, "\n")
	if _, err := checked(t, optionsFor(p), list, strings.Join(append(broken[:6:6], broken[7:]...), "\n"), until); err != nil {
		t.Errorf("with a row that failed by a fault of ours: %v", err)
	}
}

// Rows that failed have no hash to compare with.
func TestRowsThatFailedAreNoSamples(t *testing.T) {
	long := strings.Repeat("x", 80) + "\n"
	p := params("bcrypt", 4)
	for list, line := range map[string]int64{
		long + long + "one\n" + long:      3,
		long + "one\n" + long + "two":     2,
		"one\n":                           1,
		long + long:                       0,
		"one\n" + long + "two\n" + long:   1,
		long + "one\ntwo\nthree\n" + long: 2,
	} {
		text := hashed(t, p, list)
		if _, err := checked(t, optionsFor(p), list, text, nil); err != nil {
			t.Errorf("%.5q: %v", list, err)
		}
		var other *ResumeError
		_, err := checked(t, optionsFor(p), strings.ReplaceAll(list, "one", "two"), text, nil)
		if line > 0 && (!errors.As(err, &other) || other.Line != line) {
			t.Errorf("%.5q: %v, want line %d", list, err, line)
		}
	}
}

// The list is replaced by one of equal size and time, before and after the run
// is done.
func TestResumingAnotherListIsRefused(t *testing.T) {
	long := strings.Repeat("x", 80) + "\n"
	w := newWorkspace(t, "one\n"+long+"two\n")
	w.opt.Params = params("bcrypt", 4)
	info, err := os.Stat(w.opt.Inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	replace := func(text string) {
		w.write("list", text)
		if err := os.Chtimes(w.opt.Inputs[0], info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := w.run(0); !errors.Is(err, processors.ErrTooManyFailures) {
		t.Fatal(err)
	}
	w.opt.Resume = true
	for _, complete := range []bool{false, true} {
		replace("One\n" + long + "two\n")
		var other *ResumeError
		if err := w.refused(); !errors.As(err, &other) || other.Line != 1 {
			t.Errorf("complete %v: %v", complete, err)
		}
		w.opt.Overwrite = true
		if err := w.refused(); complete == (err != nil) {
			t.Errorf("complete %v, to be replaced: %v", complete, err)
		}
		w.opt.Overwrite = false
		replace("one\n" + long + "two\n")
		if _, _, err := w.run(-1); err != nil {
			t.Errorf("complete %v: %v", complete, err)
		}
	}
}

func TestADamagedUnfinishedOutputIsRefused(t *testing.T) {
	w := newWorkspace(t, "one\n"+strings.Repeat("x", 80)+"\ntwo\n")
	w.opt.Params = params("bcrypt", 4)
	if _, _, err := w.run(0); !errors.Is(err, processors.ErrTooManyFailures) {
		t.Fatal(err)
	}
	part := filepath.Join(w.dir, ".out.fanout-partial")
	text, err := os.ReadFile(part)
	if err != nil {
		t.Fatal(err)
	}
	w.opt.Resume = true
	for what, damaged := range map[string][]byte{
		"zeros":         make([]byte, len(text)),
		"no hash":       bytes.Repeat([]byte{'\n'}, len(text)),
		"no JSON":       bytes.Repeat([]byte{'x'}, len(text)),
		"another digit": bytes.Replace(text, []byte("$2b$04$"), []byte("$2b$05$"), 1),
	} {
		w.write(".out.fanout-partial", string(damaged))
		if err := w.refused(); !errors.Is(err, files.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.write(".out.fanout-partial", string(text))
	if _, _, err := w.run(-1); err != nil {
		t.Error(err)
	}
}
