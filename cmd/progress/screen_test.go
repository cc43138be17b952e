package progress

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// A screen is a terminal of a certain width, as far as this package uses one.
// It keeps whole lines and breaks them for display, so a resize reflows them;
// with cut set it drops what does not fit, as terminals without reflow do.
type screen struct {
	t   *testing.T
	cut bool

	mu       sync.Mutex
	width    int
	lines    [][]rune
	row, col int  // of the cursor: a line, and a position in the unbroken line
	noWrap   bool // set by escape code
	full     bool // what was written last went to the last column, without wrapping
	writes   int
	raw      strings.Builder
}

func newScreen(t *testing.T, width int) *screen {
	return &screen{t: t, width: width, lines: [][]rune{nil}}
}

func (s *screen) columns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.width
}

func (s *screen) resize(width int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.width = width
	if s.cut {
		for i, l := range s.lines {
			s.lines[i] = l[:min(len(l), width)]
		}
		s.col = min(s.col, width-1)
	}
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.raw.Write(b)
	for text := string(b); text != ""; {
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
		case '\x1b':
			n = s.escape(text)
		default:
			if r < ' ' {
				s.t.Errorf("control character %q", r)
			}
			l := s.lines[s.row]
			if s.noWrap && s.col > 0 && s.col%s.width == 0 && s.full {
				s.col-- // the last column takes it
			}
			s.full = s.noWrap && s.col%s.width == s.width-1
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

// escape takes the code at the start of text and returns its length.
func (s *screen) escape(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	l := s.lines[s.row]
	switch code := text[:end+1]; code {
	case wrapOff, wrapOn:
		s.noWrap = code == wrapOff
	case clearLine:
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
	case clearBelow:
		if s.full {
			s.col, s.full = s.col-1, false
		}
		s.lines[s.row] = l[:min(len(l), s.col)]
		s.lines = s.lines[:s.row+1]
	case red, green, dim, reset:
	default:
		var up int
		if n, _ := fmt.Sscanf(code, "\x1b[%dA", &up); n == 1 {
			s.row -= up
			break
		}
		s.t.Errorf("unexpected escape code %q", code)
	}
	return end + 1
}

// rows returns the visible rows, without trailing blanks.
func (s *screen) rows() []string {
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

// fold breaks lines as a terminal does.
func fold(width int, lines ...string) []string {
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

// check fails unless the screen shows the messages and, below, one line of bar
// that begins with want and leaves the last column free.
func (s *screen) check(messages []string, want string) {
	s.t.Helper()
	rows := s.rows()
	width := s.columns()
	above := fold(width, messages...)
	if len(rows) != len(above)+1 || !slices.Equal(rows[:len(above)], above) {
		s.t.Fatalf("at %d columns the screen is\n%s\nwant these messages and one line of bar:\n%s",
			width, strings.Join(rows, "\n"), strings.Join(above, "\n"))
	}
	bar := rows[len(above)]
	if n := utf8.RuneCountInString(bar); n >= width || !strings.HasPrefix(bar, want) {
		s.t.Fatalf("at %d columns the bar has %d: %q, want %q first", width, n, bar, want)
	}
}

// checkGone fails unless the screen shows the messages only, with the cursor at
// the start of the line below.
func (s *screen) checkGone(messages []string) {
	s.t.Helper()
	rows := s.rows()
	if want := fold(s.columns(), messages...); !slices.Equal(rows, want) {
		s.t.Fatalf("at %d columns the screen is\n%s\nwant\n%s", s.columns(), strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.row != len(s.lines)-1 || s.col != 0 {
		s.t.Errorf("the cursor is in line %d of %d, column %d", s.row, len(s.lines), s.col)
	}
}
