package progress

import (
	"io"
	"sync"
	"time"

	"fanout/processors"
)

const (
	// samplePeriod is the interval at which the counters are read for the
	// rates. It is far below the shortest average (rateSpan), and ten reads a
	// second cost nothing.
	samplePeriod = 100 * time.Millisecond
	// barDelay is the time after which a bar appears. In a shorter run it would
	// only make the screen flicker.
	barDelay = 200 * time.Millisecond

	barInterval  = 100 * time.Millisecond
	lineInterval = 5 * time.Second
)

// Options control how a run is shown. Out is required. Verb and Noun should be
// set.
type Options struct {
	Mode     Mode
	Out      io.Writer     // where to write, normally standard error
	Terminal bool          // Out is a terminal
	Dumb     bool          // the terminal does not support escape codes, or is a build log: Auto means Plain
	Width    func() int    // columns of the terminal, called at each draw; nil or a result below 1: 80
	Color    bool          // the bar may be coloured
	ASCII    bool          // draw the bar in ASCII: the locale is not UTF-8
	Verb     string        // the activity: "resizing"
	Noun     string        // the items: "images"
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

	mu     sync.Mutex // guards the fields below, and orders all writes to out
	view   view
	est    estimator
	due    time.Duration // when to draw next, since start
	broken bool          // a write to out failed: nothing more is written

	once sync.Once
	stop chan struct{} // closed to end run
	done chan struct{} // closed when run has ended
}

// A view formats the state of a run and messages. Nothing is written for an
// empty result.
type view interface {
	draw(s snapshot) []byte
	message(line string) []byte
}

// Start starts to show a run whose counters are in t. Every Meter must be
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

// Println writes a line immediately: above the bar, or between the other lines.
func (m *Meter) Println(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.write(m.view.message(line))
}

// Stop ends the display. It draws the last state, unless the run was too short
// to be shown at all, and leaves the cursor at the start of an empty line.
// Further calls do nothing. Println may still be used.
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

// run draws until Stop is called or a write fails.
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

// tick reads the counters and draws if a draw is due. It returns false if a
// write has failed.
func (m *Meter) tick() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	elapsed := time.Since(m.start)
	c := readTally(m.tally)
	m.est.sample(elapsed, c)
	if elapsed >= m.due {
		// If the machine was asleep, draw once, not once for each interval.
		m.due = max(m.due+m.interval, elapsed)
		m.write(m.view.draw(newSnapshot(c, &m.est, m.bytes, elapsed, false)))
	}
	return !m.broken
}

// write writes b in one call, so that not even another process on the same
// terminal can write in between. m.mu must be held.
func (m *Meter) write(b []byte) {
	if m.broken || len(b) == 0 {
		return
	}
	if _, err := m.out.Write(b); err != nil {
		m.broken = true
	}
}

// silentView shows messages only.
type silentView struct{}

func (silentView) draw(snapshot) []byte       { return nil }
func (silentView) message(line string) []byte { return []byte(line + "\n") }
