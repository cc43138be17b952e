package resize

import (
	"os"
	"syscall"

	"fanout/internal/files"
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
		return err
	}
	return use(f)
}
