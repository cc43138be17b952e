package files

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
)

// The names that a run gives to its own files, with RUNID standing for 16 hex
// digits:
//
//	.fanout-RUNID.lock    in the output folder, locked as long as the run lives
//	.fanout-RUNID-N.tmp   in the folder of the output that it becomes
const (
	ownPrefix  = ".fanout-"
	lockSuffix = ".lock"
	tempSuffix = ".tmp"
	idDigits   = 16
)

// newID returns a run's identity. 64 random bits: runs that share a folder do
// not collide by chance, and O_EXCL finds them if they do.
func newID() string {
	var b [idDigits / 2]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return hex.EncodeToString(b[:])
}

func lockName(id string) string { return ownPrefix + id + lockSuffix }
func tempName(id string, n uint64) string {
	return ownPrefix + id + "-" + strconv.FormatUint(n, 10) + tempSuffix
}

// parseLock returns the run that a lock file of this base name belongs to.
func parseLock(name string) (id string, ok bool) {
	id, rest, ok := cutID(name)
	return id, ok && rest == lockSuffix
}

// parseTemp returns the run that a temporary of this base name belongs to.
func parseTemp(name string) (id string, ok bool) {
	id, rest, ok := cutID(name)
	if !ok || !strings.HasPrefix(rest, "-") || !strings.HasSuffix(rest, tempSuffix) {
		return "", false
	}
	n := rest[1 : len(rest)-len(tempSuffix)]
	return id, n != "" && strings.Trim(n, "0123456789") == ""
}

func cutID(name string) (id, rest string, ok bool) {
	name, ok = strings.CutPrefix(name, ownPrefix)
	if !ok || len(name) < idDigits {
		return "", "", false
	}
	id, rest = name[:idDigits], name[idDigits:]
	return id, rest, strings.Trim(id, "0123456789abcdef") == ""
}

// IsOwn reports whether name, a base name, is one that this package gives to
// its temporaries and locks. A walk for inputs ignores such files: they come
// and go, and none is finished.
func IsOwn(name string) bool {
	if _, ok := parseLock(name); ok {
		return true
	}
	_, ok := parseTemp(name)
	return ok
}
