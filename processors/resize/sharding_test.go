package resize

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/chunker"
	"fanout/internal/journal"
	"fanout/pool"
	"fanout/processors"
)

// A memoryPart is a part in memory.
type memoryPart struct{ *bytes.Reader }

func (memoryPart) Close() error { return nil }

// opener opens parts in memory.
func opener(parts [][]byte) func(int) (PartReader, error) {
	return func(i int) (PartReader, error) { return memoryPart{bytes.NewReader(parts[i-1])}, nil }
}

// monitor collects records in r.
func (r *run) monitor(maxErrors int64) processors.Monitor {
	return processors.Monitor{
		Tally: &processors.Tally{}, Limit: &processors.Limit{Max: maxErrors},
		Sink: func(record processors.Record) error {
			r.records = append(r.records, record.(*Record))
			return nil
		},
	}
}

// runShard does one share, and returns its part.
func runShard(ctx context.Context, opt Options, i, n int) (part []byte, fingerprint string, err error) {
	opt.Shard = chunker.Shard{I: i, N: n}
	plan, err := NewPlan(ctx, &opt)
	if err != nil {
		return nil, "", err
	}
	var r run
	job, err := NewJob(ctx, &opt, plan, r.monitor(-1))
	if err != nil {
		return nil, "", err
	}
	var b bytes.Buffer
	if err := job.WritePart(&b); err != nil {
		return nil, "", err
	}
	_, err = processors.Run(ctx, pool.Options{Workers: 2, Budget: opt.Memory}, job)
	return b.Bytes(), plan.Fingerprint(), err
}

// runShards does all shares, one after the other.
func runShards(t *testing.T, opt *Options, n int) [][]byte {
	t.Helper()
	parts := make([][]byte, n)
	first := ""
	for i := range parts {
		part, fingerprint, err := runShard(t.Context(), *opt, i+1, n)
		if err != nil {
			t.Fatalf("shard %d/%d: %v", i+1, n, err)
		}
		if first == "" {
			first = fingerprint
		}
		if fingerprint != first {
			t.Fatalf("shard %d/%d is of another plan", i+1, n)
		}
		parts[i] = part
	}
	return parts
}

// joinParts joins parts as a merge does.
func joinParts(t *testing.T, opt *Options, parts [][]byte, maxErrors int64) run {
	t.Helper()
	plan, err := NewJoinPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	join, err := NewJoin(t.Context(), plan, len(parts), opener(parts))
	if err != nil {
		t.Fatal(err)
	}
	var r run
	job := NewJoinJob(t.Context(), opt, join, r.monitor(maxErrors))
	_, r.err = processors.Run(t.Context(), pool.Options{Workers: 3, Budget: opt.Memory}, job)
	r.total, r.plan = job.Total(), plan
	return r
}

// reportText returns the lines of a report.
func reportText(t *testing.T, records []*Record) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, rec := range records {
		if err := enc.Encode(rec); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// journalText returns the records of a journal without the times of outputs.
func journalText(t *testing.T, path string) string {
	t.Helper()
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "no journal"
	}
	var b strings.Builder
	for _, e := range entries(t, path) {
		e.Time = moment{}
		if e.Made != nil {
			e.Made = &moment{}
		}
		b.Write(append(e.encode(), '\n'))
	}
	return b.String()
}

// content returns the files below dir but the journal, and what they hold.
func content(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range names(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%q %x\n", name, data)
	}
	return b.String()
}

// gallery makes a folder of all kinds of inputs.
func gallery(t *testing.T, dir string) {
	t.Helper()
	for i := range 9 {
		write(t, fmt.Sprintf("%s/p%02d.png", dir, i), picture(t, 20+i, 15))
		write(t, fmt.Sprintf("%s/sub-%d/deep/q%02d.PNG", dir, i%3, i), picture(t, 15, 20+i))
	}
	whole := picture(t, 40, 30)
	write(t, dir+"/cut.png", whole[:len(whole)/2])
	write(t, dir+"/sub-1/broken.png", whole[:45])
	write(t, dir+"/bytes-\xff\xfe.png", whole)
	write(t, dir+"/new\nline.png", whole)
	write(t, dir+"/no-extension", whole)
	write(t, dir+"/letter.txt", []byte("no picture"))
	write(t, dir+"/.hidden.png", whole)
	write(t, dir+"/.folder/x.png", whole)
	write(t, dir+"/empty.png", nil)
	files, err := filepath.Glob(cases + "/r0*")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir+"/cases/"+filepath.Base(name), data)
	}
	for link, to := range map[string]string{"link.png": "p01.png", "to-folder": "sub-1", "dangling.png": "nowhere", "dangling": "nowhere"} {
		if err := os.Symlink(to, dir+"/"+link); err != nil {
			t.Skip("needs symbolic links: ", err)
		}
	}
}

// left is what a run has left.
type left struct{ report, outputs, journal, totals string }

// leftBy returns what a run has left that was given out as its output folder.
func leftBy(t *testing.T, r run, out string) left {
	t.Helper()
	return left{
		reportText(t, r.records), content(t, out), journalText(t, out+"/"+journal.Name),
		fmt.Sprintf("%+v, %d folders, %q, %v", r.total, r.plan.Folders, r.plan.Empty, r.err),
	}
}

// compareRuns compares what a joined run has left with what a single one has.
func compareRuns(t *testing.T, got, want left) {
	t.Helper()
	equal(t, "report", got.report, want.report)
	equal(t, "outputs", got.outputs, want.outputs)
	equal(t, "journal", got.journal, want.journal)
	equal(t, "totals", got.totals, want.totals)
}

// equal compares texts, and shows the first lines that differ.
func equal(t *testing.T, what, got, want string) {
	t.Helper()
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y || (i < len(a)) != (i < len(b)) {
			t.Errorf("%s: line %d is\n%.300s\nwant\n%.300s", what, i+1, x, y)
			return
		}
	}
}

// folder makes a folder.
func folder(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(path, 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}
