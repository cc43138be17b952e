package trace

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"fanout/pool"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A nap is a chunk that takes some seconds to do, and its own result.
type nap struct {
	name string
	s    time.Duration
}

func (n nap) Name() string { return n.name }

// naps is the job of a list of them. To read one takes half a second, to merge
// one two.
type naps []nap

func (n naps) Chunks() iter.Seq2[nap, error] {
	return func(yield func(nap, error) bool) {
		for _, c := range n {
			time.Sleep(time.Second / 2)
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (n naps) NewWorker() pool.Worker[nap, nap] {
	return func(_ context.Context, c nap) (nap, error) {
		time.Sleep(c.s * time.Second)
		return c, nil
	}
}

func (n naps) Recovered(c nap, _ *pool.PanicError) nap { return c }

func (n naps) Merge(nap) error {
	time.Sleep(2 * time.Second)
	return nil
}

// run does the job and returns its trace.
func run(t *testing.T, opt pool.Options, job naps) (trace []byte, stats pool.Stats) {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, "fanout", "resize")
	opt.Observer = w
	stats, err := pool.Run(t.Context(), opt, job)
	if err != nil {
		t.Fatal(err)
	}
	w.Mark(pool.Merger, "failed: lake & hills.jpg")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), stats
}

func TestATraceIsAsGolden(t *testing.T) {
	const want = `{"displayTimeUnit":"ms","otherData":{"schema_version":1,"program":"fanout","command":"resize","start":"2000-01-01T00:00:00Z"},"traceEvents":[
{"ph":"M","name":"process_name","pid":1,"tid":1,"ts":0,"args":{"name":"fanout resize"}}
,{"ph":"M","name":"thread_name","pid":1,"tid":1,"ts":0,"args":{"name":"merge"}}
,{"ph":"M","name":"thread_sort_index","pid":1,"tid":1,"ts":0,"args":{"sort_index":1048576}}
,{"ph":"M","name":"thread_name","pid":1,"tid":2,"ts":0,"args":{"name":"input"}}
,{"ph":"M","name":"thread_sort_index","pid":1,"tid":2,"ts":0,"args":{"sort_index":0}}
,{"ph":"M","name":"thread_name","pid":1,"tid":3,"ts":0,"args":{"name":"worker 1"}}
,{"ph":"M","name":"thread_sort_index","pid":1,"tid":3,"ts":0,"args":{"sort_index":1}}
,{"ph":"X","name":"waiting for input","cat":"wait_input","pid":1,"tid":3,"ts":0,"dur":500000}
,{"ph":"X","name":"reading","cat":"reading","pid":1,"tid":2,"ts":0,"dur":1000000}
,{"ph":"X","name":"lake & \u001b.jpg","cat":"busy","pid":1,"tid":3,"ts":500000,"dur":2000000}
,{"ph":"X","name":"waiting for results","cat":"wait_result","pid":1,"tid":1,"ts":0,"dur":2500000}
,{"ph":"X","name":"hills.jpg","cat":"busy","pid":1,"tid":3,"ts":2500000,"dur":1000000}
,{"ph":"X","name":"lake & \u001b.jpg","cat":"merging","pid":1,"tid":1,"ts":2500000,"dur":2000000}
,{"ph":"X","name":"hills.jpg","cat":"merging","pid":1,"tid":1,"ts":4500000,"dur":2000000}
,{"ph":"X","name":"waiting to write","cat":"wait_merge","pid":1,"tid":3,"ts":3500000,"dur":3000000}
,{"ph":"i","name":"failed: lake & hills.jpg","cat":"mark","pid":1,"tid":1,"ts":6500000,"s":"t"}
]}
`
	synctest.Test(t, func(t *testing.T) {
		got, _ := run(t, pool.Options{Workers: 1}, naps{{"lake & \x1b.jpg", 2}, {"hills.jpg", 1}})
		if string(got) != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// parsed is what the format says of a trace.
type parsed struct{ TraceEvents []parsedEvent }

type parsedEvent struct {
	Ph, Name, Cat string
	Tid           int
	Ts, Dur       float64
	Args          struct{ Name string }
}

func TestSpansOfATrackFollowEachOtherAndAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var job naps
		for i := range 40 {
			job = append(job, nap{fmt.Sprint(i), time.Duration(i * 7 % 13)})
		}
		text, stats := run(t, pool.Options{Workers: 4, Window: 6}, job)
		var trace parsed
		if err := json.Unmarshal(text, &trace); err != nil {
			t.Fatal(err)
		}
		tracks, sums := map[int]string{}, map[string]map[string]float64{}
		events := trace.TraceEvents
		slices.SortStableFunc(events, func(a, b parsedEvent) int { return cmp.Compare(a.Ts, b.Ts) })
		end := map[int]float64{}
		for _, e := range events {
			switch {
			case e.Ph == "M" && e.Name == "thread_name":
				tracks[e.Tid] = e.Args.Name
				sums[e.Args.Name] = map[string]float64{}
			case e.Ph == "X":
				if e.Ts != end[e.Tid] {
					t.Errorf("%s: a span from %v on, the one before ended at %v", tracks[e.Tid], e.Ts, end[e.Tid])
				}
				end[e.Tid] = e.Ts + e.Dur
				sums[tracks[e.Tid]][e.Cat] += e.Dur
			}
		}
		for i, w := range stats.Workers {
			got := sums[fmt.Sprintf("worker %d", i+1)]
			for cat, want := range map[string]time.Duration{
				"busy": w.Busy, "wait_input": w.WaitInput, "wait_merge": w.WaitMerge, "wait_memory": w.WaitMemory,
			} {
				if math.Abs(got[cat]-float64(want.Microseconds())) > 1 {
					t.Errorf("worker %d: %v µs %s, the stats have %v", i+1, got[cat], cat, want)
				}
			}
		}
		if len(tracks) != 6 || end[1] != float64(stats.Elapsed.Microseconds()) {
			t.Errorf("tracks %v, the merge ends at %v µs of %v", tracks, end[1], stats.Elapsed)
		}
	})
}

func TestASlowOutputHoldsUpNobodyAndWhatIsLostIsSaid(t *testing.T) {
	in, out := io.Pipe()
	w := NewWriter(out, "fanout", "hash")
	name := strings.Repeat("x", 1000)
	const marks = 2 * bufferCount * bufferSize / 1000
	for range marks {
		w.Mark(pool.Merger, name) // nobody reads
	}
	go func() { _ = out.CloseWithError(w.Close()) }()
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	var trace parsed
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatal(err)
	}
	kept, lost := 0, 0
	for _, e := range trace.TraceEvents {
		if e.Name == name {
			kept++
		}
		_, _ = fmt.Sscanf(e.Name, "%d events lost", &lost)
	}
	if lost == 0 || kept+lost != marks {
		t.Errorf("%d kept, %d lost, of %d", kept, lost, marks)
	}
}

// failing is an output that fails.
type failing struct{}

var errFull = errors.New("full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestCloseReturnsTheErrorOfWriting(t *testing.T) {
	w := NewWriter(failing{}, "fanout", "hash")
	for range 10_000 {
		w.Mark(pool.Merger, "failed")
	}
	if err := w.Close(); !errors.Is(err, errFull) {
		t.Error(err)
	}
	w.Observe(pool.Event{State: pool.Busy})
	w.Mark(pool.Merger, "late")
	if err := w.Close(); err != nil {
		t.Error("closed twice:", err)
	}
}
