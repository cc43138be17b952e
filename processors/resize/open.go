package resize

import (
	"errors"
	"os"
	"syscall"

	"fanout/internal/files"
	"fanout/internal/inputs"
)

// openSlots bounds how many inputs are open at a time, whatever the number of
// workers: a run has to live within ulimit -n 64.
type openSlots chan struct{}

func newOpenSlots() openSlots { return make(openSlots, 16) }

// open opens the item's file for use, which must be the regular file that the
// plan has seen. A pipe that has taken its place does not block: O_NONBLOCK
// means nothing to regular files.
func (s openSlots) open(it *Item, use func(*os.File) error) error {
	s <- struct{}{}
	defer func() { <-s }()
	f, err := os.OpenFile(it.Source, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return files.Cause(err)
	}
	defer f.Close()
	if err := it.stamp.Check(f.Stat()); err != nil {
		return whileRunning(err)
	}
	return whileRunning(use(f))
}

// errChanged stands for inputs.ErrChanged, as most of the time between plan and
// work the file is not being read.
var errChanged = errors.New("changed during the run")

func whileRunning(err error) error {
	if errors.Is(err, inputs.ErrChanged) {
		return errChanged
	}
	return err
}
