package progress

import (
	"fmt"
	"strings"
)

// A Mode is a form in which the progress of a run is shown.
type Mode int

// The modes, in the order in which they are offered to the user.
const (
	Auto    Mode = iota // Bar on a terminal that can draw one, else Plain
	Bar                 // one line, redrawn in place
	Workers             // a line for each worker above the bar
	Plain               // a line of text every few seconds
	JSON                // a JSON object every second
	None                // no progress, only the lines of Println
)

var modeNames = [...]string{Auto: "auto", Bar: "bar", Workers: "workers", Plain: "plain", JSON: "json", None: "none"}

// String returns the name of the mode, as accepted by ParseMode.
func (m Mode) String() string {
	if m < 0 || int(m) >= len(modeNames) {
		return fmt.Sprintf("Mode(%d)", int(m))
	}
	return modeNames[m]
}

// ParseMode returns the mode with that name.
func ParseMode(s string) (Mode, error) {
	for m, name := range modeNames {
		if s == name {
			return Mode(m), nil
		}
	}
	return Auto, fmt.Errorf("unknown progress mode %q: want one of %s", s, strings.Join(modeNames[:], ", "))
}

// resolve returns the mode that is actually used. Output that is not a terminal
// never has a bar, even if requested, since its escape codes would end up in a
// file. A terminal that cannot move its cursor up has no lines of workers.
func (m Mode) resolve(terminal, dumb bool) Mode {
	switch {
	case m == Auto && terminal && !dumb:
		return Bar
	case m == Auto, m == Bar && !terminal, m == Workers && (!terminal || dumb):
		return Plain
	}
	return m
}
