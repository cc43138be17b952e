// Package progress shows how a run goes on: a bar on a terminal, lines of text
// or JSON elsewhere.
//
// Workers add to the counters of a processors.Tally and know nothing of this
// package. A Meter reads the counters on a ticker of its own and writes to
// standard error. What else has to be said meanwhile goes through
// Meter.Println, which keeps it apart from the bar.
//
// The bar itself is drawn by github.com/schollz/progressbar/v3 into memory;
// what stands beside it, and the way to the terminal, is ours (bar.go says why).
//
// Limits: characters are taken to be one column wide, and the lines given to
// Println to be free of control characters; a reader that stops reading without
// closing stops Println and Stop too.
package progress

import (
	"io"
	"sync"
	"time"

	"fanout/processors"
)

const (
	// samplePeriod is how often the counters are read for the rates. It is far
	// below the shortest memory (rate.go), and ten reads a second cost nothing.
	samplePeriod = 100 * time.Millisecond
	// barDelay is how long a run must last to get a bar. A shorter one would
	// only make the screen flash.
	barDelay = 200 * time.Millisecond

	barInterval  = 100 * time.Millisecond
	lineInterval = 5 * time.Second
)

// Options say how a run is shown. Out is required; Verb and Noun should be set.
type Options struct {
	Mode     Mode
	Out      io.Writer     // where to write, as a rule standard error
	Terminal bool          // Out is a terminal
	Dumb     bool          // the terminal takes no escape codes, or is a build log: Auto gives Plain
	Width    func() int    // columns of the terminal, asked at each draw; nil or a result below 1: 80
	Color    bool          // the bar may be coloured
	ASCII    bool          // the bar is drawn with ASCII only: the locale is not UTF-8
	Verb     string        // what is done: "resizing"
	Noun     string        // to what: "images"
	Bytes    bool          // the bar counts bytes read instead of items
	Interval time.Duration // between two draws; 0: 100 ms for a bar, 5 s for lines
}

// A Meter shows one run. Its methods may be called from any goroutine.
type Meter struct {
	out      io.Writer
	tally    *processors.Tally
	bytes    bool
	start    time.Time
	interval time.Duration

	mu     sync.Mutex // guards what follows, and orders all writing to out
	view   view
	est    estimator
	due    time.Duration // when to draw next, since start
	broken bool          // out refused a write: nothing more is written

	once sync.Once
	stop chan struct{} // closed: the ticker shall end
	done chan struct{} // closed: it has
}

// A view turns the state of a run into what is written for it. Nil or empty
// results write nothing.
type view interface {
	draw(s snapshot) []byte
	message(line string) []byte
}

// Start begins to show a run whose counters are in t. Every Meter must be
// stopped.
func Start(opt Options, t *processors.Tally) *Meter {
	m := &Meter{
		out: opt.Out, tally: t, bytes: opt.Bytes, start: time.Now(), interval: opt.Interval,
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	mode := opt.Mode.resolve(opt.Terminal, opt.Dumb)
	if m.interval <= 0 {
		m.interval = lineInterval
		if mode == Bar {
			m.interval = barInterval
		}
	}
	m.due = m.interval
	switch mode {
	case Bar:
		m.view = newBarView(opt)
		m.due = barDelay
	case Plain:
		m.view = &plainView{verb: opt.Verb, unit: newUnit(opt)}
	case JSON:
		m.view = &jsonView{unit: newUnit(opt)}
	default:
		m.view = silentView{}
		close(m.done)
		return m
	}
	m.est.sample(0, readTally(t))
	go m.run()
	return m
}

// Println writes one line at once: above the bar, or between the other lines.
func (m *Meter) Println(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.write(m.view.message(line))
}

// Stop ends the drawing. The last state is drawn unless the run was too short
// to be shown at all, and the cursor is left at the start of an empty line.
// Further calls do nothing; Println may still be used.
func (m *Meter) Stop() {
	m.once.Do(func() {
		close(m.stop)
		<-m.done
		m.mu.Lock()
		defer m.mu.Unlock()
		elapsed := time.Since(m.start)
		c := readTally(m.tally)
		m.est.sample(elapsed, c)
		m.write(m.view.draw(newSnapshot(c, &m.est, m.bytes, elapsed, true)))
	})
}

// run draws until Stop is called or nobody is left to see it.
func (m *Meter) run() {
	defer close(m.done)
	ticker := time.NewTicker(min(samplePeriod, m.interval))
	defer ticker.Stop()
	for {
		select {
		case <-m.stop:
			return
		case <-ticker.C:
			if !m.tick() {
				return
			}
		}
	}
}

// tick reads the counters and draws if it is time to. It reports whether there
// is any sense in going on.
func (m *Meter) tick() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	elapsed := time.Since(m.start)
	c := readTally(m.tally)
	m.est.sample(elapsed, c)
	if elapsed >= m.due {
		// On a machine that was asleep, draw once, not once for every interval.
		m.due = max(m.due+m.interval, elapsed)
		m.write(m.view.draw(newSnapshot(c, &m.est, m.bytes, elapsed, false)))
	}
	return !m.broken
}

// write hands b to the writer in one piece, so that not even another process
// on the same terminal can come between. m.mu is held.
func (m *Meter) write(b []byte) {
	if m.broken || len(b) == 0 {
		return
	}
	if _, err := m.out.Write(b); err != nil {
		m.broken = true
	}
}

// silentView shows nothing but messages.
type silentView struct{}

func (silentView) draw(snapshot) []byte       { return nil }
func (silentView) message(line string) []byte { return []byte(line + "\n") }
