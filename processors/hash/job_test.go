package hash

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// memory is an output that keeps everything.
type memory struct {
	text []byte
	at   Position
	fail error // of the next append

	unsettled error // what was appended cannot be made durable
}

func (m *memory) append(text []byte, at Position) error {
	m.text, m.at = append(m.text, text...), at
	return m.fail
}
func (m *memory) settle() error { return m.unsettled }
func (m *memory) settled() bool { return m.unsettled == nil }
func (m *memory) commit() error { return nil }
func (m *memory) close() error  { return nil }

// What cannot be made durable is not counted as done, whichever sync finds it.
func TestRowsThatMayBeLostAreNotCounted(t *testing.T) {
	job := &Job{out: &memory{}}
	if err := job.Finish(nil); err != nil || job.Lost() {
		t.Fatal(err)
	}
	job.total, job.durable = Total{Done: 9}, Total{Done: 5}
	job.out = &memory{unsettled: &files.SyncError{Name: "out", Err: syscall.EIO}}
	if err := job.Finish(nil); !errors.As(err, new(*files.SyncError)) || !job.Lost() || job.Total().Done != 5 {
		t.Errorf("%v, lost %v, %d done", err, job.Lost(), job.Total().Done)
	}
}

// monitor returns a Monitor with a tally and outcomes of its own.
func monitor(limit int64, sink func(processors.Outcome)) processors.Monitor {
	return processors.Monitor{
		Tally: &processors.Tally{},
		Limit: &processors.Limit{Max: limit},
		Sink: func(record processors.Record) error {
			sink(*record.Base())
			return nil
		},
	}
}

// ignore is for outcomes that do not matter.
func ignore(processors.Outcome) {}

// planFor returns the plan for hashing list by that many workers in 64 MiB.
func planFor(t *testing.T, opt Options, list io.Reader, workers int) *Plan {
	t.Helper()
	a, ok := allocate(opt.Params, workers, 64<<20)
	if !ok {
		t.Fatal("no room for a password")
	}
	opt.Inputs = []string{"list"}
	return &Plan{Allocation: a, opt: &opt, in: setOf(streamList("list", list))}
}

// setOf returns a set of one list.
func setOf(l *source.List) *source.Set { return &source.Set{Lists: []*source.List{l}} }

// streamList returns a list that can be read once.
func streamList(name string, r io.Reader) *source.List {
	l, err := source.Open(context.Background(), source.Options{Path: "-", In: r, Kind: source.Lines})
	if err != nil {
		panic(err)
	}
	l.Name = name
	return l
}

// optionsFor returns options for hashing with p and any salts.
func optionsFor(p kdf.Params) Options {
	return Options{Params: p, SaltBytes: DefaultSaltBytes(p.Scheme), Rand: rand.Reader, Format: format.JSONLines}
}

// A ran is what a run came to.
type ran struct {
	total    Total
	outcomes []processors.Outcome
	tally    *processors.Tally
	err      error
}

// runJob hashes text from a position into out.
func runJob(t *testing.T, opt Options, text string, from Position, out output, workers int, limit int64) *ran {
	t.Helper()
	r := &ran{}
	plan := planFor(t, opt, strings.NewReader(text), workers)
	if workers != 7 { // the length of a list may be unknown
		plan.Rows, _, _ = streamList("list", strings.NewReader(text)).Count(t.Context())
	}
	m := monitor(limit, func(o processors.Outcome) { r.outcomes = append(r.outcomes, o) })
	job := newJob(plan, out, from, m)
	r.err = runAndCommit(t, job, pool.Options{Workers: workers, Budget: plan.Allocation.Rows})
	r.total, r.tally = job.Total(), m.Tally
	return r
}

// runAndCommit runs job and makes its output final if all goes well.
func runAndCommit(t *testing.T, job *Job, opt pool.Options) error {
	t.Helper()
	defer job.Close()
	_, err := processors.Run(t.Context(), opt, job)
	if err == nil {
		err = job.Commit()
	}
	return err
}

// anyPasswords returns a list of n passwords of 1 to 150 bytes of any value
// but line ends, and the passwords.
func anyPasswords(n int) (list string, passwords [][]byte) {
	rng := mathrand.New(mathrand.NewPCG(3, 4))
	var b bytes.Buffer
	for range n {
		p := make([]byte, 1+rng.IntN(150))
		for i := range p {
			for p[i] = '\n'; p[i] == '\n' || p[i] == '\r'; {
				p[i] = byte(rng.IntN(256))
			}
		}
		passwords = append(passwords, p)
		b.Write(p)
		b.WriteByte('\n')
	}
	return b.String(), passwords
}

// withSalts returns opt with a source of salts.
func withSalts(opt Options, src io.Reader) Options {
	opt.Rand = src
	return opt
}

// fixedSalts is a source of salts that is the same every time.
func fixedSalts() *mathrand.ChaCha8 { return mathrand.NewChaCha8([32]byte{5}) }

func TestOutputIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	rows := 700
	if testing.Short() {
		rows = 200
	}
	list, _ := anyPasswords(rows)
	for _, p := range cheap {
		var want []byte
		for _, workers := range []int{1, 2, 7, 64} {
			var out memory
			if r := runJob(t, withSalts(optionsFor(p), fixedSalts()), list, Position{}, &out, workers, -1); r.err != nil {
				t.Fatal(r.err)
			}
			if want == nil {
				want = out.text
			}
			if !bytes.Equal(out.text, want) || len(want) == 0 {
				t.Errorf("%s: %d workers give another output", p.Scheme.Name, workers)
			}
		}
	}
}

func TestEveryRowVerifiesAndHasItsOwnSalt(t *testing.T) {
	list, passwords := anyPasswords(200)
	for _, p := range cheap {
		var out memory
		r := runJob(t, optionsFor(p), list, Position{}, &out, 2, -1)
		if r.err != nil {
			t.Fatal(r.err)
		}
		salts, rows := map[string]bool{}, int64(0)
		for records := format.NewReader("out", bytes.NewReader(out.text)); ; rows++ {
			rec, err := records.Next()
			if err != nil {
				break
			}
			if rec.Err != nil || rec.Params != p {
				t.Fatal(rec.Err, rec.Params)
			}
			want := make([]byte, p.KeyLength())
			if err := p.New(1).Hash(t.Context(), [][]byte{want}, [][]byte{passwords[rec.Line-1]}, [][]byte{rec.Salt}); err != nil || !bytes.Equal(rec.Key, want) {
				t.Errorf("%s: line %d: %x, want %x (%v)", p.Scheme.Name, rec.Line, rec.Key, want, err)
			}
			salts[string(rec.Salt)] = true
		}
		if rows != r.total.Done || int64(len(salts)) != rows || r.total.Done+r.total.Failed != 200 {
			t.Errorf("%s: %d rows, %d salts, %+v", p.Scheme.Name, rows, len(salts), r.total)
		}
		if refuses := p.CheckPassword([]byte{0}) != nil; refuses != (r.total.Failed > 0) {
			t.Errorf("%s: %d failed", p.Scheme.Name, r.total.Failed)
		}
	}
}

func TestRowsThatBcryptWouldCutFailByThemselves(t *testing.T) {
	list := "fine\n" + strings.Repeat("x", 73) + "\n\nwith\x00nul\r\nalso fine"
	var out memory
	r := runJob(t, optionsFor(cheap[3]), list, Position{}, &out, 2, -1)
	if want := (Total{Done: 2, Failed: 2, Blank: 1, CR: 1, BytesIn: int64(len(list)), BytesOut: int64(len(out.text)), Read: r.total.Read}); r.err != nil || r.total != want {
		t.Errorf("%+v, %v, want %+v", r.total, r.err, want)
	}
	var got []string
	for _, o := range r.outcomes {
		got = append(got, fmt.Sprint(o.Item, " ", o.Status))
	}
	if s := strings.Join(got, ", "); s != "list:1 done, list:2 failed, list:4 failed, list:5 done" {
		t.Error(s)
	}
	if lines := bytes.Count(out.text, []byte("\n")); lines != 2 {
		t.Errorf("%d records:\n%s", lines, out.text)
	}
	if r.tally.Done.Load() != 2 || r.tally.Failed.Load() != 2 {
		t.Errorf("tally: %d done, %d failed", r.tally.Done.Load(), r.tally.Failed.Load())
	}
}

// A run that is stopped after each append in turn and continued from there
// gives the same as one that is not disturbed.
func TestGoingOnGivesWhatOneRunWould(t *testing.T) {
	list, _ := anyPasswords(500) // several chunks
	p := cheap[3]                // some rows fail
	var whole memory
	want := runJob(t, withSalts(optionsFor(p), fixedSalts()), list, Position{}, &whole, 2, -1)
	stop := errors.New("stop")
	var parts memory
	for runs := 1; ; runs++ {
		out := memory{text: parts.text, at: parts.at, fail: stop}
		r := runJob(t, withSalts(optionsFor(p), saltsFrom(parts.at, list, p)), list, parts.at, &out, 3, -1)
		parts = memory{text: out.text, at: out.at}
		if r.err == stop {
			continue
		}
		if runs < 3 || r.err != nil {
			t.Fatalf("%d runs, %v", runs, r.err)
		}
		if !bytes.Equal(parts.text, whole.text) || fmt.Sprint(r.outcomes) != fmt.Sprint(want.outcomes) {
			t.Error("the parts differ from the whole")
		}
		earlier := r.total.Earlier
		r.total.BytesOut = want.total.BytesOut // of the last run
		if r.total.Earlier, r.total.EarlierDone = 0, 0; r.total != want.total || earlier == 0 {
			t.Errorf("%+v, want %+v", r.total, want.total)
		}
		return
	}
}

// saltsFrom returns a source of salts as it stands for the first row after at.
// Each run has a source of its own: the feeder of a run that failed may still
// read from the one that it was given.
func saltsFrom(at Position, list string, p kdf.Params) *mathrand.ChaCha8 {
	src := fixedSalts()
	lines := streamList("list", strings.NewReader(list)).NewReader()
	for {
		l, err := lines.Next()
		if err != nil || l.Line > at.Line {
			return src
		}
		if p.CheckPassword(l.Password) == nil {
			_, _ = src.Read(make([]byte, DefaultSaltBytes(p.Scheme)))
		}
	}
}

func TestAnOutputThatReachesBehindTheListIsRefused(t *testing.T) {
	var out memory
	r := runJob(t, optionsFor(cheap[0]), "a\nb\n", Position{Line: 3, Rows: 3}, &out, 1, -1)
	if r.err == nil || !strings.Contains(r.err.Error(), "ends at line 2") {
		t.Error(r.err)
	}
}

func TestTooManyFailuresEndTheRunAtTheSameRow(t *testing.T) {
	list, _ := anyPasswords(300)
	for _, workers := range []int{1, 7} {
		r := runJob(t, optionsFor(cheap[3]), list, Position{}, &memory{}, workers, 4)
		if !errors.Is(r.err, processors.ErrTooManyFailures) || r.total.Failed != 5 {
			t.Errorf("%d workers: %v, %+v", workers, r.err, r.total)
		}
	}
}

func TestAPanicCostsItsChunkAndShowsNothing(t *testing.T) {
	out := &memory{}
	var reasons []string
	m := monitor(-1, func(o processors.Outcome) { reasons = append(reasons, o.Reason) })
	job := newJob(planFor(t, optionsFor(cheap[0]), strings.NewReader("hunter2\nother\n"), 2), out, Position{}, m)
	for c, err := range job.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		text := c.text
		if err := job.Merge(job.Recovered(c, &pool.PanicError{Value: "hunter2"})); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("hunter2")) {
			t.Error("the password is still in memory")
		}
	}
	if s := strings.Join(reasons, "; "); len(reasons) != 2 || strings.Contains(s, "hunter2") {
		t.Error(s)
	}
	if m.Tally.Failed.Load() != 2 || len(out.at.Broken) != 2 {
		t.Errorf("%d failed, at %+v", m.Tally.Failed.Load(), out.at)
	}
	// A later run reports them again and does not take them for done.
	r := runJob(t, optionsFor(cheap[0]), "hunter2\nother\n", out.at, &memory{}, 1, -1)
	if r.total.Failed != 2 || r.total.Done != 0 || r.total.Earlier != 2 {
		t.Errorf("%+v", r.total)
	}
}

func TestPasswordsAreClearedAfterHashing(t *testing.T) {
	job := newJob(planFor(t, optionsFor(cheap[0]), strings.NewReader("hunter2\nother\n"), 2), &memory{}, Position{}, monitor(-1, ignore))
	work := job.NewWorker()
	for c, err := range job.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		text := c.text[:cap(c.text)]
		if _, err := work(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		if len(bytes.Trim(text, "\x00")) > 0 {
			t.Errorf("still there: %q", text)
		}
	}
}

func TestChunkMemoryIsNoLessThanAnyChunk(t *testing.T) {
	list, _ := anyPasswords(3000)
	long := strings.Repeat("x", source.MaxLine) + "\n"
	for _, p := range cheap {
		job := newJob(planFor(t, optionsFor(p), strings.NewReader(list+strings.Repeat(long, 40)), 2), &memory{}, Position{}, monitor(-1, ignore))
		for c, err := range job.Chunks() {
			if err != nil {
				t.Fatal(err)
			}
			if w, limit := c.Weight(), rowMemory(p); w > limit {
				t.Errorf("%s: a chunk of %d bytes, at most %d were expected", p.Scheme.Name, w, limit)
			}
		}
	}
}
