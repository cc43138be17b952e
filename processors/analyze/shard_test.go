package analyze

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fanout/chunker"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// memoryParts are parts in memory, by shard from 1.
type memoryParts [][]byte

func (p memoryParts) Len() int { return len(p) }

func (p memoryParts) Open(i int) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(p[i-1])), nil
}

// A sharding is how a test cuts its work.
type sharding struct {
	shards, workers int
	window          int64 // for guesses; 0: the usual
	unit            int64 // of shares; 0: the usual
}

// plan makes the plan of a shard or of the merge.
func (s sharding) plan(t testing.TB, opt *Options) (*Plan, error) {
	t.Helper()
	plan, err := NewPlan(context.Background(), opt)
	if err == nil && s.unit > 0 {
		plan.unit = s.unit
	}
	return plan, err
}

// makeParts runs all shards.
func (s sharding) makeParts(t testing.TB, opt *Options) memoryParts {
	t.Helper()
	var parts memoryParts
	for i := range s.shards {
		opt := *opt
		opt.Shard = chunker.Shard{I: i + 1, N: s.shards}
		plan, err := s.plan(t, &opt)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		job := NewShardJob(context.Background(), &opt, plan, opt.Shard, true, monitor(new([]*Record)), &b)
		job.guessWindow = s.window
		if err := runJob(t, job, s.workers); err != nil {
			t.Fatalf("shard %d: %v", i+1, err)
		}
		parts = append(parts, b.Bytes())
	}
	return parts
}

// merge merges parts.
func (s sharding) merge(t testing.TB, opt *Options, parts Parts) (r *run, again []int) {
	t.Helper()
	r = &run{}
	var err error
	if r.plan, err = s.plan(t, opt); err != nil {
		t.Fatal(err)
	}
	hooks := Hooks{
		Report: func(rep *profile.Report) error { r.reports = append(r.reports, rep); return nil },
		Bad:    func(b *BadRow) error { r.bad = append(r.bad, b); return nil },
		Warn:   func(place, say string) { r.warned = append(r.warned, filepath.Base(place)+": "+say) },
	}
	job := NewMergeJob(context.Background(), opt, r.plan, parts, monitor(&r.records), hooks)
	_, r.err = processors.Run(context.Background(), pool.Options{Workers: s.workers}, counted{job, &r.runs})
	r.total = job.Total()
	return r, job.ReadAgain()
}

// check compares shards and their merge with a single run, and returns the
// shards that were read again.
func (s sharding) check(t testing.TB, opt *Options) (again []int) {
	t.Helper()
	want := outcome(t, start(t, opt, 2))
	r, again := s.merge(t, opt, s.makeParts(t, opt))
	if got := outcome(t, r); got != want {
		t.Fatalf("%+v: %s", s, firstDifference(got, want))
	}
	return again
}

// shardCounts returns the numbers of shards to try.
func shardCounts() []int {
	if testing.Short() {
		return []int{2, 7}
	}
	return []int{1, 2, 3, 7, 64}
}

func TestShardsGiveTheReportsOfASingleRun(t *testing.T) {
	for seed := range uint64(2) {
		text := messy(seed, 800)
		for _, policy := range []BadRows{Pad, Skip, Abort} {
			for _, name := range []string{tempFile(t, text), compressedFile(t, text)} {
				opt := defaults(name)
				opt.BadRows, opt.Profile.MaxDistinct, opt.ChunkSize = policy, 500, 4096
				for _, n := range shardCounts() {
					sharding{shards: n, workers: 2, window: 700}.check(t, opt)
				}
			}
		}
	}
}

// misleading returns CSV text of about n bytes, nearly all of it in quoted
// fields whose lines look like records.
func misleading(n int, end string) string {
	var b strings.Builder
	b.WriteString("id,amount,note,day" + end)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `%d,%d.5,"`, i, i*7)
		for k := range 60 + i%7 {
			fmt.Fprintf(&b, "%d,%d,as a record,2024-01-%02d%s", k, i, 1+k%28, end)
		}
		fmt.Fprintf(&b, `",2024-02-%02d%s`, 1+i%28, end)
	}
	return b.String()
}

// A border in a long quoted field is taken for one between records, and found
// out by the merge.
func TestWrongGuessesAreReadAgain(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		opt := defaults(tempFile(t, misleading(100_000, end)))
		opt.Profile.MaxDistinct, opt.ChunkSize = 30, 3000
		for _, n := range []int{2, 3, 7, 64, 100} {
			again := sharding{shards: n, workers: 2, window: 256}.check(t, opt)
			if len(again) < n/2 {
				t.Errorf("%d of %d shards were read again", len(again), n)
			}
		}
		if again := (sharding{shards: 7, workers: 2}).check(t, opt); len(again) != 0 {
			t.Errorf("shards %v were read again: the usual window shows the quotes", again)
		}
	}
}

// Several attempts of one shard must agree on its part.
func TestPartsDoNotDependOnWorkers(t *testing.T) {
	x := &randomTable{Rand: rand.New(rand.NewPCG(randomSeed(t), 3))}
	for i := range 30 {
		text := x.text(400)
		name := tempFile(t, text)
		if i%5 == 0 {
			name = compressedFile(t, text)
		}
		opt := defaults(name)
		x.change(opt)
		opt.Profile.MaxDistinct = 2 + x.IntN(400)
		want := sharding{shards: 3, workers: 1, window: 100}.makeParts(t, opt)
		for _, workers := range []int{2, 7} {
			got := sharding{shards: 3, workers: workers, window: 100}.makeParts(t, opt)
			for k := range want {
				if !bytes.Equal(got[k], want[k]) {
					t.Fatalf("%d workers: shard %d has another part", workers, k+1)
				}
			}
		}
	}
}

// ownFiles are the tables that come with the project.
func ownFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"../../testdata/csv/*", "testdata/cases/*"} {
		more, err := filepath.Glob(pattern)
		if err != nil || len(more) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		names = append(names, more...)
	}
	return names
}

func TestShardsGiveTheReportsOfASingleRunForAllTables(t *testing.T) {
	names := ownFiles(t)
	for _, n := range shardCounts() {
		s := sharding{shards: n, workers: 2, window: 100, unit: 32}
		opt := defaults(names...)
		opt.PerFile, opt.BadRows, opt.ChunkSize = true, BadRows(n%3), 100
		opt.Profile.Duplicates = true
		s.check(t, opt)
		opt.ChunkSize = 0
		sharding{shards: n, workers: 2}.check(t, opt)
	}
	for i, name := range names {
		opt := defaults(name)
		opt.Source.Invalid = source.Invalid(i % 2)
		sharding{shards: 7, workers: 1, window: 64, unit: 16}.check(t, opt)
	}
}

// Files whose records cannot be read from the middle are one unit, wherever
// they stand.
func TestStreamsAmongFilesAreSharedAsAWhole(t *testing.T) {
	plain, packed := tempFile(t, messy(1, 300)), compressedFile(t, messy(2, 300))
	text := strings.ReplaceAll(messy(3, 100), "é", "e")
	wide := tempFile(t, "\xff\xfe"+strings.Join(strings.Split(text, ""), "\x00")+"\x00")
	empty := tempFile(t, "")
	broken := compressedFile(t, messy(5, 300))
	if err := os.Truncate(broken, 3000); err != nil {
		t.Fatal(err)
	}
	refused := tempFile(t, `{"a": [1, 2]}`+"\n")
	for i, paths := range [][]string{{plain, packed, wide}, {packed, plain}, {wide, empty, packed, plain, refused}, {refused, plain}, {plain, broken, wide}} {
		for _, perFile := range []bool{false, true} {
			opt := defaults(paths...)
			opt.PerFile, opt.BadRows, opt.Profile.MaxDistinct = perFile, Skip, 100
			opt.Profile.Duplicates = true
			for _, n := range append(shardCounts(), 3+i) {
				sharding{shards: n, workers: 2, window: 300}.check(t, opt)
			}
		}
	}
}

// The statistics of shards are those of the first reading; the merge does the
// others itself.
func TestExactQuantilesOfShards(t *testing.T) {
	var b strings.Builder
	b.WriteString("v,w\n")
	rnd := rand.New(rand.NewPCG(3, 4))
	for i := range 5000 {
		fmt.Fprintf(&b, "%v,\"%d\n1,2\"\n", rnd.NormFloat64(), i%7)
	}
	opt := defaults(tempFile(t, b.String()), tempFile(t, b.String()))
	opt.Profile.Exact, opt.Profile.MaxDistinct, opt.ChunkSize = true, 100, 10_000
	for _, perFile := range []bool{false, true} {
		opt.PerFile = perFile
		for _, n := range []int{1, 3, 16} {
			sharding{shards: n, workers: 2, window: 20}.check(t, opt)
		}
	}
}

func TestEveryUnitBelongsToOneShard(t *testing.T) {
	paths := []string{tempFile(t, messy(1, 300)), compressedFile(t, messy(2, 300)), tempFile(t, "a,b\n"), tempFile(t, ""), tempFile(t, messy(4, 100))}
	opt := defaults(paths...)
	opt.PerFile = true
	plan, err := NewPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 40 {
		at := make([]int64, len(paths))
		for i, s := range plan.Sources {
			at[i] = s.Body
			if !s.Direct() {
				at[i] = 0
			}
		}
		bytes := int64(0)
		for i := range n + 1 {
			shard := chunker.Shard{I: i + 1, N: n + 1}
			own := *opt
			own.Shard = shard
			ownPlan, err := NewPlan(t.Context(), &own)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ownPlan.spans(shard), plan.spans(shard); !slices.Equal(got, want) {
				t.Fatalf("shard %v has %+v in its own plan, want %+v", shard, got, want)
			}
			if got, want := ownPlan.Fingerprint(), plan.Fingerprint(); got != want {
				t.Fatalf("shard %v has another fingerprint", shard)
			}
			for _, x := range plan.spans(shard) {
				if x.from != at[x.source] || x.to <= x.from || !plan.Sources[x.source].Direct() && x.to != plan.Sources[x.source].Size {
					t.Fatalf("shard %v reads %+v, after %d", shard, x, at[x.source])
				}
				at[x.source] = x.to
			}
			bytes += plan.Share(shard).Bytes
		}
		for i, s := range plan.Sources {
			if !s.Empty() && at[i] != s.Size {
				t.Errorf("%d shards read %d of %d bytes of file %d", n+1, at[i], s.Size, i)
			}
		}
		if whole := plan.Share(chunker.Shard{I: 1, N: 1}); whole.Bytes != bytes {
			t.Errorf("%d shards read %d bytes, not %d", n+1, bytes, whole.Bytes)
		}
	}
}
