package progress

import (
	"sync"
	"time"

	"fanout/pool"
	"fanout/processors"
)

// Watched keeps what each worker of a run is at. It is the pool's observer, and
// is read whenever a display draws.
type Watched struct {
	names bool // of items are wanted

	mu      sync.Mutex
	workers []state // by number
}

// A state is what a worker is at.
type state struct {
	pool.State
	since time.Time
	item  string // that a busy worker has, if names are wanted
}

// NewWatched returns an observer for a display in that mode, or nil if such a
// display does not look at workers.
func NewWatched(m Mode) *Watched {
	switch m {
	case Workers:
		return &Watched{names: true}
	case JSON:
		return &Watched{}
	}
	return nil
}

// Observe takes in what a worker is at. Feeder and merger are left out.
func (w *Watched) Observe(e pool.Event) {
	if e.Track < 0 {
		return
	}
	item := ""
	if w.names && e.Of != nil {
		item = processors.NameOf(e.Of)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.workers) <= int(e.Track) {
		w.workers = append(w.workers, state{})
	}
	w.workers[e.Track] = state{e.State, e.At, item}
}

// states returns what each worker is at.
func (w *Watched) states() []state {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]state(nil), w.workers...)
}

// counts returns how many workers are in each state, those of no state left
// out.
func (w *Watched) counts() map[pool.State]int {
	return countStates(w.states())
}

func countStates(states []state) map[pool.State]int {
	counts := map[pool.State]int{}
	for _, s := range states {
		if s.State != pool.Ended {
			counts[s.State]++
		}
	}
	return counts
}
