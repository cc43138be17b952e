package cmd

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"fanout/pool"
)

func TestWorkersAreListedWithTheirShares(t *testing.T) {
	var out strings.Builder
	printWorkers(&out, rusage{2900 * time.Millisecond, 310 * time.Millisecond, 182 << 20}, pool.Stats{Workers: []pool.WorkerStats{
		{Items: 1234, Busy: 93 * time.Second, WaitInput: 5 * time.Second, WaitMerge: 2 * time.Second},
		{Items: 7, Busy: time.Second, WaitMemory: 3 * time.Second},
	}})
	want := `fanout: CPU time: 2.90 s user, 0.31 s system; peak memory: 182 MiB
fanout: worker     tasks   busy  waiting: input  memory writing
fanout:      1     1,234   93 %             5 %     0 %     2 %
fanout:      2         7   25 %             0 %    75 %     0 %
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestManyWorkersAreNotAllListed(t *testing.T) {
	var out strings.Builder
	stats := pool.Stats{Workers: make([]pool.WorkerStats, maxWorkerLines+1)}
	stats.Workers[0].Items = 1
	printWorkers(&out, rusage{}, stats)
	if got := out.String(); strings.Count(got, "\n") != maxWorkerLines+3 || !strings.HasSuffix(got, "fanout: … and 1 more worker; --summary-json has all\n") || strings.Contains(got, "memory:") {
		t.Error(got)
	}
}

func TestTheSummaryFileHasWhatTheProcessTook(t *testing.T) {
	s := &summary{}
	s.measure(pool.Stats{Workers: []pool.WorkerStats{{Items: 3, Busy: 2 * time.Second, WaitInput: time.Second}}})
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		CPUUser   *float64 `json:"cpu_user_s"`
		CPUSystem *float64 `json:"cpu_system_s"`
		PeakRSS   int64    `json:"peak_rss_bytes"`
		Workers   []map[string]float64
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.CPUUser == nil || got.CPUSystem == nil || *got.CPUUser+*got.CPUSystem <= 0 {
		t.Errorf("no time of processors: %s", text)
	}
	const mebi = 1 << 20
	if known := runtime.GOOS == "linux" || runtime.GOOS == "darwin" || runtime.GOOS == "windows"; known && (got.PeakRSS < mebi || got.PeakRSS > 1<<20*mebi) {
		t.Errorf("peak memory: %d", got.PeakRSS)
	}
	want := "map[busy_s:2 busy_share:0.6667 items:3 panics:0 wait_input_s:1 wait_input_share:0.3333 wait_memory_s:0 wait_memory_share:0 wait_merge_s:0 wait_merge_share:0]"
	if fmt.Sprint(got.Workers[0]) != want {
		t.Errorf("got %v\nwant %s", got.Workers[0], want)
	}
}
