package trace

import (
	"cmp"
	"encoding/json"
	"io"
	"sync"
	"time"

	"fanout/pool"
	"fanout/processors"
)

// Version is the version of what a trace says beyond the trace-event format:
// the categories and the names of tracks.
const Version = 1

// A Writer writes the trace of one run. Its methods may be called from any
// goroutine.
type Writer struct {
	mu     sync.Mutex
	start  time.Time
	tracks map[pool.Track]span
	out    output
	closed bool
}

// A span is what a track has been at since its beginning; state Ended: nothing.
type span struct {
	state pool.State
	name  string // of the item, or ""
	from  time.Time
}

// NewWriter returns the Writer of the run of a command, which writes to out.
// Close must be called.
func NewWriter(out io.Writer, program, command string) *Writer {
	w := &Writer{start: time.Now(), tracks: map[pool.Track]span{}, out: newOutput(out)}
	w.out.open(head{
		Unit:  "ms",
		Other: other{SchemaVersion: Version, Program: program, Command: command, Start: w.start.Format(time.RFC3339Nano)},
	})
	w.out.add(event{Phase: "M", Name: "process_name", Thread: thread(pool.Merger), Args: args{Name: program + " " + command}})
	return w
}

// Observe ends the span of e.Track and begins another.
func (w *Writer) Observe(e pool.Event) {
	name := ""
	if e.Of != nil {
		name = processors.NameOf(e.Of)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	last, known := w.tracks[e.Track]
	if !known {
		w.describe(e.Track)
	}
	w.end(e.Track, last, e.At)
	w.tracks[e.Track] = span{e.State, name, e.At}
}

// Mark notes that something has happened on a track.
func (w *Writer) Mark(track pool.Track, name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.out.add(event{Phase: "i", Name: name, Category: "mark", Thread: thread(track), Time: w.micros(time.Now()), Scope: "t"})
	}
}

// Close ends the spans that are open and the trace. The error is the first of
// writing it.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	now := time.Now()
	for track, last := range w.tracks {
		w.end(track, last, now)
	}
	return w.out.close()
}

// end writes the span s of a track, which is over at that time, unless it was
// none.
func (w *Writer) end(track pool.Track, s span, at time.Time) {
	from, to := w.micros(s.from), w.micros(at)
	if s.state == pool.Ended || to <= from {
		return
	}
	duration := to - from
	w.out.add(event{
		Phase: "X", Name: cmp.Or(s.name, s.state.String()), Category: string(s.state),
		Thread: thread(track), Time: from, Duration: &duration,
	})
}

// describe writes the name and the place of a track.
func (w *Writer) describe(track pool.Track) {
	name, place := track.String(), int(track)+1
	if track == pool.Merger {
		place = 1 << 20 // behind all workers
	}
	w.out.add(event{Phase: "M", Name: "thread_name", Thread: thread(track), Args: args{Name: name}})
	w.out.add(event{Phase: "M", Name: "thread_sort_index", Thread: thread(track), Args: args{Index: &place}})
}

// thread returns the number of a track in the trace, from 1 on.
func thread(track pool.Track) int { return int(track-pool.Merger) + 1 }

// micros returns the microseconds from the start of the trace to t.
func (w *Writer) micros(t time.Time) micros { return micros(t.Sub(w.start)) }

// micros is a time that JSON gets in microseconds, as the format has it.
type micros time.Duration

// MarshalJSON returns it with the nanoseconds as decimals.
func (m micros) MarshalJSON() ([]byte, error) {
	return json.Marshal(float64(m) / float64(time.Microsecond))
}

// A head is the start of the JSON of a trace.
type head struct {
	Unit  string `json:"displayTimeUnit"`
	Other other  `json:"otherData"`
}

// other is what the format leaves to the program.
type other struct {
	SchemaVersion int    `json:"schema_version"`
	Program       string `json:"program"`
	Command       string `json:"command"`
	Start         string `json:"start"` // RFC 3339
}

// An event is one of the format.
type event struct {
	Phase    string  `json:"ph"` // X: complete, M: metadata, i: instant
	Name     string  `json:"name"`
	Category string  `json:"cat,omitempty"`
	Process  int     `json:"pid"`
	Thread   int     `json:"tid"`
	Time     micros  `json:"ts"`
	Duration *micros `json:"dur,omitempty"`
	Scope    string  `json:"s,omitempty"` // of an instant; t: its track
	Args     any     `json:"args,omitempty"`
}

// args are those of metadata.
type args struct {
	Name  string `json:"name,omitempty"`
	Index *int   `json:"sort_index,omitempty"`
}
