package cmd

import (
	"runtime"
	"strings"
)

// useColor reports whether to color a stream, which may be a terminal. What
// comes first in this list decides:
//
//   - --color always or never
//   - NO_COLOR, if it is not empty: no color (no-color.org)
//   - FORCE_COLOR, if it is neither empty nor 0 nor false: color
//     (force-color.org)
//   - CLICOLOR_FORCE, if it is neither empty nor 0: color (bixense.com/clicolors)
//   - TERM=dumb, or CLICOLOR=0: no color
//   - whether the stream is a terminal
func (s *IO) useColor(choice string, terminal bool) bool {
	force := s.Getenv("FORCE_COLOR")
	switch {
	case choice == "always":
		return true
	case choice == "never", s.Getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0" && force != "false":
		return true
	case s.Getenv("CLICOLOR_FORCE") != "" && s.Getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return terminal && s.Getenv("TERM") != "dumb" && s.Getenv("CLICOLOR") != "0"
}

// colorMessages has messages colored as --color says.
func (s *IO) colorMessages(choice string) { s.console.SetColor(s.useColor(choice, s.ErrTerminal)) }

// colorArgument returns the value of --color in a command line that is not yet
// parsed and may be wrong, or "".
func colorArgument(args []string) (choice string) {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--color=")
		switch {
		case arg == "--":
			return choice
		case ok:
			choice = value
		case arg == "--color" && i+1 < len(args):
			choice = args[i+1]
		}
	}
	return choice
}

// unicode reports whether the locale has UTF-8, so that bars can be drawn with
// blocks. Consoles of Windows do, and have no such variables.
func (s *IO) unicode() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(s.Getenv(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return runtime.GOOS == "windows"
}
