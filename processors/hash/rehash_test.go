package hash

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// numbered returns a list of that many passwords.
func numbered(rows int) string {
	var b strings.Builder
	for i := range rows {
		fmt.Fprintf(&b, "password %d\n", i)
	}
	return b.String()
}

// Where all rows can be hashed again in a moment, none of them can have changed
// in the output or in the list.
func TestNoRowOfAFinishedOutputCanHaveChanged(t *testing.T) {
	const rows = 200
	list := numbered(rows)
	w := newWorkspace(t, list)
	if _, _, err := w.run(-1); err != nil {
		t.Fatal(err)
	}
	right, err := os.ReadFile(w.opt.Output)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(w.opt.Inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	w.opt.Resume = true
	wantLine := func(what string, line int) {
		t.Helper()
		var other *ResumeError
		if err := w.refused(); !errors.As(err, &other) || other.Line != int64(line) {
			t.Errorf("%s: %v, want line %d", what, err, line)
		}
	}
	lines := bytes.SplitAfter(right, []byte("\n"))
	for _, i := range []int{0, 1, 66, 100, 133, 198, 199} {
		for _, member := range []string{`"salt":"`, `"hash":"`} {
			changed := slices.Clone(lines)
			changed[i] = bytes.Clone(lines[i])
			at := bytes.Index(changed[i], []byte(member)) + len(member) + 3
			if changed[i][at]++; changed[i][at] > '9' { // both are hex
				changed[i][at] = '0'
			}
			w.write("out", string(bytes.Join(changed, nil)))
			wantLine(member, i+1)
		}
		w.write("out", string(right))
		w.write("list", strings.Replace(list, fmt.Sprintf("password %d\n", i), fmt.Sprintf("Password %d\n", i), 1))
		if err := os.Chtimes(w.opt.Inputs[0], info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
		wantLine("list", i+1)
		w.write("list", list)
		if err := os.Chtimes(w.opt.Inputs[0], info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	plan, _, err := w.run(-1)
	if err != nil || !plan.Complete || plan.Checked != rows || plan.Finished != rows {
		t.Errorf("%d of %d rows checked: %v", plan.Checked, plan.Finished, err)
	}
}

func TestHowManyRowsAreHashedAgainFollowsFromTheCosts(t *testing.T) {
	two := Allocation{Workers: 2, Lanes: 4}
	for _, c := range []struct {
		params   kdf.Params
		a        Allocation
		min, max int64
	}{
		{params("bcrypt", 16), Allocation{Workers: 1, Lanes: 1}, 3, 3},
		{params("bcrypt", 16), two, 8, 8},                   // a batch for each worker
		{params("pbkdf2-sha512", 600_000), two, 8, 80},      // some
		{params("pbkdf2-sha512", 1000), two, 1000, 100_000}, // about 2 s of them
		{params("pbkdf2-sha512", 1), two, 1_000_000, 1e8},
	} {
		if n := samples(c.params, c.a); n < c.min || n > c.max {
			t.Errorf("%v, %+v: %d rows, want %d to %d", c.params, c.a, n, c.min, c.max)
		}
		if n := samples(c.params, c.a); n > 8 {
			batches := time.Duration(n / int64(c.a.Workers*c.a.Lanes))
			if work := batches * c.params.ReferenceTime(); work > recheckWork {
				t.Errorf("%v: %d rows take %v", c.params, n, work)
			}
		}
	}
}

// The first row, the last, and the others at equal distances.
func TestRowsToHashAgainAreEvenlySpread(t *testing.T) {
	for rows := int64(1); rows < 60; rows++ {
		for spread := int64(minSamples); spread < 70; spread++ {
			f := finishedRows{until: Position{Rows: rows}, spread: spread}
			var chosen []int64
			for f.at.Rows = 1; f.at.Rows <= rows; f.at.Rows++ {
				if f.choose(nil, &format.Entry{Line: f.at.Rows}) {
					chosen = append(chosen, f.at.Rows)
				}
			}
			if f.last.Line > 0 {
				chosen = append(chosen, f.last.Line)
			}
			if n := int64(len(chosen)); n != min(spread, rows) || chosen[0] != 1 || chosen[n-1] != rows {
				t.Fatalf("%d of %d: %v", spread, rows, chosen)
			}
			for i := 1; i < len(chosen); i++ {
				if gap := chosen[i] - chosen[i-1]; gap > 1+rows/max(1, spread-1) {
					t.Fatalf("%d of %d: %v", spread, rows, chosen)
				}
			}
		}
	}
}

// The pool does not wait for what reads the list.
func TestACheckThatEndsEarlyHasStoppedReading(t *testing.T) {
	list := numbered(5000)
	w := newWorkspace(t, list)
	w.opt.Params = params("pbkdf2-sha512", 1)
	if _, _, err := w.run(-1); err != nil {
		t.Fatal(err)
	}
	w.opt.Resume = true
	for range 5 {
		w.write("list", "P"+list[1:])
		var other *ResumeError
		if err := w.refused(); !errors.As(err, &other) || other.Line != 1 {
			t.Errorf("%v, want line 1", err)
		}
	}
}
