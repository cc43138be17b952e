package bcrypt

import (
	"context"
	"encoding/binary"
)

const (
	// maxLanes is how many passwords the assembly works on at a time. Their
	// states take 21 KiB of a level 1 cache of 32 or 48.
	maxLanes = 5
	// roundsPerLook is after how many rounds, of two rekeyings each, Hash looks
	// at its ctx: a few milliseconds.
	roundsPerLook = 16
)

// magic is what is encrypted under the key in the end, in 6 words:
// "OrpheanBeholderScryDoubt".
var magic = cycled([]byte("OrpheanBeholderScryDoubt"))

// A Hasher computes digests with one cost, several at a time. One goroutine owns
// it.
type Hasher struct {
	cost   int
	states [maxLanes]boxes
	keys   [maxLanes][18]uint32
	salts  [maxLanes][18]uint32
}

// New returns a Hasher for a cost from MinCost to MaxCost.
func New(cost int) *Hasher { return &Hasher{cost: cost} }

// Lanes returns how many passwords the Hasher works on at a time.
func (h *Hasher) Lanes() int { return lanes() }

// Hash sets keys[i], of DigestBytes, to the digest of passwords[i] with
// salts[i], of SaltBytes, for all i; the slices are of one length. It returns
// what Check says of a password, or the cause of ctx some milliseconds after
// that is done; keys are then not valid.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	for _, p := range passwords {
		if err := Check(p); err != nil {
			return err
		}
	}
	defer h.clear()
	for done := 0; done < len(passwords); {
		// As even as possible: six are three and three, not five and one.
		left := len(passwords) - done
		batches := (left + lanes() - 1) / lanes()
		n := (left + batches - 1) / batches
		if err := h.batch(ctx, keys[done:done+n], passwords[done:], salts[done:]); err != nil {
			return err
		}
		done += n
	}
	return nil
}

// batch hashes as many passwords as there are keys, at most lanes.
func (h *Hasher) batch(ctx context.Context, keys, passwords, salts [][]byte) error {
	n := len(keys)
	states := h.states[:n]
	for i := range n {
		h.keys[i] = passwordWords(passwords[i])
		h.salts[i] = cycled(salts[i][:SaltBytes])
		states[i] = piBoxes
		states[i].addKey(&h.keys[i])
		states[i].rekeySalted(&h.salts[i])
	}
	for round := range uint64(1) << h.cost {
		if round%roundsPerLook == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for i := range n {
			states[i].addKey(&h.keys[i])
		}
		rekey(states)
		for i := range n {
			states[i].addKey(&h.salts[i])
		}
		rekey(states)
	}
	for i := range n {
		states[i].digest(keys[i])
	}
	return nil
}

// passwordWords returns the words of a password as the subkeys take them: the
// NUL at its end counts.
func passwordWords(password []byte) [18]uint32 {
	var key [MaxPassword + 1]byte
	defer clear(key[:])
	n := copy(key[:MaxPassword], password)
	return cycled(key[:n+1])
}

// digest sets dst to magic, encrypted 64 times, but for its last byte.
func (b *boxes) digest(dst []byte) {
	var digest [DigestBytes + 1]byte
	for i := 0; i < len(digest)/4; i += 2 {
		l, r := magic[i], magic[i+1]
		for range 64 {
			l, r = b.encipher(l, r)
		}
		binary.BigEndian.PutUint32(digest[4*i:], l)
		binary.BigEndian.PutUint32(digest[4*i+4:], r)
	}
	copy(dst, digest[:DigestBytes])
}

// clear removes what tells of the passwords.
func (h *Hasher) clear() {
	clear(h.states[:])
	clear(h.keys[:])
}
