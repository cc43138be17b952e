package cmd

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// IO is what a command sees of the world outside. Only System names the
// process's own streams; tests pass others.
type IO struct {
	In  io.Reader
	Out io.Writer // data
	Err io.Writer // talk

	ErrTerminal bool
	ErrWidth    func() int // columns of Err, if it is a terminal
	OutTerminal bool
	OutWidth    func() int          // columns of Out, if it is a terminal
	Getenv      func(string) string // environment

	// ReadPassword reads a line of In without echo; nil if In is no terminal.
	// RestoreTerminal undoes what one in work has done to the terminal.
	ReadPassword    func() ([]byte, error)
	RestoreTerminal func()
}

// System returns the process's own streams and environment.
func System() IO {
	sys := IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		ErrWidth:    width(os.Stderr),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		OutWidth:    width(os.Stdout),
		Getenv:      os.Getenv,
	}
	stdin := int(os.Stdin.Fd())
	if before, err := term.GetState(stdin); err == nil {
		sys.ReadPassword = func() ([]byte, error) { return term.ReadPassword(stdin) }
		sys.RestoreTerminal = func() { _ = term.Restore(stdin, before) }
	}
	return sys
}

// width returns the function that asks a terminal for its columns.
func width(f *os.File) func() int {
	return func() int {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
		return 80
	}
}

// dumb reports whether a terminal should get plain lines all the same: it
// cannot move its cursor, or a build log reads along.
func (s *IO) dumb() bool { return s.Getenv("TERM") == "dumb" || s.Getenv("CI") != "" }

// colour decides about colours on Err. An explicit choice beats NO_COLOR
// (no-color.org), which beats what the terminal can do.
func (s *IO) useColor(choice string) bool {
	switch choice {
	case "always":
		return true
	case "never":
		return false
	}
	return s.ErrTerminal && s.Getenv("NO_COLOR") == "" && s.Getenv("TERM") != "dumb"
}

// show returns text with everything escaped that is no printable character
// (Go's syntax), so that no file name can move the cursor or fake a line. Line
// feeds of our own messages stay if keepLines is set.
func show(text string, keepLines bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1, !strconv.IsPrint(r) && !(keepLines && r == '\n'):
			quoted := strconv.Quote(text[i : i+n])
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteString(text[i : i+n])
		}
		i += n
	}
	return b.String()
}
