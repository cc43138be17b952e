//go:build !windows

package files

import "os"

// syncFlag opens a file for Sync. Reading suffices, so a permission without the
// write bit is no obstacle.
const syncFlag = os.O_RDONLY

// canSyncFolders: the entry of a file in its folder is durable once the folder
// is synced.
const canSyncFolders = true
