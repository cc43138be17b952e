package cmd

import (
	"fmt"
	"io"
	"math"
	"time"

	"github.com/dustin/go-humanize"

	"fanout/pool"
)

// A processSummary is what the process has taken, from its start on, in the
// summary file. Of processors it is the time of all together.
type processSummary struct {
	CPUUser   float64 `json:"cpu_user_s"`
	CPUSystem float64 `json:"cpu_system_s"`
	PeakRSS   int64   `json:"peak_rss_bytes,omitempty"` // resident memory
}

func (u rusage) summary() processSummary {
	return processSummary{seconds(u.user), seconds(u.system), u.peak}
}

// seconds returns d in seconds, with microseconds.
func seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }

// A workerShares says where the time of a worker has gone, in parts of 1.
type workerShares struct {
	Busy       float64 `json:"busy_share"`
	WaitInput  float64 `json:"wait_input_share"`
	WaitMerge  float64 `json:"wait_merge_share"`
	WaitMemory float64 `json:"wait_memory_share"`
}

func sharesOf(w pool.WorkerStats) workerShares {
	s := pool.Stats{Workers: []pool.WorkerStats{w}}.Shares()
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	return workerShares{round(s.Busy), round(s.Input), round(s.Merge), round(s.Memory)}
}

// maxWorkerLines is how many workers are listed. A machine with more has them
// in the summary file.
const maxWorkerLines = 64

// printWorkers writes what the process has taken and where the time of each
// worker has gone, for -v.
func printWorkers(w io.Writer, u rusage, stats pool.Stats) {
	fmt.Fprintf(w, "fanout: CPU time: %s user, %s system", formatDuration(u.user), formatDuration(u.system))
	if u.peak > 0 {
		fmt.Fprintf(w, "; peak memory: %s", humanize.IBytes(uint64(u.peak)))
	}
	fmt.Fprintln(w)
	if stats.Items() == 0 {
		return
	}
	const row = "fanout: %6s %9s %6s  %14s %7s %7s\n"
	fmt.Fprintf(w, row, "worker", "tasks", "busy", "waiting: input", "memory", "writing")
	for i, worker := range stats.Workers {
		if i == maxWorkerLines {
			fmt.Fprintf(w, "fanout: … and %s; --summary-json has all\n", plural(len(stats.Workers)-i, "more worker"))
			break
		}
		s := sharesOf(worker)
		fmt.Fprintf(w, row, fmt.Sprint(i+1), humanize.Comma(int64(worker.Items)),
			percent(s.Busy), percent(s.WaitInput), percent(s.WaitMemory), percent(s.WaitMerge))
	}
}
