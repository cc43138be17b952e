package progress

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// A Console is where the messages of a run and its bar go, and through which
// its results pass, so that they never share a line of a terminal. It is an
// [io.Writer] for messages: the bar is taken off the screen before one, and put
// on again below it. A message may come in several writes: as long as its line
// has no end, nothing else is drawn there.
type Console struct {
	err    io.Writer
	where  Place
	paged  atomic.Bool // see Paged
	echoed atomic.Bool // the terminal may have shown ^C at the cursor

	mu     sync.Mutex // guards the fields below and the meter, orders all writes
	meter  *Meter     // that is shown; nil: none
	before string     // the state of the last one, when it ended
	drawn  bool       // a view was on the screen
	color  bool
	open   []byte // the beginning of a line of messages
	held   []byte // the beginning of a line of results
	inLine bool   // a line of results has begun on the screen
	broken bool   // a write to err failed: nothing more is drawn
	closed bool   // nothing more is drawn
}

// A Place says where messages and results go.
type Place struct {
	Terminal bool        // messages go to a terminal
	Dumb     bool        // that cannot move its cursor
	Same     bool        // results go to that terminal
	Pipe     bool        // results go to a pipe, behind which a pager may be
	Front    func() bool // this process has the terminal; nil: it does
}

// NewConsole returns a console that writes messages to err.
func NewConsole(err io.Writer, where Place) *Console { return &Console{err: err, where: where} }

// Write writes a message, or a part of one.
func (c *Console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.message(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// maxOpen is more than any prompt has, in bytes.
const maxOpen = 1 << 10

// message writes p with the bar out of its way, in one call, so that not even
// another process on the same terminal can write in between.
func (c *Console) message(p []byte) error {
	var b []byte
	if c.inLine {
		b = append(b, '\n')
		c.inLine = false
	}
	b = append(b, c.clear()...)
	if c.echoed.Swap(false) && len(c.open) == 0 {
		b = append(b, "\r"+clearLine...)
	}
	if c.color && len(c.open) == 0 {
		b = paint(b, p)
	} else {
		b = append(b, p...)
	}
	switch end := bytes.LastIndexByte(p, '\n'); {
	case end < len(p)-1:
		c.open = append(c.open, p[end+1:]...)
		c.open = c.open[:min(len(c.open), maxOpen)]
	default:
		c.open = nil
	}
	b = append(b, c.again()...)
	_, err := c.err.Write(b)
	return err
}

// line writes whole lines. The beginning of another message, such as a prompt,
// is put below them.
func (c *Console) line(p []byte) {
	if c.broken || len(p) == 0 {
		return
	}
	begun := c.open
	if len(begun) > 0 {
		p = append(append([]byte{'\n'}, p...), begun...)
	}
	c.broken = c.message(p) != nil
}

// show makes m the meter that is shown.
func (c *Console) show(m *Meter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write(c.clear())
	c.meter = m
}

// barDelay is the time after which a bar appears: at once where one has been.
func (c *Console) barDelay() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drawn {
		return 0
	}
	return barDelay
}

// hide takes what m shows off the screen.
func (c *Console) hide(m *Meter) {
	if c.meter == m {
		c.write(c.clear())
		c.meter, c.before = nil, m.state()
	}
}

// first writes the first state of m.
func (c *Console) first(m *Meter, s snapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.draw(m, func() []byte { return m.view.draw(s) })
}

// draw writes what changes the view of m, if it may be drawn now.
func (c *Console) draw(m *Meter, change func() []byte) {
	if c.broken || c.closed || c.meter != m || c.busy() || c.Paged() && m.mode != JSON {
		return
	}
	b := change()
	c.drawn = c.drawn || len(b) > 0
	c.write(b)
}

// busy reports whether the line of the cursor, or the whole terminal, is
// somebody else's.
func (c *Console) busy() bool {
	return len(c.open) > 0 || c.inLine || c.where.Front != nil && !c.where.Front()
}

// clear takes the view off the screen.
func (c *Console) clear() []byte {
	if c.meter == nil {
		return nil
	}
	return c.meter.view.clear()
}

// again puts the view on the screen as it was.
func (c *Console) again() []byte {
	if c.meter == nil || c.closed || c.broken || c.busy() || c.Paged() {
		return nil
	}
	return c.meter.view.again()
}

// write writes what belongs to the view.
func (c *Console) write(b []byte) {
	if len(b) > 0 && !c.broken {
		_, err := c.err.Write(b)
		c.broken = err != nil
	}
}

// Paged reports whether results have gone to a pipe while messages go to a
// terminal. A pager may have the terminal then, and nothing is drawn any more.
func (c *Console) Paged() bool { return c.paged.Load() }

// Close takes the view off the screen for good, and leaves the cursor at the
// start of a line. Messages may still be written.
func (c *Console) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write(c.clear())
	if c.where.Terminal && (c.inLine || len(c.open) > 0) {
		c.write([]byte{'\n'})
		c.inLine, c.open = false, nil
	}
	c.closed = true
}

// Pause calls f while the view is off the screen, and nothing is written. The
// screen may be any other one after that.
func (c *Console) Pause(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write(c.clear())
	f()
	c.write(c.again())
}

// Refresh draws the view on a screen that others may have used.
func (c *Console) Refresh() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clear()
	c.write(c.again())
}

// Interrupted tells of a Ctrl-C, which the terminal shows as ^C: the next
// message takes its place.
func (c *Console) Interrupted() {
	c.echoed.Store(c.where.Terminal && !c.where.Dumb)
}

// State writes a line that says how far the run is, however it is shown.
func (c *Console) State() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.meter != nil:
		c.line(c.meter.view.message(c.meter.state()))
	case c.before != "":
		c.line([]byte(c.before + "; finishing\n"))
	default:
		c.line([]byte("fanout: starting\n"))
	}
}
