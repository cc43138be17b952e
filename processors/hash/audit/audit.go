package audit

import (
	"math"

	"github.com/zeebo/xxh3"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// MinSalt is the length in bytes that NIST SP 800-132 section 5.1 asks of salts
// at least.
const MinSalt = 16

const (
	// maxKinds and maxReasons bound what is counted one by one, since a list
	// may come from anywhere.
	maxKinds   = 10_000
	maxReasons = 1000
	// perHash is what an audit keeps of a hash: records of its salt and user.
	perHash = (double + single) * wordBytes
)

// An Auditor counts the hashes of a list.
type Auditor struct {
	limit int64 // hashes that are compared with each other

	hashes, compared, locked int64
	bare                     int64 // locked, without a hash behind the lock
	kinds                    map[kdf.Params]*kind
	others                   kind // with parameters beyond maxKinds
	reasons                  map[string]*tally
	unread                   tally // all reasons
	unsalted                 tally
	short                    map[*kdf.Scheme]*tally
	salts, users             *table
}

// A tally counts hashes.
type tally struct {
	count int64
	first []int64 // lines of the first ones
}

func (t *tally) add(line int64) {
	t.count++
	if len(t.first) < shownLines {
		t.first = append(t.first, line)
	}
}

// A kind is the hashes of equal parameters.
type kind struct {
	tally
	weak int64 // below OWASP's minimum
}

// New returns an Auditor that takes about memory bytes.
func New(memory int64) *Auditor {
	return &Auditor{
		limit: min(memory/perHash, math.MaxUint32),
		kinds: map[kdf.Params]*kind{}, reasons: map[string]*tally{}, short: map[*kdf.Scheme]*tally{},
		salts: newTable(double), users: newTable(single),
	}
}

// Add counts an entry.
func (a *Auditor) Add(e *format.Entry) {
	line := e.At
	a.hashes++
	if e.Locked {
		a.locked++
	}
	a.compare(e)
	if e.Locked && e.Err == nil && e.Params.Scheme == nil {
		a.bare++
		return
	}
	if e.Err != nil || e.Params.Scheme == nil {
		reason := "it holds no hash"
		if e.Err != nil {
			reason = e.Err.Error()
		}
		a.unread.add(line)
		t := a.reasons[reason]
		if t == nil && len(a.reasons) >= maxReasons {
			return
		}
		if t == nil {
			t = &tally{}
			a.reasons[reason] = t
		}
		t.add(line)
		return
	}
	k := a.kind(e.Params)
	k.add(line)
	if e.Params.Weak() != "" {
		k.weak++
	}
	switch n := len(e.Salt); {
	case n == 0:
		a.unsalted.add(line)
	case n < MinSalt:
		t := a.short[e.Params.Scheme]
		if t == nil {
			t = &tally{}
			a.short[e.Params.Scheme] = t
		}
		t.add(line)
	}
}

// kind returns what counts hashes with parameters p.
func (a *Auditor) kind(p kdf.Params) *kind {
	k := a.kinds[p]
	if k == nil {
		if len(a.kinds) >= maxKinds {
			return &a.others
		}
		k = &kind{}
		a.kinds[p] = k
	}
	return k
}

// unsaltedBit marks the digest of a hash without a salt.
const unsaltedBit = 1

// compare keeps the digests of a hash, while there is room for it.
func (a *Auditor) compare(e *format.Entry) {
	if a.compared >= a.limit {
		return
	}
	a.compared++
	if e.User != "" {
		d := xxh3.HashString128(e.User)
		a.users.add(d.Hi, e.At, d.Lo)
	}
	if e.Err != nil || len(e.Key) == 0 {
		return
	}
	key := xxh3.Hash(e.Key)
	for _, c := range e.Params.Costs {
		key = key*31 + uint64(c)
	}
	d := xxh3.Hash128(e.Salt)
	d.Lo &^= unsaltedBit
	if len(e.Salt) == 0 {
		d = xxh3.Hash128(e.Key)
		d.Lo |= unsaltedBit
	}
	a.salts.add(d.Hi, e.At, d.Lo, key)
}

// hasSalt reports whether a record is of a hash with a salt.
func hasSalt(r record) bool { return r.first()&unsaltedBit == 0 }
