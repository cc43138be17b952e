//go:build !linux && !darwin && !windows

package files

import (
	"errors"
	"os"
)

// renameExclusive: this system has no rename that refuses to replace; link and
// unlink do it.
func renameExclusive(d *os.File, from, to string) error { return errors.ErrUnsupported }
