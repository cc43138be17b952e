package progress

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fanout/internal/screen"
)

// A testScreen is a screen on which a bar is looked at.
type testScreen struct {
	*screen.Screen
	t *testing.T
}

func newScreen(t *testing.T, width int) *testScreen { return &testScreen{screen.New(t, width), t} }

// check fails unless the screen shows the messages and, below, one line of bar
// that begins with want and leaves the last column free.
func (s *testScreen) check(messages []string, want string) {
	s.t.Helper()
	rows := s.Rows()
	width := s.Columns()
	above := screen.Fold(width, messages...)
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
func (s *testScreen) checkGone(messages []string) {
	s.t.Helper()
	rows := s.Rows()
	if want := screen.Fold(s.Columns(), messages...); !slices.Equal(rows, want) {
		s.t.Fatalf("at %d columns the screen is\n%s\nwant\n%s", s.Columns(), strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	if !s.AtStart() {
		s.t.Errorf("the cursor is not at the start of the last line")
	}
}
