package pool

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A recorder keeps the events of a run.
type recorder struct{ events []Event }

func (r *recorder) Observe(e Event) { r.events = append(r.events, e) }

// tracks returns the tracks with events.
func (r *recorder) tracks() map[Track]bool {
	tracks := map[Track]bool{}
	for _, e := range r.events {
		tracks[e.Track] = true
	}
	return tracks
}

// lines returns the events of a track with the seconds since the first of all,
// and fails where they go back in time or do not end.
func (r *recorder) lines(t *testing.T, track Track) []string {
	t.Helper()
	var lines []string
	var last Event
	for _, e := range r.events {
		if e.Track != track {
			continue
		}
		if e.At.Before(last.At) {
			t.Errorf("track %d goes back from %+v to %+v", track, last, e)
		}
		last = e
		line := fmt.Sprintf("%v %s", e.At.Sub(r.events[0].At).Seconds(), e.State)
		if e.Of != nil {
			line += fmt.Sprintf(" %v", e.Of)
		}
		lines = append(lines, line)
	}
	if last.State != Ended {
		t.Errorf("track %d ends with %+v", track, last)
	}
	return lines
}

// sums returns how long a track was in each state.
func (r *recorder) sums(track Track) map[State]time.Duration {
	sums := map[State]time.Duration{}
	var last Event
	for _, e := range r.events {
		if e.Track == track {
			sums[last.State] += e.At.Sub(last.At)
			last = e
		}
	}
	delete(sums, Ended)
	return sums
}

// check fails unless the tracks say of the workers what stats says.
func (r *recorder) check(t *testing.T, stats Stats) {
	t.Helper()
	if got := len(r.tracks()); got != len(stats.Workers)+2 {
		t.Errorf("%d tracks of %d workers", got, len(stats.Workers))
	}
	for i, w := range stats.Workers {
		r.lines(t, Track(i))
		got := r.sums(Track(i))
		sums := WorkerStats{w.Items, w.Panics, got[Busy], got[WaitInput], got[WaitMerge], got[WaitMemory]}
		if sums != w {
			t.Errorf("worker %d: events of %+v, stats are %+v", i, sums, w)
		}
	}
	for _, track := range []Track{Feeder, Merger} {
		r.lines(t, track)
	}
}

func TestEventsTellWhatEachPartIsAt(t *testing.T) {
	const s = time.Second
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		job := &fakeJob[int, string]{
			chunks: func(yield func(int, error) bool) {
				for i := range 3 {
					time.Sleep(s)
					if !yield(i, nil) {
						return
					}
				}
			},
			work:  func(_ context.Context, c int) (string, error) { time.Sleep(2 * s); return fmt.Sprint("of ", c), nil },
			merge: func(string) error { time.Sleep(4 * s); return nil },
		}
		stats, err := Run(t.Context(), Options{Workers: 1, Window: 2, Observer: &seen}, job)
		if err != nil {
			t.Fatal(err)
		}
		seen.check(t, stats)
		for track, want := range map[Track][]string{
			0: {
				"0 waiting for input", "1 working 0", "3 working 1", "5 waiting to write", "7 waiting for input",
				"7 working 2", "9 waiting to write", "15 ended",
			},
			Feeder: {"0 reading", "3 waiting to write", "7 reading", "7 ended"},
			Merger: {"0 waiting for results", "3 merging of 0", "7 merging of 1", "11 merging of 2", "15 ended"},
		} {
			if got := seen.lines(t, track); !slices.Equal(got, want) {
				t.Errorf("track %d: %q, want %q", track, got, want)
			}
		}
	})
}

func TestEventsEndWithTheRunThatLeavesAWorkerBehind(t *testing.T) {
	const s = time.Second
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(s, func() { cancel(errors.New("enough")) })
		var seen recorder
		stats, err := Run(ctx, Options{Workers: 2, Patience: s, Observer: &seen}, &fakeJob[int, int]{
			chunks: count(9),
			work: func(_ context.Context, c int) (int, error) {
				time.Sleep(time.Duration(c) * 5 * s)
				return c, nil
			},
		})
		if err == nil || err.Error() != "enough" {
			t.Fatal(err)
		}
		seen.check(t, stats)
		told := slices.Clone(seen.events)
		time.Sleep(time.Minute) // the workers end now
		if !reflect.DeepEqual(seen.events, told) {
			t.Errorf("events after the end: %+v", seen.events[len(told):])
		}
	})
}

func TestAResultThatIsAnErrorIsNotMerging(t *testing.T) {
	var seen recorder
	failed := errors.New("failed")
	_, err := Run(t.Context(), Options{Workers: 1, Observer: &seen}, &fakeJob[int, *int]{
		chunks: count(3),
		work: func(_ context.Context, c int) (*int, error) {
			if c == 1 {
				return nil, failed
			}
			return &c, nil
		},
	})
	if err != failed {
		t.Fatal(err)
	}
	merging := 0
	for _, e := range seen.events {
		if e.State == Merging {
			merging++
		}
	}
	if merging != 1 {
		t.Errorf("%d results merging: %+v", merging, seen.events)
	}
}
