package analyze

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

// endless returns a plan for a pipe with that many columns.
func endless(t *testing.T, columns int) *Plan {
	t.Helper()
	opt := defaults("-")
	opt.Source.Stdin = strings.NewReader(strings.Repeat("a,", columns-1) + "a\n")
	plan, err := NewPlan(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestAllocateStaysInsideTheMemory(t *testing.T) {
	plan := endless(t, 50)
	opt := &Options{}
	each := opt.Profile.Memory(50, profile.Unknown)
	report := profile.ReportMemory(50)
	for _, tt := range []struct{ workers, fit int }{{4, 4}, {4, 3}, {4, 2}, {1, 1}} {
		memory := (int64(tt.fit)*each + report + 3) / 3 * 4
		got, err := plan.Allocate(opt, tt.workers, memory)
		if err != nil || got.Workers != tt.fit || got.Accumulators != each || int64(got.Workers)*each+report+got.Chunks > memory {
			t.Errorf("%d workers in %d bytes: %+v, %v; want %d", tt.workers, memory, got, err, tt.fit)
		}
	}
	if got, err := (&Plan{}).Allocate(opt, 3, 100); err != nil || got.Workers != 3 {
		t.Errorf("without a dataset: %+v, %v", got, err)
	}
}

// Few columns are analyzed in any memory.
func TestAllocateRefusesWhatNotEvenOneWorkerHasTheMemoryFor(t *testing.T) {
	opt := &Options{}
	var refused *MemoryError
	for _, columns := range []int{3000, 20_000, 50_000} {
		_, err := endless(t, columns).Allocate(opt, 2, 256<<20)
		if !errors.As(err, &refused) || refused.Columns != columns || refused.Limit != 256<<20 {
			t.Errorf("%d columns: %v", columns, err)
			continue
		}
		if got, err := endless(t, columns).Allocate(opt, 2, refused.Needs); err != nil || got.Workers != 1 {
			t.Errorf("%d columns in the %d bytes that were asked for: %+v, %v", columns, refused.Needs, got, err)
		}
	}
	if got, err := endless(t, 4).Allocate(opt, 2, 1<<20); err != nil || got.Workers != 1 {
		t.Errorf("4 columns: %+v, %v", got, err)
	}
}

// What a short file says takes little, however many columns it has.
func TestAllocateKnowsThatAShortFileHasFewValues(t *testing.T) {
	header := strings.Repeat("column,", 9_999) + "last\n"
	row := strings.Repeat("1,", 9_999) + "1\n"
	opt := defaults(tempFile(t, header+row+row))
	opt.Profile.MaxDistinct = 0
	plan, err := NewPlan(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := plan.Allocate(opt, 2, 256<<20); err != nil || got.Workers != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Datasets that are complete and not merged yet hold their tables.
func TestADatasetWeighsUntilItIsMerged(t *testing.T) {
	a, b := tempFile(t, "v\n1\n"), tempFile(t, "v\n2\n")
	for _, perFile := range []bool{true, false} {
		opt := defaults(a, b)
		opt.PerFile = perFile
		plan, err := NewPlan(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		job := NewJob(t.Context(), opt, plan, monitor(new([]*Record)), Hooks{})
		for c := range job.Chunks() {
			if c.kind != fileEnd {
				continue
			}
			if r := (&Result{chunk: c}); (c.Weight() > 0) != perFile || r.Weight() != c.Weight() {
				t.Errorf("per file %v: the end weighs %d, merged %d", perFile, c.Weight(), r.Weight())
			}
		}
	}
}

// A header that thousands of files have is kept once.
func TestFilesWithTheSameHeaderShareIt(t *testing.T) {
	text := strings.Repeat("column,", 99) + "last\n1,2\n"
	opt := defaults(tempFile(t, text), tempFile(t, "other,header\n1,2\n"), tempFile(t, text), tempFile(t, text))
	opt.PerFile = true
	plan, err := NewPlan(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	first, other, s := plan.Sources[0], plan.Sources[1], plan.Sources[2:]
	if &first.First[0] != &s[0].First[0] || &first.First[0] != &s[1].First[0] {
		t.Error("files with the same header have one each")
	}
	if other.First[0] != "other" || len(other.First) != 2 {
		t.Errorf("another file's header is %q", other.First)
	}
	if d := plan.Datasets[2:]; &d[0].Names[0] != &d[1].Names[0] || &d[0].columns[0] != &d[1].columns[0] {
		t.Error("datasets with the same columns have their own names of them")
	}
}
