package bcrypt

import (
	"context"
	"encoding/binary"
)

const (
	// maxLanes is the largest number of passwords that the assembly hashes at a
	// time. Their states take 21 KiB of a first-level cache of 32 or 48 KiB.
	maxLanes = 5
	// pollInterval is the number of rounds, of two key expansions each, after
	// which ctx is polled: a few milliseconds.
	pollInterval = 16
)

// magic is the text that is encrypted last, in 6 words.
var magic = func() (words [18]uint32) {
	setCyclic(&words, []byte("OrpheanBeholderScryDoubt"))
	return words
}()

// A Hasher computes digests with one cost, several at a time. Only one
// goroutine at a time may use it.
type Hasher struct {
	cost   int
	states [maxLanes]boxes
	keys   [maxLanes][18]uint32
	salts  [maxLanes][18]uint32
}

// New returns a Hasher for a cost from MinCost to MaxCost.
func New(cost int) *Hasher { return &Hasher{cost: cost} }

// Lanes returns the number of passwords that the Hasher hashes at a time.
func (h *Hasher) Lanes() int { return lanes() }

// Hash sets keys[i], which has DigestBytes, to the digest of passwords[i] with
// salts[i], which has SaltBytes, for all i. The slices have the same length. It
// returns the error of Check for a password, or the cause of ctx within
// milliseconds after that is done. The keys are then not valid.
func (h *Hasher) Hash(ctx context.Context, keys, passwords, salts [][]byte) error {
	for _, p := range passwords {
		if err := Check(p); err != nil {
			return err
		}
	}
	defer h.clear()
	for done := 0; done < len(passwords); {
		// Batches have about the same size: six are three and three, not five
		// and one.
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

// batch hashes the first passwords, one for each key, at most lanes.
func (h *Hasher) batch(ctx context.Context, keys, passwords, salts [][]byte) error {
	n := len(keys)
	states := h.states[:n]
	for i := range n {
		setPassword(&h.keys[i], passwords[i])
		setCyclic(&h.salts[i], salts[i][:SaltBytes])
		states[i] = piBoxes
		states[i].addKey(&h.keys[i])
		states[i].rekeySalted(&h.salts[i])
	}
	for round := range uint64(1) << h.cost {
		if round%pollInterval == 0 && ctx.Err() != nil {
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

// setPassword sets the words for the subkeys to those of a password with a NUL
// at its end.
func setPassword(words *[18]uint32, password []byte) {
	var key [MaxPassword + 1]byte
	defer clear(key[:])
	n := copy(key[:MaxPassword], password)
	setCyclic(words, key[:n+1])
}

// digest sets dst to magic encrypted 64 times, without its last byte.
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

// clear overwrites all data that depends on passwords.
func (h *Hasher) clear() {
	clear(h.states[:])
	clear(h.keys[:])
}
