package files

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"
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
	heldSuffix = ".fanout-lock" // of a nameLock
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

// The names of what belongs to an unfinished output called NAME, beside it:
//
//	.NAME.fanout-partial     what was written
//	.NAME.fanout-state       how much of it is durable
//	.NAME.fanout-state-new   the next state, while it is written
//	.NAME.fanout-lock        whose it is, where the kernel has no locks

// PartialNames returns the names that the output called base and what an
// unfinished run has left of it have in their folder. The lock, which says
// nothing of that, is one of those of IsOwn.
func PartialNames(base string) []string {
	p := &Partial{base: base}
	return []string{base, p.partName(), p.stateName(), p.newStateName()}
}

func (p *Partial) partName() string     { return besideName(p.base, ".fanout-partial", longBase) }
func (p *Partial) stateName() string    { return besideName(p.base, ".fanout-state", longBase) }
func (p *Partial) newStateName() string { return besideName(p.base, ".fanout-state-new", longBase) }
func (p *Partial) lockName() string     { return besideName(p.base, heldSuffix, longLocked) }

const (
	// maxName is the most bytes that Unix file systems take.
	maxName = 255
	// longBase is the most bytes of a name to which all of the above can be
	// added.
	longBase = maxName - len(".") - len(".fanout-state-new")
	// longLocked leaves room for what a nameLock adds to its name while it is
	// taken over.
	longLocked = 128
)

// besideName returns the name of what belongs to the output called base. Of one
// that is longer than most bytes it has the beginning, and a digest of it all.
func besideName(base, suffix string, most int) string {
	if len(base) > most {
		sum := sha256.Sum256([]byte(base))
		digest := "-" + hex.EncodeToString(sum[:idDigits/2])
		end := most - len(digest)
		for end > most-len(digest)-utf8.UTFMax && !utf8.RuneStart(base[end]) {
			end--
		}
		base = base[:end] + digest
	}
	return "." + base + suffix
}

// IsOwn reports whether name, a base name, is one that this package gives to
// its temporaries and locks. A walk for inputs ignores such files: they come
// and go, and none is finished.
func IsOwn(name string) bool {
	if _, ok := parseLock(name); ok {
		return true
	}
	if _, ok := parseTemp(name); ok {
		return true
	}
	return isNameLock(name)
}

// isNameLock reports whether name is that of a nameLock of a partial output, or
// one that is used while it is taken.
func isNameLock(name string) bool {
	for !strings.HasSuffix(name, heldSuffix) {
		i := strings.LastIndexByte(name, '-')
		if i < 0 || name[i+1:] != "torn" && (len(name)-i-1 != idDigits || strings.Trim(name[i+1:], "0123456789abcdef") != "") {
			return false
		}
		name = name[:i]
	}
	return strings.HasPrefix(name, ".") && len(name) > len(".")+len(heldSuffix)
}
