package files

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An owner is the process that a lock file belongs to. What a system does not
// tell is empty. In a lock file it is the first line:
//
//	"host" "boot" "space" pid "start"
//
// Strings are quoted as in Go. Files of earlier versions end after the boot.
type owner struct {
	host  string
	boot  string // of the kernel: containers share it, a restart changes it
	space string // of process numbers: on Linux a container has its own
	pid   int
	start string // of the process, as the kernel counts: tells it from a later one of its number
}

// self returns the owner that this process is.
var self = sync.OnceValue(func() owner {
	host, _ := os.Hostname()
	o := owner{host: host, boot: bootID(), space: pidSpace(), pid: os.Getpid()}
	o.start, _ = startOf(o.pid)
	return o
})

// line returns the first line of o's lock files.
func (o owner) line() string {
	return fmt.Sprintf("%q %q %q %d %q\n", o.host, o.boot, o.space, o.pid, o.start)
}

// parseOwner reads the first line of a lock file.
func parseOwner(line string) (o owner, ok bool) {
	if o.host, line, ok = cutQuoted(line); !ok {
		return owner{}, false
	}
	if o.boot, line, ok = cutQuoted(strings.TrimPrefix(line, " ")); !ok {
		return owner{}, false
	}
	rest := o
	if rest.space, line, ok = cutQuoted(strings.TrimPrefix(line, " ")); !ok {
		return o, true
	}
	number, line, _ := strings.Cut(strings.TrimPrefix(line, " "), " ")
	pid, err := strconv.Atoi(number)
	if rest.start, _, ok = cutQuoted(line); !ok || err != nil || pid <= 0 {
		return o, true
	}
	rest.pid = pid
	return rest, true
}

func cutQuoted(s string) (value, rest string, ok bool) {
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", s, false
	}
	value, err = strconv.Unquote(quoted)
	return value, s[len(quoted):], err == nil
}

// A life is what is known of a process.
type life int

const (
	unknown life = iota // of another machine or container
	alive
	dead
)

// lifeOf returns what can be known of o's process from here.
func lifeOf(o owner) life {
	me := self()
	switch {
	case o.pid <= 0:
	case o.boot != me.boot:
		// A machine that was restarted has kept its name. Many have no name of
		// their own, though.
		if o.boot != "" && me.boot != "" && o.host == me.host && o.host != "" && !strings.HasPrefix(o.host, "localhost") {
			return dead
		}
	case o.boot == "" && o.host != me.host, o.space != me.space, o.space == "" && hasSpaces:
	case !processExists(o.pid):
		return dead
	default:
		if start, running := startOf(o.pid); !running || start != "" && start != o.start {
			return dead
		}
		return alive
	}
	return unknown
}

// onThisMachine reports whether o's locks can be seen from here: whether it is
// a process of this machine, in whatever container, or was one before a
// restart.
func (o owner) onThisMachine() bool {
	me := self()
	return o.host == me.host || o.boot != "" && o.boot == me.boot
}

// foreignAge is how old the lock file of a process of which nothing can be
// known must be for it to count as dead. NFS mounted with local_lock and Lustre
// with localflock keep locks to the machine, so there a live run of another
// node looks dead. A week is the longest that clusters grant to a job.
const foreignAge = 7 * 24 * time.Hour

// tornAge is the same for a lock file without an owner, where the kernel has no
// locks: it is written at once after it was made.
const tornAge = time.Hour

// isDead reports whether the run of a lock file is over. locked says that the
// kernel has given its lock to us; changed is the file's time.
func isDead(o owner, ok, locked bool, changed time.Time) bool {
	age := time.Since(changed)
	switch {
	case !ok:
		return locked || age > tornAge
	case lifeOf(o) != unknown:
		return lifeOf(o) == dead
	case locked && o.onThisMachine():
		return true
	}
	return age > foreignAge
}

// maxLine is far above the length of a line in a lock file.
const maxLine = 64 << 10

// lines returns a scanner of a lock file's lines. What has the name of one may
// be any file, of any size, put there by others.
func lines(f io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(f)
	s.Buffer(nil, maxLine)
	s.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			return i + 1, data[:i], nil
		}
		return 0, nil, nil // a line without an end is torn
	})
	return s
}
