package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The lock file's content, for the run that finds this one dead:
//
//	"host" "boot"     machine and boot that the run lives on
//	"."               the folders with temporaries, one a line, "/" between elements
//	"holiday/2024"
//
// Strings are quoted as in Go, which keeps any file name. The file is complete
// and synced before the first temporary is made. Lines that do not parse, at
// the end of a torn file, are ignored.

var errBusy = errors.New("locked by another run")

// takeLock gives the run its identity and its lock file.
func (o *Output) takeLock() error {
	for range tries {
		id := newID()
		f, err := o.root.OpenFile(lockName(id), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		// Between these two steps the file looks like a dead run's, and a
		// sweeper may have locked or even removed it. A file system without
		// locks is no obstacle: nobody can lock the file to sweep us either.
		err = lockFile(f)
		there, failed := isFile(o.root, lockName(id), f)
		if err == errBusy || !there && failed == nil {
			f.Close()
			continue
		}
		if err = failed; err == nil {
			_, err = f.WriteString(o.lockContent())
		}
		if err == nil {
			err = f.Sync()
		}
		if err == nil {
			err = o.syncFolder(".")
		}
		if err != nil {
			o.root.Remove(lockName(id))
			f.Close()
			return err
		}
		o.id, o.lock = id, f
		return nil
	}
	return errBusy
}

func (o *Output) lockContent() string {
	var b strings.Builder
	b.WriteString(lockHead(machine()))
	for _, f := range slices.Sorted(maps.Keys(o.announced)) {
		fmt.Fprintf(&b, "%q\n", filepath.ToSlash(f))
	}
	return b.String()
}

func lockHead(host, boot string) string { return fmt.Sprintf("%q %q\n", host, boot) }

// isFile reports whether name is the regular file that f has open.
func isFile(root *os.Root, name string, f *os.File) (bool, error) {
	at, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !at.Mode().IsRegular() {
		return false, err
	}
	open, err := f.Stat()
	return err == nil && os.SameFile(at, open), err
}

// machine returns this machine's name, and on Linux the id of its present boot:
// containers on one kernel have different names but share the boot, and a
// machine that was rebooted keeps its name.
func machine() (host, boot string) {
	host, _ = os.Hostname()
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return host, strings.TrimSpace(string(b))
}

// foreignAge is how old an unlocked lock file of another machine must be for
// its run to count as dead. NFS mounted with local_lock and Lustre with
// localflock keep locks to the machine, so there a live run of another node
// looks dead. A week is the longest that clusters grant to a job.
const foreignAge = 7 * 24 * time.Hour

// readLock reads the lock file of a run that no longer holds it. trusted is
// false if the run may be alive nevertheless.
func readLock(f *os.File) (folders []string, trusted bool) {
	trusted = true
	content, _ := io.ReadAll(io.LimitReader(f, 1<<28))
	head, rest, _ := strings.Cut(string(content), "\n")
	if theirHost, tail, ok := cutQuoted(head); ok {
		theirBoot, _, ok := cutQuoted(strings.TrimPrefix(tail, " "))
		host, boot := machine()
		if ok && theirHost != host && (theirBoot == "" || theirBoot != boot) {
			info, err := f.Stat()
			trusted = err == nil && time.Since(info.ModTime()) > foreignAge
		}
	}
	folders = []string{"."}
	for line := range strings.Lines(rest) {
		name, _, ok := cutQuoted(line)
		if rel, err := localPath(name); ok && err == nil && rel != "." {
			folders = append(folders, rel)
		}
	}
	return folders, trusted
}

func cutQuoted(s string) (value, rest string, ok bool) {
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", s, false
	}
	value, err = strconv.Unquote(quoted)
	return value, s[len(quoted):], err == nil
}
