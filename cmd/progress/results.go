package progress

import (
	"bytes"
	"io"
)

// Results returns the writer of results to w, which is where c was told that
// they go. On the terminal of the messages they are written in whole lines,
// with the bar out of their way; what has no line end yet is written by
// [Results.Flush] at the latest. Once some have gone to a pipe, nothing more is
// drawn.
func (c *Console) Results(w io.Writer) *Results { return &Results{c, w} }

// Results are the results of a run on their way.
type Results struct {
	console *Console
	w       io.Writer
}

// Write implements [io.Writer].
func (r *Results) Write(p []byte) (int, error) {
	c := r.console
	switch {
	case len(p) == 0 || !c.where.Terminal:
	case c.where.Same:
		c.mu.Lock()
		defer c.mu.Unlock()
		return r.between(p)
	case c.where.Pipe && !c.paged.Load():
		c.leave()
	}
	return r.w.Write(p)
}

// leave takes the view off the screen, as the terminal may soon be a pager's.
func (c *Console) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paged.Store(true)
	c.write(c.clear())
}

// maxHeld is how long a line may be that is written as a whole, in bytes.
const maxHeld = 64 << 10

// between writes the lines that p ends between what stands above the bar and
// the bar, and holds the rest back.
func (r *Results) between(p []byte) (int, error) {
	c := r.console
	end := bytes.LastIndexByte(p, '\n') + 1
	if rest := len(p) - end; rest > maxHeld || end == 0 && len(c.held)+rest > maxHeld || c.inLine {
		end = len(p) // not a line that anybody reads
	}
	if end > 0 {
		held := len(c.held)
		text := append(c.held, p[:end]...)
		c.held = nil
		if n, err := r.screen(text); err != nil {
			return max(0, n-held), err
		}
	}
	c.held = append(c.held, p[end:]...)
	return len(p), nil
}

// screen writes text to the terminal with the bar out of its way.
func (r *Results) screen(text []byte) (int, error) {
	c := r.console
	c.write(c.clear())
	n, err := r.w.Write(text)
	c.inLine = text[len(text)-1] != '\n'
	c.write(c.again())
	return n, err
}

// Flush writes what was held back, at the end of the run.
func (r *Results) Flush() error {
	c := r.console
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) == 0 {
		return nil
	}
	text := c.held
	c.held = nil
	_, err := r.screen(text)
	return err
}
