package progress

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
)

// Escape codes. The cursor is never hidden, so that it cannot remain hidden.
const (
	clearLine  = "\x1b[K" // from the cursor to the end of the line
	clearBelow = "\x1b[J" // from the cursor to the end of the screen
	wrapOff    = "\x1b[?7l"
	wrapOn     = "\x1b[?7h"
	red        = "\x1b[31m"
	green      = "\x1b[32m"
	yellow     = "\x1b[33m"
	cyan       = "\x1b[36m"
	reset      = "\x1b[0m"
)

// barView draws a line that is replaced in place:
//
//	resizing  25% █████████░░░░░░░░░░░░░░░░░░░░░░  120/480   42/s   0:08 left
//
// The line is always shorter than the width of the screen, because a line that
// wraps cannot be erased reliably. The cursor stays at its start: a terminal
// that becomes narrower breaks the line, but keeps the cursor at its first
// character, so that the next draw clears all of it. Some terminals report the
// new width with a delay (tmux: up to 250 ms), so wrapping is disabled during
// each draw.
type barView struct {
	opt  Options
	unit unit
	lib  libBar

	last   snapshot // as last drawn
	line   string   // the line as last drawn, "" if it was not
	shown  bool     // it is on the screen
	width  int      // the width of the screen when it was drawn
	widest [numParts]int
}

func newBarView(opt Options) *barView {
	return &barView{opt: opt, unit: newUnit(opt), lib: newLibBar(opt)}
}

func (v *barView) columns() int {
	if v.opt.Width != nil {
		if w := v.opt.Width(); w > 0 {
			return w
		}
	}
	return 80
}

func (v *barView) draw(s snapshot) []byte {
	if s.final {
		return nil // the summary says more
	}
	width := v.columns()
	line := v.render(s, width)
	v.last = s
	if v.shown && line == v.line && width == v.width {
		return nil
	}
	out := "\r" + unwrapped(line) + v.erase(width) + "\r"
	v.line, v.width, v.shown = line, width, true
	return []byte(out)
}

// message returns the line as it is. It may have any length: it may wrap, and
// scrolls up with the lines above it.
func (v *barView) message(line string) []byte { return []byte(line + "\n") }

func (v *barView) clear() []byte {
	if !v.shown {
		return nil
	}
	out := "\r" + v.erase(v.columns())
	v.shown = false
	return []byte(out)
}

func (v *barView) again() []byte {
	if v.line == "" || v.shown {
		return nil
	}
	if width := v.columns(); width != v.width {
		v.line, v.width = v.render(v.last, width), width
	}
	v.shown = true
	return []byte(unwrapped(v.line) + "\r")
}

// unwrapped returns the code that writes a line without wrapping it. Wrapping
// is disabled and enabled in the same write, so that it cannot remain disabled.
func unwrapped(line string) string { return wrapOff + line + wrapOn }

// erase returns the code that clears the line right of the cursor, and also the
// lines below it if the width has changed since the last draw.
func (v *barView) erase(width int) string {
	if v.shown && width != v.width {
		return clearBelow
	}
	return clearLine
}

// render returns the line for a screen of that width. The line is at least one
// column shorter.
func (v *barView) render(s snapshot, width int) string {
	texts := v.texts(s)
	known := s.of > 0
	l, bar, ok := choose(width-1, v.opt.Verb, &texts, known)
	if !ok {
		return ""
	}
	verb := ""
	if l.verb {
		verb = v.opt.Verb
	}
	var head string
	switch {
	case known:
		head = v.lib.bar(verb, s.percent(), bar)
	default:
		head = v.lib.spinner(verb)
	}
	var paint func(part, string) string
	if v.opt.Color {
		paint = func(p part, text string) string {
			if p == partFailed {
				return red + text + reset
			}
			return text
		}
	}
	tail := l.tail(&texts, paint)
	return head + tail
}

// texts formats the figures. Those whose width changes are padded to the
// largest width so far, so that nothing beside them moves.
func (v *barView) texts(s snapshot) [numParts]string {
	var t [numParts]string
	if v.unit.counts() {
		t[partCount] = v.unit.progress(s.at, s.of)
		t[partCountOf] = t[partCount] + v.unit.suffix()
		t[partRate] = v.unit.rate(s.rate, false)
		t[partRateOf] = v.unit.rate(s.rate, true)
	}
	if s.failed > 0 {
		t[partFailed] = humanize.Comma(s.failed) + " failed"
	}
	switch {
	case s.of <= 0:
		t[partElapsed] = clock(s.elapsed) + " elapsed"
	default:
		t[partElapsed] = clock(s.elapsed) + " elapsed"
		t[partLeft] = "-:-- left"
		if s.leftIsOK {
			t[partLeft] = clock(s.left.Round(time.Second)) + " left"
		}
	}
	for _, p := range []part{partRate, partRateOf, partLeft} {
		if t[p] == "" {
			continue
		}
		v.widest[p] = max(v.widest[p], len(t[p]))
		t[p] = fmt.Sprintf("%*s", v.widest[p], t[p])
	}
	return t
}

// libBar uses schollz/progressbar to render the verb, the percentage and the
// bar, or the spinner, into memory. The library does not write to the terminal
// itself, because
//
//   - it takes two writes for a line and clears the line in between, which
//     flickers;
//   - it measures the terminal only if its writer is an *os.File, and its line
//     wraps if the figures alone fill it;
//   - its rate is the mean over the last ten half seconds, its time left is
//     computed from that rate in items, and both change width with every digit;
//   - it starts a goroutine for a spinner, which Exit does not end, unless the
//     interval of the spinner is 0;
//   - it rejects a total of 0, and a finished bar never goes back, though a
//     total may still grow.
//
// Its options are functions that can be applied to the bar at any time. That is
// how the width follows the window.
type libBar struct {
	pb      *progressbar.ProgressBar
	theme   progressbar.Theme
	percent int // as last drawn; -1: a spinner
}

// libParts is the total of the library's bar. The library gets the middle of
// each percent, n+1/2: it multiplies a float64 quotient by 100 and truncates,
// and would show 56 % for 57 of 100.
const libParts = 1000

func newLibBar(opt Options) libBar {
	theme, spinner := progressbar.Theme{Saucer: "█", SaucerPadding: "░"}, 14
	if opt.ASCII {
		theme, spinner = progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: "."}, 9
	}
	if opt.Color {
		theme.BarStart, theme.BarEnd = green, reset
	}
	return libBar{theme: theme, percent: -1, pb: progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(io.Discard),
		progressbar.OptionSpinnerType(spinner),
		progressbar.OptionSetSpinnerChangeInterval(0), // no goroutine
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
	)}
}

// bar returns "verb  25% ███░░░" with a bar of that width, or without one if
// width is 0.
func (b *libBar) bar(verb string, percent, width int) string {
	theme := b.theme
	if width == 0 {
		theme = progressbar.Theme{} // no colors either
	}
	progressbar.OptionSetTheme(theme)(b.pb)
	progressbar.OptionSetWidth(width)(b.pb)
	if percent < b.percent || b.percent < 0 {
		b.pb.Reset() // the library only goes forward
	}
	if b.percent < 0 {
		b.pb.ChangeMax64(libParts)
	}
	b.percent = percent
	// Set64 cannot fail: 0 <= percent <= 100, and the total is not 0.
	_ = b.pb.Set64(int64(min(percent*10+5, libParts)))
	b.pb.Describe(verb)
	head := strings.TrimRight(strings.TrimPrefix(b.pb.String(), "\r"), " ")
	if verb == "" {
		head = strings.TrimPrefix(head, " ") // the library reserves five columns for the percentage
	}
	return head
}

// spinner returns "⠹ verb", and advances the spinner.
func (b *libBar) spinner(verb string) string {
	if b.percent >= 0 {
		b.percent = -1
		b.pb.Reset()
		b.pb.ChangeMax64(-1)
	}
	b.pb.Describe(verb)
	return strings.TrimRight(strings.TrimPrefix(b.pb.String(), "\r"), " ")
}
