package resize

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fanout/internal/inputs"
	"fanout/internal/journal"
	"fanout/processors"
)

// simple makes n pictures in the folder in of a new folder, which becomes the
// current one, and returns options to resize them into out.
func simple(t *testing.T, n int, set ...func(*Options)) *Options {
	t.Helper()
	t.Chdir(t.TempDir())
	for i := range n {
		write(t, fmt.Sprintf("in/p%d.png", i), picture(t, 20+i, 15))
	}
	opt := defaults("out", "in")
	opt.Geometry.Width = 10
	for _, s := range set {
		s(opt)
	}
	return opt
}

// reasons returns the failures among records, a line each.
func reasons(records []*Record) (all []string) {
	for _, rec := range records {
		if rec.Status == processors.Failed {
			all = append(all, rec.Item+": "+rec.Reason)
		}
	}
	return all
}

// A shard that is killed leaves outputs without a part. Repeated, it ends as
// one that was not disturbed.
func TestAShardThatIsRepeatedEndsAsIfUndisturbed(t *testing.T) {
	for name, set := range map[string]func(*Options){
		"plain":      func(*Options) {},
		"overwrite":  func(o *Options) { o.Overwrite = true },
		"update":     func(o *Options) { o.Update, o.Since = true, time.Now().Add(-time.Minute) },
		"resume":     func(o *Options) { o.Resume = true },
		"no journal": func(o *Options) { o.NoJournal, o.Update, o.Since = true, true, time.Now().Add(-time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			opt := simple(t, 12, set)
			runShards(t, opt, 3)
			got := leftBy(t, joinParts(t, opt, runShards(t, opt, 3), -1), "out")
			opt = simple(t, 12, set)
			compareRuns(t, got, leftBy(t, start(t, t.Context(), opt, -1, nil), "out"))
		})
	}
}

// Outputs from before the run are those of a time without a journal.
func TestUpdateByShardsTakesOlderOutputsByTheirTime(t *testing.T) {
	opt := simple(t, 6)
	opt.NoJournal = true
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.total.Done != 6 {
		t.Fatal(r.total, r.err)
	}
	opt.NoJournal, opt.Update, opt.Since = false, true, time.Now().Add(time.Minute)
	if r := joinParts(t, opt, runShards(t, opt, 2), -1); r.err != nil || r.total.ByTime != 6 {
		t.Errorf("%+v, %v", r.total, r.err)
	}
}

func TestAttemptsAtOneShardAtATimeBothEnd(t *testing.T) {
	for _, overwrite := range []bool{false, true} {
		opt := simple(t, 40)
		opt.Overwrite = overwrite
		var attempts [3][]byte
		var errs [3]error
		var wg sync.WaitGroup
		for i := range attempts {
			wg.Go(func() { attempts[i], _, errs[i] = runShard(t.Context(), *opt, 1, 2) })
		}
		wg.Wait()
		other, _, err := runShard(t.Context(), *opt, 2, 2)
		if err := errors.Join(append(errs[:], err)...); err != nil {
			t.Fatal(err)
		}
		for _, part := range attempts {
			r := joinParts(t, opt, [][]byte{part, other}, -1)
			if r.err != nil || r.total.Done != 40 {
				t.Errorf("%+v, %v", r.total, r.err)
			}
		}
		next := *opt
		next.Update, next.Overwrite = true, false
		if r := start(t, t.Context(), &next, -1, nil); r.err != nil || r.total.Skipped != 40 {
			t.Errorf("%+v, %v", r.total, r.err)
		}
		for _, e := range entries(t, "out/"+journal.Name) {
			if info, err := os.Stat("out/" + string(e.Output)); err != nil || momentOf(info.ModTime()) != *e.Made && !overwrite {
				t.Errorf("%s: %v", e.Output, err)
			}
		}
	}
}

// What is in the place of an output and holds something else stays, and is the
// item's failure.
func TestAnotherFileInThePlaceOfAShardsOutputStays(t *testing.T) {
	opt := simple(t, 4)
	write(t, "out/p2.png", []byte("mine"))
	r := joinParts(t, opt, runShards(t, opt, 3), -1)
	if got := reasons(r.records); r.err != nil || len(got) != 1 || !strings.Contains(got[0], "exists") {
		t.Errorf("%q, %v", got, r.err)
	}
	if data, _ := os.ReadFile("out/p2.png"); string(data) != "mine" {
		t.Errorf("%q", data)
	}
}

// Templates can give one name to outputs of several shards. None of them counts
// as done.
func TestOutputsOfOneNameInSeveralShardsFail(t *testing.T) {
	opt := simple(t, 0)
	opt.Name = "{name}{w}.{ext}"
	opt.Geometry.Width, opt.Geometry.LongEdge = 0, 111
	for i := range 8 {
		write(t, fmt.Sprintf("in/x%d.png", i), picture(t, 30, 20))
	}
	write(t, "in/y.png", picture(t, 111, 20))
	write(t, "in/y1.png", picture(t, 11, 4))
	write(t, "in/Y11.png", picture(t, 1, 1)) // whose width becomes 1
	n := 2                                   // until the three are in different shards
	for same := true; same; n++ {
		taken := map[uint64]bool{}
		for _, name := range []string{"y.png", "y1.png", "Y11.png"} {
			taken[opt.shardHash(name)%uint64(n+1)] = true
		}
		same = len(taken) < 3
	}
	r := joinParts(t, opt, runShards(t, opt, n), -1)
	want := []string{
		"in/Y11.png: its output Y111.png is also the output of in/y.png, in/y1.png",
		"in/y.png: its output y111.png is also the output of in/Y11.png, in/y1.png",
		"in/y1.png: its output y111.png is also the output of in/Y11.png, in/y.png",
	}
	if got := reasons(r.records); r.err != nil || !slices.Equal(got, want) || r.total.Done != 8 || r.total.Failed != 3 {
		t.Errorf("%q, %+v, %v", got, r.total, r.err)
	}
	for _, e := range entries(t, "out/"+journal.Name) {
		if strings.HasPrefix(strings.ToLower(string(e.Output)), "y") {
			t.Errorf("%+v", e)
		}
	}
}

func TestOutputsThatAreNotAsTheirShardLeftThemFail(t *testing.T) {
	opt := simple(t, 6)
	parts := runShards(t, opt, 2)
	old := time.Now().Add(-time.Hour)
	data, err := os.ReadFile("out/p1.png")
	if err != nil {
		t.Fatal(err)
	}
	os.Remove("out/p0.png")
	os.Chtimes("out/p1.png", old, old) // holds the same
	data[len(data)-1]++
	write(t, "out/p2.png", data)
	write(t, "out/p3.png", data[:9])
	os.Remove("out/p4.png")
	os.Mkdir("out/p4.png", 0o777)
	r := joinParts(t, opt, parts, -1)
	want := []string{
		"in/p0.png: " + errOutputMissing.Error(), "in/p2.png: " + errOutputChanged.Error(),
		"in/p3.png: " + errOutputChanged.Error(), "in/p4.png: " + errOutputChanged.Error(),
	}
	if got := reasons(r.records); r.err != nil || !slices.Equal(got, want) || r.total.Done != 2 {
		t.Errorf("%q, %+v, %v", got, r.total, r.err)
	}
	os.Remove("out/p4.png")
	opt.Update = true
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.total.Done != 4 || r.total.Skipped != 2 {
		t.Errorf("%+v, %v", r.total, r.err)
	}

	// A merge of old parts does not undo what the journal was told since.
	opt.Quality, opt.Filter = 50, lanczos2
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.total.Done != 6 {
		t.Errorf("%+v, %v", r.total, r.err)
	}
	opt.Update = false
	if r := joinParts(t, opt, parts, -1); r.err != nil || r.total.Done != 0 {
		t.Errorf("%+v, %v", r.total, r.err)
	}
	opt.Update = true
	if r := start(t, t.Context(), opt, -1, nil); r.err != nil || r.total.Skipped != 6 {
		t.Errorf("%+v, %v", r.total, r.err)
	}
}

// Shards do not replace inputs of others.
func TestInputsOfOtherShardsAreNotLost(t *testing.T) {
	for name, paths := range map[string][]string{
		"named":          {"in/a.png", "out/b-10.png"},
		"link":           {"in"},
		"folder below":   {"in", "out/sub"},
		"not below, yet": {"in", "out/b-10.png"},
	} {
		for _, update := range []bool{false, true} {
			opt := simple(t, 3, func(o *Options) { o.Overwrite, o.Update = !update, update })
			opt.Paths, opt.Name = paths, "{dir}/b-{w}.{ext}"
			if name == "folder below" {
				opt.Name = "sub/b-{w}.{ext}"
			}
			os.RemoveAll("in")
			write(t, "in/a.png", picture(t, 30, 20))
			write(t, "out/b-10.png", picture(t, 50, 20))
			write(t, "out/sub/b-10.png", picture(t, 50, 20))
			if err := os.Symlink("../out/b-10.png", "in/z.png"); err != nil {
				t.Skip(err)
			}
			if name != "link" {
				os.Remove("in/z.png")
			}
			before := content(t, "out")
			lost := 0
			for i := range 5 {
				_, _, err := runShard(t.Context(), *opt, i+1, 5)
				if is := (*ConflictError)(nil); errors.As(err, &is) && (is.Conflict == InputLost || is.Conflict == Collision) {
					lost++
				} else if err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			if lost == 0 || content(t, "out") != before {
				t.Errorf("%s: %d shards refused", name, lost)
			}
		}
	}
}

// A run that may have a few failures ends at the same one.
func TestAJoinEndsAfterTheSameFailure(t *testing.T) {
	broken := func(*Options) {
		for _, i := range []int{2, 5, 7} {
			write(t, fmt.Sprintf("in/p%d.png", i), picture(t, 30, 20)[:45])
		}
	}
	opt := simple(t, 10, broken)
	r := joinParts(t, opt, runShards(t, opt, 3), 1)
	got := reportText(t, r.records)
	log := journalText(t, "out/"+journal.Name)
	opt = simple(t, 10, broken)
	want := start(t, t.Context(), opt, 1, nil)
	if !errors.Is(r.err, processors.ErrTooManyFailures) || fmt.Sprint(r.err) != fmt.Sprint(want.err) || r.total.Failed != 2 {
		t.Errorf("%v, want %v", r.err, want.err)
	}
	equal(t, "report", got, reportText(t, want.records))
	equal(t, "journal", log, journalText(t, "out/"+journal.Name))
}

func TestAMergeKnowsInputsAndOutputs(t *testing.T) {
	opt := simple(t, 5)
	parts := runShards(t, opt, 2)
	plan, err := NewJoinPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	join, err := NewJoin(t.Context(), plan, 2, opener(parts))
	if err != nil {
		t.Fatal(err)
	}
	os.Symlink("in/p3.png", "link")
	os.Remove("out/p4.png")
	for path, want := range map[string]bool{
		"in/p0.png": true, "./in/../in/p4.png": true, "link": true, "in/q.png": false, "p0.png": false, "in": false,
		"out/p0.png": true, "out/P4.png": true, "out/p4.png/report": true, "out/q.png": false, "report": false, "in/report": false,
	} {
		if got := join.Uses(t.Context(), opt, inputs.Identify(path)); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// Whatever a part holds, joining it ends with an error or items, and memory and
// files outside are safe.
func TestDamagedPartsAreRefused(t *testing.T) {
	opt := simple(t, 20)
	parts := runShards(t, opt, 2)
	plan, err := NewJoinPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	try := func(part []byte) error {
		join, err := NewJoin(t.Context(), plan, 2, opener([][]byte{part, parts[1]}))
		if err != nil {
			return err
		}
		var r run
		job := NewJoinJob(t.Context(), opt, join, r.monitor(-1))
		for b, err := range job.Chunks() {
			if err != nil {
				return err
			}
			if _, err := job.NewWorker()(t.Context(), b); err != nil {
				return err
			}
		}
		return nil
	}
	for range 300 {
		part := bytes.Clone(parts[0])
		part[random.IntN(len(part))] ^= byte(1 << random.IntN(8))
		try(part)
		if err := try(parts[0][:random.IntN(len(part))]); err == nil {
			t.Error("a part that is cut is taken")
		}
	}
	if err := try(parts[1]); err == nil {
		t.Error("a part is taken for two shards")
	}
	if err := try(append(bytes.Clone(parts[0]), 1, 2)); err == nil {
		t.Error("a part with more behind it is taken")
	}
	if err := try(parts[0]); err != nil {
		t.Error(err)
	}
}

func TestManyPartsAreJoinedInOrder(t *testing.T) {
	opt := simple(t, 9)
	r := joinParts(t, opt, runShards(t, opt, 200), -1)
	if r.err != nil || r.total.Done != 9 {
		t.Fatalf("%+v, %v", r.total, r.err)
	}
	for i, rec := range r.records {
		if filepath.Base(rec.Item) != fmt.Sprintf("p%d.png", i) {
			t.Errorf("%d is %s", i, rec.Item)
		}
	}
}

func FuzzDecodeTold(f *testing.F) {
	for _, t := range []*told{
		{number: 7, target: "a.png", rec: Record{Outcome: processors.NewOutcome("a\xff.png", processors.Failed, "no"), Page: 3, Width: 1 << 31, Bytes: 9}},
		{number: 8, target: "b/c.png", made: moment{3, -4}, sum: checksum{1, 2}, entry: (&entry{Output: "x", State: stateDone}).encode(),
			counts: counts{again: true, byTime: true, left: "x"},
			rec:    Record{Outcome: processors.Outcome{Item: "b", Status: processors.Done, Notes: []string{"x", "y"}}, OutputFormat: "PNG"}},
	} {
		f.Add(t.encode(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = decodeHead(b)
		item, err := decodeTold(b)
		if err != nil {
			return
		}
		if again := item.encode(nil); !bytes.Equal(again, b) {
			t.Errorf("%x became %x", b, again)
		}
		if item.target != "" && !filepath.IsLocal(item.target) {
			t.Errorf("%q leads out", item.target)
		}
	})
}
