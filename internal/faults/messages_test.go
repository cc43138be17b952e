package faults

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// obvious are messages of errors that say themselves what to do.
var obvious = regexp.MustCompile(`interrupted by |is a folder, not |no such file or directory|name another file`)

// unexplained returns an error if a run ended with a trace of Go, or with an
// error that names no next step.
func unexplained(e end) error {
	for _, trace := range []string{"goroutine ", "panic: ", "fatal error: ", "runtime: ", "SIGSEGV", "internal error"} {
		if strings.Contains(e.stderr, trace) {
			return fmt.Errorf("a trace: %q", trace)
		}
	}
	if e.status != 1 && e.status != 2 {
		return nil
	}
	_, message, ok := strings.Cut(e.stderr, "fanout: error: ")
	switch {
	case !ok:
		return errors.New("no error is named")
	case !strings.Contains(e.stderr, "fanout: hint: ") && !obvious.MatchString(message):
		return errors.New("an error without a next step")
	}
	return nil
}
