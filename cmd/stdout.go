package cmd

import (
	"errors"
	"io"
)

// errStdoutClosed is the failure to write data where nobody could read it.
var errStdoutClosed = &hintedError{
	errors.New("standard output is closed: what belongs there would be lost"),
	"redirect it to a file, or to /dev/null to drop it",
}

// checkStdout returns an error if standard output cannot take data. That is to
// be told before the work, not after it.
func (s *IO) checkStdout() error {
	if s.OutClosed {
		return errStdoutClosed
	}
	return nil
}

// A watchedOutput keeps the first error of w, for what prints without looking.
type watchedOutput struct {
	w   io.Writer
	err error
}

func (o *watchedOutput) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}
