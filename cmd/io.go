package cmd

import (
	"io"
	"io/fs"
	"os"

	"golang.org/x/term"

	"fanout/cmd/progress"
	"fanout/processors"
)

// IO is what a command sees of the world outside. Only System names the
// process's own streams; tests pass others.
type IO struct {
	In  io.Reader
	Out io.Writer // data
	Err io.Writer // messages

	OutFile fs.FileInfo // what Out is open on; nil: not known

	ErrTerminal bool
	ErrWidth    func() int // columns of Err, if it is a terminal
	ErrHeight   func() int // its rows
	OutClosed   bool       // nobody gets what is written to Out
	OutTerminal bool
	OutWidth    func() int          // columns of Out, if it is a terminal
	OneTerminal bool                // Out and Err are the same one
	Foreground  func() bool         // the terminal is this process's; nil: it is
	Getenv      func(string) string // environment
	Environ     func() []string     // all of it, as NAME=VALUE; nil: not known

	// ReadPassword reads a line of In without echo; nil if In is no terminal.
	// The end of the input is io.EOF, maybe with a last line. It calls again
	// when the terminal was used otherwise meanwhile. RestoreTerminal undoes
	// what a call in flight has done to the terminal, for good.
	ReadPassword    func(again func()) ([]byte, error)
	RestoreTerminal func()
	Typing          func() bool // such a call is in flight

	console *progress.Console // what Err is while a command runs
	args    []string          // the command line, from the subcommand on
	env     *environment      // what it has from variables; nil: nothing
}

// System returns the process's own streams and environment.
func System() IO {
	sys := IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		ErrWidth:    width(os.Stderr),
		ErrHeight:   height(os.Stderr),
		OutClosed:   stdoutClosed(),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		OutWidth:    width(os.Stdout),
		OneTerminal: oneTerminal(os.Stdout, os.Stderr),
		Foreground:  func() bool { return foreground(os.Stderr) },
		Getenv:      os.Getenv,
		Environ:     os.Environ,
	}
	sys.OutFile, _ = os.Stdout.Stat()
	if t := openTerminal(os.Stdin); t != nil {
		sys.In = &typedInput{terminal: os.Stdin}
		sys.ReadPassword, sys.RestoreTerminal, sys.Typing = t.readLine, t.close, t.typing
	}
	return sys
}

// openConsole puts a console before both streams. After that Err keeps the bar
// apart from messages, and what is returned keeps it apart from data.
func (s *IO) openConsole() *progress.Results {
	s.console = progress.NewConsole(s.Err, progress.Place{
		Terminal: s.ErrTerminal, Dumb: s.dumb(),
		Same:  s.ErrTerminal && s.OutTerminal && s.OneTerminal,
		Pipe:  s.toPipe(),
		Front: s.Foreground,
	})
	s.Err = s.console
	return s.console.Results(s.Out)
}

// toPipe reports whether standard output is a pipe or socket.
func (s *IO) toPipe() bool {
	return s.OutFile != nil && s.OutFile.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0
}

// toPager reports whether data will go to a pipe while messages go to a
// terminal, which may be a pager's as soon as there are data.
func (s *IO) toPager() bool { return s.ErrTerminal && s.toPipe() }

// paged reports whether data has gone to a pipe while messages go to a
// terminal, which may be a pager's then.
func (s *IO) paged() bool { return s.console.Paged() }

// showProgress starts to show the counters of t: verb says what is done to the
// items, which noun names.
func (s *IO) showProgress(mode progress.Mode, color, verb, noun string, bytes bool, watched *progress.Watched, t *processors.Tally) *progress.Meter {
	return progress.Start(progress.Options{
		Mode: mode, Console: s.console, Terminal: s.ErrTerminal, Dumb: s.dumb(), Width: s.ErrWidth, Height: s.ErrHeight,
		Color: s.useColor(color, s.ErrTerminal), ASCII: !s.unicode(), Verb: verb, Noun: noun, Bytes: bytes,
		Watched: watched, Show: func(name string) string { return show(name, false) },
	}, t)
}

// restoreTerminal undoes what reading passwords has done to the terminal.
func (s *IO) restoreTerminal() {
	if s.RestoreTerminal != nil {
		s.RestoreTerminal()
	}
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

// height returns the function that asks a terminal for its rows.
func height(f *os.File) func() int {
	return func() int {
		_, h, _ := term.GetSize(int(f.Fd())) // 0 if it does not say
		return h
	}
}

// dumb reports whether a terminal should get plain lines all the same: it
// cannot move its cursor, or a build log reads along.
func (s *IO) dumb() bool { return s.Getenv("TERM") == "dumb" || s.Getenv("CI") != "" }
