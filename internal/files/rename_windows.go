package files

import (
	"os"

	"golang.org/x/sys/windows"
)

// renameExclusive renames within the folder d, and fails with
// ERROR_ALREADY_EXISTS if the new name is taken. The folder's path comes from
// its handle, so that it is the folder that was opened, and long names work.
func renameExclusive(d *os.File, from, to string) error {
	buf := make([]uint16, windows.MAX_LONG_PATH)
	n, err := windows.GetFinalPathNameByHandle(windows.Handle(d.Fd()), &buf[0], uint32(len(buf)), 0)
	if err != nil {
		return err
	}
	if int(n) >= len(buf) {
		return windows.ERROR_FILENAME_EXCED_RANGE
	}
	folder := windows.UTF16ToString(buf[:n]) + `\`
	old, err := windows.UTF16PtrFromString(folder + from)
	if err != nil {
		return err
	}
	new, err := windows.UTF16PtrFromString(folder + to)
	if err != nil {
		return err
	}
	// Without MOVEFILE_REPLACE_EXISTING; the call returns once the move is on
	// the disk.
	return windows.MoveFileEx(old, new, windows.MOVEFILE_WRITE_THROUGH)
}
