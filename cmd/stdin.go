package cmd

import (
	"io/fs"
	"os"
)

// hasData reports whether In is something to read although no argument names
// it: a pipe, a socket or a file. It is not if it is a terminal, a device such
// as /dev/null, or closed, as it is where nobody has thought of it.
func (s *IO) hasData() bool {
	f, ok := s.In.(*os.File)
	if !ok {
		return s.In != nil
	}
	info, err := f.Stat()
	return err == nil && (info.Mode().IsRegular() || info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0)
}

// orStdin returns the FILEs args, or "-" if there are none but In has data.
func (s *IO) orStdin(args []string) []string {
	if len(args) == 0 && s.hasData() {
		return []string{"-"}
	}
	return args
}
