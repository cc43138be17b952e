package progress

import (
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
	jsonInterval = time.Second
)

// Options control how a run is shown. Console is required. Verb and Noun should
// be set.
type Options struct {
	Mode     Mode
	Console  *Console            // where to write, normally standard error
	Terminal bool                // that is a terminal
	Dumb     bool                // the terminal does not support escape codes, or is a build log: Auto means Plain
	Width    func() int          // columns of the terminal, called at each draw; nil or a result below 1: 80
	Height   func() int          // rows of the terminal, as Width; nil or a result below 1: 24
	Color    bool                // the bar may be colored
	Show     func(string) string // makes a name fit for a terminal; nil: it is
	ASCII    bool                // draw the bar in ASCII: the locale is not UTF-8
	Verb     string              // the activity: "resizing"
	Noun     string              // the items: "images"
	Bytes    bool                // the bar counts bytes read instead of items
	Watched  *Watched            // what the workers are at, for Workers and JSON; nil: not known
	Interval time.Duration       // between two draws; 0: 100 ms for a bar, 1 s for JSON, 5 s for lines
}

// A Meter shows one run. Its methods may be called from any goroutine.
type Meter struct {
	console  *Console
	mode     Mode      // that is actually used
	words    plainView // formats the state
	tally    *processors.Tally
	bytes    bool
	start    time.Time
	interval time.Duration

	// The console guards the fields below.
	view view
	est  estimator
	due  time.Duration // when to draw next, since start

	once sync.Once
	stop chan struct{} // closed to end run
	done chan struct{} // closed when run has ended
}

// A view formats the state of a run and messages. It knows what it has on the
// screen, as all that it returns is written there at once. Nothing is written
// for an empty result.
type view interface {
	draw(s snapshot) []byte     // shows s; if that is final, nothing more comes
	message(line string) []byte // a line as it is written, above what is drawn
	clear() []byte              // takes what was drawn off the screen
	again() []byte              // puts it on the screen as it was
}

// Start starts to show a run whose counters are in t. Every Meter must be
// stopped.
func Start(opt Options, t *processors.Tally) *Meter {
	m := &Meter{
		console: opt.Console, mode: opt.Mode.resolve(opt.Terminal, opt.Dumb), words: plainView{verb: opt.Verb, unit: newUnit(opt)},
		tally: t, bytes: opt.Bytes, start: time.Now(), interval: opt.Interval,
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	if m.interval <= 0 {
		switch m.interval = lineInterval; m.mode {
		case Bar, Workers:
			m.interval = barInterval
		case JSON:
			m.interval = jsonInterval
		}
	}
	m.due = m.interval
	switch m.mode {
	case Bar:
		m.view = newBarView(opt)
		m.due = m.console.barDelay()
	case Workers:
		m.view = newWorkersView(opt)
		m.due = m.console.barDelay()
	case Plain:
		m.view = &plainView{verb: opt.Verb, unit: newUnit(opt)}
	case JSON:
		m.view = &jsonView{unit: newUnit(opt), watched: opt.Watched}
	default:
		m.view = silentView{}
		close(m.done)
	}
	c := readTally(t)
	m.est.sample(0, c)
	m.console.show(m)
	switch m.mode {
	case None:
		return m
	case JSON: // whose readers want to know at once that there is a run
		m.console.first(m, newSnapshot(c, &m.est, m.bytes, 0, false))
	}
	go m.run()
	return m
}

// Println writes a line immediately: above the bar, or between the other lines.
func (m *Meter) Println(line string) {
	m.console.mu.Lock()
	defer m.console.mu.Unlock()
	m.console.line(m.view.message(line))
}

// Clear takes a bar, or lines of workers, off the screen for good, before
// results that follow the work. Lines of text or JSON continue.
func (m *Meter) Clear() {
	if m.mode != Bar && m.mode != Workers {
		return
	}
	m.once.Do(m.end)
}

// Stop ends the display: a bar is taken off the screen, lines of text or JSON
// end with the last state, unless the run was too short to be shown at all.
// Further calls do nothing. Println may still be used.
func (m *Meter) Stop() { m.once.Do(m.end) }

func (m *Meter) end() {
	close(m.stop)
	<-m.done
	c := m.console
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draw(m, func() []byte { return m.view.draw(m.snapshot(true)) })
	c.hide(m)
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
	c := m.console
	c.mu.Lock()
	defer c.mu.Unlock()
	s := m.snapshot(false)
	if s.elapsed >= m.due {
		// If the machine was asleep, draw once, not once for each interval.
		m.due = max(m.due+m.interval, s.elapsed)
		c.draw(m, func() []byte { return m.view.draw(s) })
	}
	return !c.broken
}

// state says in words how far the run is.
func (m *Meter) state() string { return m.words.line(m.snapshot(false), true) }

// snapshot reads the counters.
func (m *Meter) snapshot(final bool) snapshot {
	elapsed := time.Since(m.start)
	c := readTally(m.tally)
	m.est.sample(elapsed, c)
	return newSnapshot(c, &m.est, m.bytes, elapsed, final)
}

// silentView shows messages only.
type silentView struct{}

func (silentView) draw(snapshot) []byte       { return nil }
func (silentView) message(line string) []byte { return []byte(line + "\n") }
func (silentView) clear() []byte              { return nil }
func (silentView) again() []byte              { return nil }
