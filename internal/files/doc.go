// Package files writes output files that are either complete or not there.
//
// A file is written to a temporary name in its own folder, synced, renamed, and
// the folder synced; files are committed in groups, because file systems with a
// journal write many syncs at once for the price of a few. Without permission
// to overwrite, a commit never replaces a file, not even one that appears at
// that moment.
//
// A run holds a lock in its output folder for as long as it lives. The next run
// in that folder removes the temporaries of runs that were killed, and never
// those of a live one. The scheme follows git's and restic's lock files with
// one difference: the lock is the kernel's (flock, LockFileEx), not the file's
// existence, so a dead run never blocks another.
//
// A [Partial] is an output of a long run that a later run can resume.
//
// Limits: below the output folder every name is resolved by os.Root, so neither
// ".." nor a symbolic link leads outside. An overwritten file gets the
// permissions of a new one; a symbolic link is replaced, not followed (Create,
// which writes one file, follows it). Folders that a killed run has made stay.
package files
