package progress

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"fanout/pool"
)

const dim = "\x1b[2m"

// workersView draws a line for each worker, and the bar below them:
//
//	1   0:03  photos/2024/hills.jpg
//	2         waiting for input
//	resizing  25% █████████░░░░░░░░░░░░░░░░░░░░░░  120/480   42/s   0:08 left
//
// All of it is replaced in place by one write. As in barView, lines are shorter
// than the screen, and the cursor stays at the start of the first one: whatever
// the terminal does to the lines when its size changes, all of them are right
// and below of the cursor.
type workersView struct {
	opt     Options
	bar     *barView // its last line
	watched *Watched
	now     func() time.Time

	lines []string // as last drawn, the bar included
	shown bool     // they are on the screen
	width int      // of the screen when they were drawn
	last  snapshot
}

func newWorkersView(opt Options) *workersView {
	v := &workersView{opt: opt, bar: newBarView(opt), watched: opt.Watched, now: time.Now}
	if v.watched == nil {
		v.watched = &Watched{}
	}
	return v
}

// rows returns the height of the screen.
func (v *workersView) rows() int {
	if v.opt.Height != nil {
		if h := v.opt.Height(); h > 0 {
			return h
		}
	}
	return 24
}

func (v *workersView) draw(s snapshot) []byte {
	if s.final {
		return nil // the summary says more
	}
	width := v.bar.columns()
	lines := v.render(s, width)
	v.last = s
	if v.shown && width == v.width && slices.Equal(lines, v.lines) {
		return nil
	}
	return v.put(lines, width)
}

func (v *workersView) message(line string) []byte { return []byte(line + "\n") }

func (v *workersView) clear() []byte {
	if !v.shown {
		return nil
	}
	v.shown = false
	return []byte("\r" + clearBelow)
}

func (v *workersView) again() []byte {
	if len(v.lines) == 0 || v.shown {
		return nil
	}
	lines, width := v.lines, v.bar.columns()
	if width != v.width || len(lines) >= v.rows() {
		lines = v.render(v.last, width)
	}
	return v.put(lines, width)
}

// put returns the code that writes lines over those on the screen, and goes
// back to the start of the first.
func (v *workersView) put(lines []string, width int) []byte {
	var b strings.Builder
	b.WriteString("\r")
	if v.shown && width != v.width {
		b.WriteString(clearBelow) // lines may have been broken
	}
	for i, line := range lines {
		if i > 0 {
			b.WriteString(clearLine + "\r\n")
		}
		b.WriteString(unwrapped(line))
	}
	b.WriteString(clearBelow + "\r")
	if n := len(lines) - 1; n > 0 {
		b.WriteString("\x1b[" + strconv.Itoa(n) + "A")
	}
	v.lines, v.width, v.shown = lines, width, true
	return []byte(b.String())
}

// render returns the lines for a screen of that width. They leave a row free,
// so that none scrolls away.
func (v *workersView) render(s snapshot, width int) []string {
	states := v.watched.states()
	room := max(0, v.rows()-2) // for workers
	shown := states
	if len(states) > room {
		shown = states[:max(0, room-1)]
	}
	var lines []string
	digits := len(strconv.Itoa(len(states)))
	for i, s := range shown {
		lines = append(lines, v.line(fmt.Sprintf("%*d", digits, i+1), s, width-1))
	}
	if rest := states[len(shown):]; len(rest) > 0 && room > 0 {
		lines = append(lines, cut(folded(len(rest), len(shown) > 0, countStates(rest)), width-1))
	}
	return append(lines, v.bar.render(s, width))
}

// line returns the line of a worker, at most width columns wide.
func (v *workersView) line(number string, s state, width int) string {
	since := ""
	if d := v.now().Sub(s.since); d >= time.Second && s.State != pool.Ended {
		since = clock(d)
	}
	head := fmt.Sprintf("%s %6s  ", number, since)
	text := s.item
	if text == "" {
		text = s.State.String()
	}
	if v.opt.Show != nil {
		text = v.opt.Show(text)
	}
	room := width - len(head)
	if room < 8 {
		return cut(strings.TrimRight(head, " "), width)
	}
	text = cut(text, room)
	if v.opt.Color && s.State != pool.Busy {
		text = dim + text + reset
	}
	return head + text
}

// folded returns the line that stands for n workers that have none; more: there
// are others that have.
func folded(n int, more bool, counts map[pool.State]int) string {
	noun := "workers"
	if n == 1 {
		noun = "worker"
	}
	text := fmt.Sprintf("%d %s", n, noun)
	if more {
		text = fmt.Sprintf("… and %d more %s", n, noun)
	}
	sep := ": "
	for _, state := range []pool.State{pool.Busy, pool.WaitInput, pool.WaitMemory, pool.WaitMerge} {
		if c := counts[state]; c > 0 {
			text += fmt.Sprintf("%s%d %s", sep, c, state)
			sep = ", "
		}
	}
	return text
}

// cut returns text in at most width columns. What is too long loses its middle:
// of a path, its start and the name of the file are worth the most.
func cut(text string, width int) string {
	if uniseg.StringWidth(text) <= width {
		return text
	}
	if width < 1 {
		return ""
	}
	front := (width - 1) / 3
	return head(text, front) + "…" + tail(text, width-1-front)
}

// head returns the start of text, as many whole characters as fit into width.
func head(text string, width int) string {
	rest, taken, state := text, 0, -1
	for rest != "" {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if width -= w; width < 0 {
			break
		}
		taken += len(cluster)
	}
	return text[:taken]
}

// tail returns the end of text, as many whole characters as fit into width.
func tail(text string, width int) string {
	over, state := uniseg.StringWidth(text)-width, -1
	for text != "" && over > 0 {
		var w int
		_, text, w, state = uniseg.FirstGraphemeClusterInString(text, state)
		over -= w
	}
	return text
}
