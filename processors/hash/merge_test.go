package hash

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/chunker"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/preset"
)

// Rows that a panic has cost stay failed when the parts are merged.
func TestBrokenRowsOfAShardAreReportedByTheMerge(t *testing.T) {
	w := newWorkspace(t, "one\ntwo\n"+strings.Repeat("x", 80)+"\nfour\nfive\nsix\n")
	w.opt.Params = params("bcrypt", 4)
	whole := w.whole()
	parts := w.shards(3, whole)
	opt := w.opt
	opt.Shard = chunker.Shard{I: 2, N: 3}
	plan, err := NewPlan(t.Context(), &opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	var part bytes.Buffer
	job := NewShard(plan, &part, monitor(-1, ignore))
	for c, err := range job.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		if err := job.Merge(job.Recovered(c, &pool.PanicError{Value: "hunter2"})); err != nil {
			t.Fatal(err)
		}
	}
	if err := job.Commit(); err != nil {
		t.Fatal(err)
	}
	parts[1] = part.Bytes()
	r, err := w.merge(parts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range r.outcomes {
		got = append(got, fmt.Sprint(o.Item[len(w.opt.Inputs[0])+1:], " ", o.Status))
	}
	if s := strings.Join(got, ", "); s != "1 done, 2 done, 3 failed, 4 failed, 5 done, 6 done" || r.outcomes[3].Err != errBroken {
		t.Error(s, r.outcomes)
	}
	if r.total.Done != 4 || r.total.Failed != 2 || strings.Count(r.files[""], "\n") != 4 {
		t.Errorf("%+v\n%s", r.total, r.files)
	}
}

func TestPartsThatDoNotFitNameTheirShard(t *testing.T) {
	const list = "one\ntwo\n\nthree\n\x00\nfour\nfive\nsix\nseven"
	w := newWorkspace(t, list)
	w.opt.Params = params("bcrypt", 4)
	parts := w.shards(3, w.whole())
	other := newWorkspace(t, strings.ReplaceAll(list, "\x00", "x"))
	other.opt.Params = w.opt.Params
	otherParts := other.shards(3, other.whole())
	two := w.shards(2, w.whole())
	cut := func(b []byte, n int) []byte { return bytes.Clone(b[:len(b)-n]) }
	first := func(b []byte) []byte { // the first frame
		f := newFrames(bytes.NewReader(b), &w.opt)
		if _, err := f.next(); err != nil {
			t.Fatal(err)
		}
		return b[:len(b)-f.in.Buffered()]
	}
	for name, c := range map[string]struct {
		parts [][]byte
		shard int // that is named
		want  string
	}{
		"empty":            {[][]byte{parts[0], nil, parts[2]}, 2, "its part lacks 3 of its rows"},
		"cut off":          {[][]byte{parts[0], cut(parts[1], 3), parts[2]}, 2, "other things"},
		"one more byte":    {[][]byte{append(bytes.Clone(parts[0]), 0), parts[1], parts[2]}, 1, "other things"},
		"one frame more":   {[][]byte{append(bytes.Clone(parts[0]), first(parts[0])...), parts[1], parts[2]}, 1, "more rows"},
		"exchanged":        {[][]byte{parts[1], parts[0], parts[2]}, 1, "another list"},
		"the last twice":   {[][]byte{parts[0], parts[2], parts[2]}, 2, "another list"},
		"a larger share":   {[][]byte{two[0], parts[1], parts[2]}, 1, "more rows"},
		"another list":     {[][]byte{parts[0], otherParts[1], parts[2]}, 2, "another list"},
		"another last one": {[][]byte{parts[0], parts[1], otherParts[0]}, 3, "another list"},
		"noise":            {[][]byte{parts[0], parts[1], []byte("\x04\x00\x00\x00noise")}, 3, "other things"},
		"a large frame":    {[][]byte{[]byte("\xff\xff\xff\x7f"), parts[1], parts[2]}, 1, "other things"},
	} {
		_, err := w.merge(c.parts)
		var wrong *PartError
		if !errors.As(err, &wrong) || wrong.Shard != (chunker.Shard{I: c.shard, N: 3}) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.merge(parts); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(w.dir); err != nil || len(left) != 2 {
		t.Errorf("left: %v %v", left, err)
	}
}

// Size and time do not tell every list from another, and nothing that is
// written down tells a pepper from another.
func TestMergingHashesARowOfEachPartAgain(t *testing.T) {
	const list = "one\ntwo\nthree\nfour\nfive\nsix\n"
	w := newWorkspace(t, list)
	parts := w.shards(3, w.whole())
	for name, change := range map[string]func(o *Options){
		"another list": func(o *Options) {
			o.Inputs = []string{w.write("other", strings.ReplaceAll(list, "three", "eerht"))}
		},
		"another pepper": func(o *Options) { o.Params.Prehash = kdf.Pepper([]byte("the pepper of another list")) },
	} {
		other := *w
		change(&other.opt)
		otherParts := other.shards(3, other.whole())
		_, err := w.merge([][]byte{parts[0], otherParts[1], parts[2]})
		var wrong *PartError
		if !errors.As(err, &wrong) || wrong.Shard.I != 2 || !errors.Is(err, errOther) || strings.Contains(err.Error(), "three") {
			t.Errorf("%s: %v", name, err)
		}
		if _, hint := wrong.Explain(func(s string) string { return s }); !strings.Contains(hint, "same list and pepper") {
			t.Error(hint)
		}
	}
}

func TestMergingNeedsNoMemoryForHashing(t *testing.T) {
	w := newWorkspace(t, mixedList(60))
	w.opt.Params = params("argon2id", 16<<10, 1, 1)
	whole := w.whole()
	parts := w.shards(2, whole)
	w.opt.Memory = 8 << 20
	if err := w.refused(); !errors.As(err, new(*MemoryError)) {
		t.Fatal(err)
	}
	r, err := w.merge(parts)
	if err != nil || fmt.Sprint(r.files) != fmt.Sprint(whole.files) {
		t.Errorf("%v: %v", err, r.outcomes)
	}
}

func TestPartsHoldNoPasswords(t *testing.T) {
	w := newWorkspace(t, "")
	w.opt.Inputs = []string{w.write("list.csv", "user,password,beside\nada,hunter2,secret\nbob,hunter2\neve,hunter2,none\n")}
	for _, part := range w.shards(2, w.whole()) {
		for _, text := range []string{"hunter2", "secret", "ada", "eve"} {
			if bytes.Contains(part, []byte(text)) {
				t.Errorf("%q is in %q", text, part)
			}
		}
	}
}

func TestPasswordsOfMergedRowsAreNotKept(t *testing.T) {
	var list strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&list, "password %d\n", i)
	}
	w := newWorkspace(t, list.String())
	parts := w.shards(2, w.whole())
	opt := w.opt
	opt.Merge = true
	plan, err := NewPlan(t.Context(), &opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	job, err := NewMerge(t.Context(), plan, 2, opening(parts), monitor(-1, ignore))
	if err != nil {
		t.Fatal(err)
	}
	defer job.Close()
	work, again := job.NewWorker(), 0
	for c, err := range job.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		if len(c.text) > 0 {
			t.Error("a chunk has passwords of rows that are not hashed")
		}
		var text []byte
		if c.again != nil {
			again += c.again.work
			text = c.again.text[:cap(c.again.text)]
		}
		if _, err := work(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if len(bytes.Trim(text, "\x00")) > 0 {
			t.Errorf("still there: %q", text)
		}
	}
	if again < maxAgain || again > maxAgain+2 {
		t.Errorf("%d rows were hashed again", again)
	}
}

func TestShardsNeedAFile(t *testing.T) {
	for _, change := range []func(o *Options){
		func(o *Options) { o.Shard = chunker.Shard{I: 1, N: 2} },
		func(o *Options) { o.Merge = true },
	} {
		w := newWorkspace(t, "one\n")
		w.opt.Inputs, w.opt.Streams.In = []string{"-"}, strings.NewReader("one\ntwo\n")
		change(&w.opt)
		if err := w.refused(); !errors.Is(err, ErrNotSharded) {
			t.Error(err)
		}
	}
}

// An output that is there is no matter to a shard that is done: the parts may
// have been merged.
func TestAShardTellsWhyMergingWouldBeRefused(t *testing.T) {
	w := newWorkspace(t, "one\ntwo\n")
	w.write("out", "something")
	w.opt.Shard = chunker.Shard{I: 1, N: 2}
	plan, err := NewPlan(t.Context(), &w.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if err := plan.Refused(); !errors.As(err, new(*files.ExistsError)) {
		t.Error(err)
	}
	if plan.Share() != 1 || plan.Rows != 2 {
		t.Error(plan.Share(), plan.Rows)
	}
}

// What an interrupted run has left is not mixed up with the parts.
func TestMergingLooksForUnfinishedRuns(t *testing.T) {
	w := newWorkspace(t, "one\ntwo\nthree\n")
	parts := w.shards(2, w.whole())
	partial, _, err := files.OpenPartial(t.Context(), w.opt.Output, files.PartialOptions{Perm: perm, Key: "another"})
	if err == nil {
		err = partial.Append([]byte("text"), Position{Line: 1, Rows: 1})
	}
	if err != nil || partial.Close() != nil {
		t.Fatal(err)
	}
	if _, err := w.merge(parts); !errors.Is(err, files.ErrUnfinished) {
		t.Error(err)
	}
	w.opt.Overwrite = true
	if _, err := w.merge(parts); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(w.dir); err != nil || len(left) != 2 {
		t.Errorf("left: %v %v", left, err)
	}
}

func TestAFailedMergeLeavesNothing(t *testing.T) {
	w := newWorkspace(t, "one\ntwo\nthree\n")
	parts := w.shards(2, w.whole())
	if _, err := w.merge([][]byte{parts[0], parts[0]}); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(w.opt.Output); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(w.dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
}

// Import files that cannot be written leave no list of hashes in their folder.
func TestAFailedMergeOfAPresetLeavesNoHashes(t *testing.T) {
	w := newWorkspace(t, "")
	w.opt.Inputs = []string{w.write("list.csv", "email,password\nada,one\nbob,two\n")}
	target, err := preset.Lookup("htpasswd")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := target.Settings(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.opt.Params = params("bcrypt", 4)
	bound, err := target.New(settings, w.opt.Params, w.opt.SaltBytes)
	if err != nil {
		t.Fatal(err)
	}
	w.opt.InFolder(bound, filepath.Join(w.dir, "out"))
	parts := w.shards(2, w.whole())
	opt := w.opt
	opt.Merge = true
	plan, err := NewPlan(t.Context(), &opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if err := os.MkdirAll(filepath.Join(w.dir, "out", "htpasswd"), 0o700); err != nil {
		t.Fatal(err)
	}
	err = new(result).finish(t, plan, func(m processors.Monitor) (*Job, error) {
		return NewMerge(t.Context(), plan, 2, opening(parts), m)
	})
	if err == nil {
		t.Error("no error")
	}
	if left, err := os.ReadDir(filepath.Join(w.dir, "out")); err != nil || len(left) != 1 {
		t.Errorf("left: %v %v", left, err)
	}
}

func TestFingerprintsTellPlansApart(t *testing.T) {
	w := newWorkspace(t, "one\ntwo\n")
	fingerprint := func() string {
		opt := w.opt
		plan, err := NewPlan(t.Context(), &opt)
		if err != nil {
			t.Fatal(err)
		}
		defer plan.Close()
		text, err := plan.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	want := fingerprint()
	w.opt.Shard, w.opt.Workers, w.opt.Memory, w.opt.Style.Day = chunker.Shard{I: 2, N: 2}, 9, 1<<30, 7
	if got := fingerprint(); got != want {
		t.Error("it depends on the shard or the machine")
	}
	seen := map[string]string{want: "the first"}
	for name, change := range map[string]func(o *Options){
		"cost":    func(o *Options) { o.Params.Costs[0]++ },
		"key":     func(o *Options) { o.Params.KeyBytes++ },
		"salt":    func(o *Options) { o.SaltBytes++ },
		"format":  func(o *Options) { o.Format, _ = format.Lookup("csv") },
		"pepper":  func(o *Options) { o.Params.Prehash = kdf.Pepper(nil) },
		"reading": func(o *Options) { o.Reading.Normalize = 1 },
		"list":    func(o *Options) { o.Inputs = []string{w.write("other", "one\ntwo\n")} },
		"rows":    func(o *Options) { w.write("list", "one\n\nwo") },
	} {
		before := w.opt
		change(&w.opt)
		got := fingerprint()
		if seen[got] != "" {
			t.Errorf("%s and %s have one fingerprint", name, seen[got])
		}
		seen[got], w.opt = name, before
	}
}

// Where rows are known by their place, their place depends on no chunk.
func TestGapsAreTheSameForAnyNumberOfWorkers(t *testing.T) {
	want := ""
	for _, workers := range []int{1, 2, 7, 64} {
		w := newWorkspace(t, "")
		w.opt.Inputs = []string{w.write("list.csv", passwordsList(300))}
		w.opt.Format, _ = format.Lookup("mcf")
		w.opt.Params, w.opt.Workers = params("bcrypt", 4), workers
		r := w.whole()
		if want == "" {
			want = r.files[""]
		}
		if r.files[""] != want {
			t.Errorf("%d workers give another output", workers)
		}
	}
}
