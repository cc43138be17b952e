// Package screen is a terminal for tests: it shows what a program would leave
// on the screen. Lines wrap, and are broken anew when the width changes. It
// knows what this program writes, and fails the test at anything else.
//
// Every character is taken to be one column wide, also a tab.
package screen

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// A Screen is a terminal of a certain width. It keeps whole lines and breaks
// them for display, so a resize reflows them; with Cut set it drops what does
// not fit, as terminals without reflow do.
type Screen struct {
	Cut bool

	t testing.TB

	mu       sync.Mutex
	width    int
	lines    [][]rune
	row, col int    // of the cursor: a line, and a position in the unbroken line
	noWrap   bool   // set by escape code
	full     bool   // what was written last went to the last column, without wrapping
	reached  bool   // that has happened
	rest     string // the beginning of a character or escape code
	writes   int
	raw      strings.Builder
}

// New returns an empty screen.
func New(t testing.TB, width int) *Screen {
	return &Screen{t: t, width: width, lines: [][]rune{nil}}
}

// Columns returns the width.
func (s *Screen) Columns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.width
}

// Resize changes the width.
func (s *Screen) Resize(width int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.width = width
	if s.Cut {
		for i, l := range s.lines {
			s.lines[i] = l[:min(len(l), width)]
		}
		s.col = min(s.col, width-1)
	}
}

// Write shows what a program writes. It may come in any pieces.
func (s *Screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.raw.Write(b)
	text := s.rest + string(b)
	for s.rest = ""; text != ""; {
		if !utf8.FullRuneInString(text) || text[0] == escape && strings.IndexFunc(text, isLetter) < 0 {
			s.rest = text
			break
		}
		r, n := utf8.DecodeRuneInString(text)
		switch r {
		case '\r':
			if s.full {
				s.col, s.full = s.col-1, false
			}
			s.col -= s.col % s.width
		case '\n':
			if next := s.col - s.col%s.width + s.width; next < len(s.lines[s.row]) {
				s.col = next
				break
			}
			if s.row++; s.row == len(s.lines) {
				s.lines = append(s.lines, nil)
			}
			s.col = 0
		case escape:
			n = s.obey(text)
		default:
			if r < ' ' && r != '\t' {
				s.t.Errorf("control character %q", r)
			}
			l := s.lines[s.row]
			if s.noWrap && s.col > 0 && s.col%s.width == 0 && s.full {
				s.col-- // the last column takes it
			}
			s.full = s.noWrap && s.col%s.width == s.width-1
			s.reached = s.reached || s.full
			for len(l) <= s.col {
				l = append(l, ' ')
			}
			l[s.col] = r
			s.lines[s.row] = l
			s.col++
		}
		text = text[n:]
	}
	return len(b), nil
}

const (
	escape = '\x1b'

	clearLine  = "\x1b[K"
	clearBelow = "\x1b[J"
	wrapOff    = "\x1b[?7l"
	wrapOn     = "\x1b[?7h"
)

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

// obey takes the code at the start of text and returns its length.
func (s *Screen) obey(text string) int {
	end := strings.IndexFunc(text, isLetter)
	l := s.lines[s.row]
	switch code := text[:end+1]; {
	case code == wrapOff, code == wrapOn:
		s.noWrap = code == wrapOff
	case code == clearLine:
		if s.full {
			s.col, s.full = s.col-1, false
		}
		end := s.col - s.col%s.width + s.width
		for i := s.col; i < min(len(l), end); i++ {
			l[i] = ' '
		}
		if len(l) <= end { // what was erased is not text
			s.lines[s.row] = l[:min(len(l), s.col)]
		}
	case code == clearBelow:
		if s.full {
			s.col, s.full = s.col-1, false
		}
		s.lines[s.row] = l[:min(len(l), s.col)]
		s.lines = s.lines[:s.row+1]
	case strings.HasSuffix(code, "A"): // up
		var up int
		_, _ = fmt.Sscanf(code, "\x1b[%dA", &up)
		s.row -= up
	case strings.HasSuffix(code, "m"): // color
	default:
		s.t.Errorf("unexpected escape code %q", code)
	}
	return end + 1
}

// Rows returns the visible rows, without trailing blanks.
func (s *Screen) Rows() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []string
	for _, l := range s.lines {
		for i := 0; i == 0 || i < len(l); i += s.width {
			row := l[i:min(len(l), i+s.width)]
			rows = append(rows, strings.TrimRight(string(row), " "))
		}
	}
	for len(rows) > 0 && rows[len(rows)-1] == "" {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// Fold breaks lines as a terminal does.
func Fold(width int, lines ...string) []string {
	var rows []string
	for _, l := range lines {
		r := []rune(l)
		for len(r) > width {
			rows = append(rows, string(r[:width]))
			r = r[width:]
		}
		rows = append(rows, strings.TrimRight(string(r), " "))
	}
	return rows
}

// Lines returns the lines as they were written, without trailing blanks.
func (s *Screen) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, l := range s.lines {
		lines = append(lines, strings.TrimRight(string(l), " "))
	}
	return lines
}

// AtStart reports whether the cursor is at the start of the last line.
func (s *Screen) AtStart() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row == len(s.lines)-1 && s.col == 0
}

// ReachedEdge reports whether a line that must not wrap was too long, or came
// to the last column, where some terminals wrap it when they become narrower.
func (s *Screen) ReachedEdge() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached
}

// Writes returns how often something was written.
func (s *Screen) Writes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

// Raw returns all that was written.
func (s *Screen) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}
