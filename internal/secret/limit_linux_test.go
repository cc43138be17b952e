package secret

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Where little may be locked, spare buffers leave it to the others, which then
// lock also what they take over from these.
func TestSpareBuffersLeaveTheLimitToOthers(t *testing.T) {
	const n = 16 << 10
	probe := Get(n)
	locked := isLocked(probe)
	Put(probe)
	for len(pool.free[14]) > 0 { // so that new ones are mapped
		Get(n)
	}
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_MEMLOCK, &before); err != nil || !locked {
		t.Skip("nothing can be locked here", err)
	}
	low := before
	low.Cur = min(low.Cur, uint64(pool.locked)+2*n)
	if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &low); err != nil {
		t.Skip(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_MEMLOCK, &before)
	spare := Spare(n)
	if isLocked(spare) {
		t.Error("a spare buffer took half of the limit")
	}
	if _, ok := Unlocked(); !ok {
		t.Error("nothing is said of it")
	}
	Put(spare)
	if first := Get(n); &first[:1][0] != &spare[:1][0] || !isLocked(first) {
		t.Error("not locked where it could be")
	}
}

func isLocked(b []byte) bool {
	pool.Lock()
	defer pool.Unlock()
	_, unlocked := pool.unlocked[&b[:1][0]]
	return !unlocked
}
