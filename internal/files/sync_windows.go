package files

import "os"

// syncFlag opens a file for Sync: FlushFileBuffers wants the right to write.
const syncFlag = os.O_WRONLY

// canSyncFolders: Windows has no sync of a folder; NTFS keeps its metadata in a
// log.
const canSyncFolders = false
