package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// renameExclusive renames within the folder d, and fails with EEXIST if the new
// name is taken.
func renameExclusive(d *os.File, from, to string) error {
	fd := int(d.Fd())
	for {
		if err := unix.Renameat2(fd, from, fd, to, unix.RENAME_NOREPLACE); err != unix.EINTR {
			return err
		}
	}
}
