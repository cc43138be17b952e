package pool

import "time"

// Stats describes a run. It is complete whether or not the run failed.
type Stats struct {
	Elapsed    time.Duration // from the call of Run to its return
	PeakWeight int64         // the most bytes held at a time, by the weights given; a chunk above the budget counts as the budget
	Workers    []WorkerStats // one per goroutine
}

// WorkerStats describes one worker. Its durations add up to Stats.Elapsed.
//
// A worker waits when no chunk is ready for it. The wait is attributed to what
// held up the source at that time: Chunks itself, the window or the budget.
type WorkerStats struct {
	Items  int // chunks it finished, panics included
	Panics int // chunks whose Worker panicked or called Goexit

	Busy       time.Duration // inside NewWorker, Worker and Recovered
	WaitInput  time.Duration // Chunks had no more yet, or no more at all while other workers were busy
	WaitMerge  time.Duration // the window was full: results waited for Merge or for a slow chunk before them
	WaitMemory time.Duration // the next chunk did not fit into the budget
}

// Items returns how many chunks the workers finished.
func (s Stats) Items() int {
	n := 0
	for _, w := range s.Workers {
		n += w.Items
	}
	return n
}

// Panics returns how many chunks ended in a panic or Goexit.
func (s Stats) Panics() int {
	n := 0
	for _, w := range s.Workers {
		n += w.Panics
	}
	return n
}

// Add returns the stats of two runs, one after the other, taken together.
func (s Stats) Add(o Stats) Stats {
	sum := Stats{
		Elapsed:    s.Elapsed + o.Elapsed,
		PeakWeight: max(s.PeakWeight, o.PeakWeight),
		Workers:    make([]WorkerStats, max(len(s.Workers), len(o.Workers))),
	}
	for _, run := range []Stats{s, o} {
		for i, w := range run.Workers {
			t := &sum.Workers[i]
			t.Items += w.Items
			t.Panics += w.Panics
			t.Busy += w.Busy
			t.WaitInput += w.WaitInput
			t.WaitMerge += w.WaitMerge
			t.WaitMemory += w.WaitMemory
		}
	}
	return sum
}

// Shares are the parts of the workers' time, as fractions that add up to 1, or
// are all 0 if no time passed.
type Shares struct {
	Busy, Input, Merge, Memory float64
}

// Shares returns where the time of all workers together went.
func (s Stats) Shares() Shares {
	var busy, input, merge, memory time.Duration
	for _, w := range s.Workers {
		busy += w.Busy
		input += w.WaitInput
		merge += w.WaitMerge
		memory += w.WaitMemory
	}
	total := float64(busy + input + merge + memory)
	if total == 0 {
		return Shares{}
	}
	return Shares{
		Busy:   float64(busy) / total,
		Input:  float64(input) / total,
		Merge:  float64(merge) / total,
		Memory: float64(memory) / total,
	}
}

// LimitedBy names what took most of the workers' time: "workers" (they were
// busy), "input", "merge" or "memory". Of equals it names the first in this
// order.
func (s Stats) LimitedBy() string {
	sh := s.Shares()
	name, largest := "workers", sh.Busy
	for _, c := range []struct {
		name  string
		share float64
	}{{"input", sh.Input}, {"merge", sh.Merge}, {"memory", sh.Memory}} {
		if c.share > largest {
			name, largest = c.name, c.share
		}
	}
	return name
}

// A cause is why no chunk is ready for the workers.
type cause int

const (
	byInput  cause = iota // the feeder is inside Chunks, or nothing holds it
	byMerge               // the window is full
	byMemory              // the budget is used up
	causes
)

// causeTimes holds a duration for each cause.
type causeTimes [causes]time.Duration

// A ledger adds up for how long each cause has applied. A worker reads it when
// it begins to wait and when it ends; the difference is what it waited for. It
// has no lock of its own.
type ledger struct {
	cause cause
	since time.Time // when cause began to apply
	past  causeTimes
}

// change lets cause c apply from now on.
func (l *ledger) change(c cause, now time.Time) {
	l.past = l.at(now)
	l.cause, l.since = c, now
}

// at returns the sums up to now. A worker may have read the clock a moment
// before the cause changed; that moment counts as no time.
func (l *ledger) at(now time.Time) causeTimes {
	t := l.past
	t[l.cause] += max(0, now.Sub(l.since))
	return t
}

// waited adds the waiting time between two readings of the ledger.
func (s *WorkerStats) waited(from, to causeTimes) {
	s.WaitInput += to[byInput] - from[byInput]
	s.WaitMerge += to[byMerge] - from[byMerge]
	s.WaitMemory += to[byMemory] - from[byMemory]
}
