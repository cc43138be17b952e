//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package cmd

import (
	"io"
	"os"

	"golang.org/x/term"
)

// A terminal is one at which passwords are typed.
type terminal struct {
	fd     int
	before *term.State
}

// openTerminal returns the terminal that f is, or nil.
func openTerminal(f *os.File) *terminal {
	before, err := term.GetState(int(f.Fd()))
	if err != nil {
		return nil
	}
	return &terminal{int(f.Fd()), before}
}

// endKey is what ends a list: readLine does not learn of the end of the input.
const endKey = "an empty line"

// typedEnd is what ends other input that is typed.
const typedEnd = "Ctrl-Z and Enter"

// readLine returns the next line without its end; io.EOF comes for an empty
// one.
func (t *terminal) readLine(func()) ([]byte, error) {
	line, err := term.ReadPassword(t.fd)
	if err == nil && len(line) == 0 {
		err = io.EOF
	}
	return line, err
}

// typing: what stops the process is not watched here.
func (t *terminal) typing() bool { return false }

// close turns the echo on again.
func (t *terminal) close() { _ = term.Restore(t.fd, t.before) }

// foreground: this system does not tell.
func foreground(*os.File) bool { return true }

// oneTerminal: this system has one.
func oneTerminal(_, _ *os.File) bool { return true }
