package scheme

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// Params are an algorithm and its costs. They are comparable. The zero Params
// stand for no algorithm.
type Params struct {
	Scheme   *Scheme
	Costs    [MaxCosts]int // as Scheme.Costs names them; the others are 0
	KeyBytes int           // length of the key; 0 if the algorithm has its own
	Prehash  *Prehash      // what happens to passwords first; nil: nothing
}

// Default returns the parameters that fanout uses if none are given.
func (s *Scheme) Default() Params {
	p := Params{Scheme: s}
	for i, c := range s.Costs {
		p.Costs[i] = c.Default
	}
	if !s.FixedKey {
		p.KeyBytes = s.KeyBytes
	}
	return p
}

// String names algorithm and costs: "pbkdf2-sha512 220,000".
func (p Params) String() string {
	if p.Scheme == nil {
		return "no algorithm"
	}
	var phrases []string
	for i, c := range p.Scheme.Costs {
		if c.Option == "" && p.Costs[i] == c.Default {
			continue
		}
		var value any = p.Costs[i]
		if strings.Contains(c.Phrase, "%s") {
			value = humanize.Comma(int64(p.Costs[i]))
		}
		phrases = append(phrases, fmt.Sprintf(c.Phrase, value))
	}
	if p.Prehash != nil {
		phrases = append(phrases, "after "+p.Prehash.Name)
	}
	if len(phrases) == 0 {
		return p.Scheme.Name
	}
	return p.Scheme.Name + " " + strings.Join(phrases, ", ")
}

// Check returns a ParamError if p cannot be computed.
func (p Params) Check() error {
	if err := p.Scheme.Check(p); err != nil || p.Prehash == nil {
		return err
	}
	return p.Prehash.check(p.Scheme)
}

// Weak returns why p is below what OWASP recommends for new hashes, or "".
func (p Params) Weak() string {
	if p.Scheme.Weak == nil {
		return ""
	}
	return p.Scheme.Weak(p)
}

// Memory returns the bytes that one hash needs while it is computed.
func (p Params) Memory() int64 {
	if p.Scheme.Memory == nil {
		return nominalMemory
	}
	return p.Scheme.Memory(p)
}

// KeyLength returns the length in bytes of what a Hasher computes, 0 for the
// zero Params.
func (p Params) KeyLength() int {
	if p.Scheme != nil && p.Scheme.FixedKey {
		return p.Scheme.KeyBytes
	}
	return p.KeyBytes
}

// Salt makes a salt of random bytes, of which there are Scheme.SaltBytes unless
// that is 0.
func (p Params) Salt(random []byte) []byte {
	if p.Scheme.Salt == nil {
		return random
	}
	return p.Scheme.Salt(random)
}

// CheckPassword returns an error if the algorithm cannot hash the password as
// it is: bcrypt uses only the first 72 bytes, and some end a password at a NUL.
// After a Prehash, only what that cannot take is refused.
func (p Params) CheckPassword(password []byte) error {
	if p.Prehash != nil {
		if p.Prehash.Check == nil {
			return nil
		}
		return p.Prehash.Check(password)
	}
	if p.Scheme.CheckPassword == nil {
		return nil
	}
	return p.Scheme.CheckPassword(password)
}

// ReferenceTime returns about how long one hash takes the reference on one
// core. It is computed from the parameters alone, so that the same parameters
// cut the same chunks everywhere.
func (p Params) ReferenceTime() time.Duration {
	return time.Duration(math.Min(p.Scheme.ReferenceTime(p), float64(longest)))
}

// Cheaper returns parameters whose time, at most limit where that can be had,
// tells how long p takes: what limits the speed, such as memory, is the same.
func (p Params) Cheaper(limit time.Duration) Params {
	for p.ReferenceTime() > limit {
		if p.Scheme.Cheaper == nil {
			break
		}
		q, ok := p.Scheme.Cheaper(p)
		if !ok {
			break
		}
		p = q
	}
	return p
}

// New returns a Hasher for p, which Check accepts. Where a password takes much
// memory, it works on at most lanes at a time; lanes is at least 1.
func (p Params) New(lanes int) Hasher {
	h := p.Scheme.New(p, lanes)
	if p.Prehash == nil {
		return h
	}
	return Transform(h, func(dst, password, _ []byte) []byte { return p.Prehash.Append(dst, password) })
}

// Lanes returns how many passwords a Hasher works on at a time if memory does
// not matter.
func (p Params) Lanes() int { return p.New(math.MaxInt32).Lanes() }

// LaneGranularity returns how many passwords more or less do not change the
// time of a batch: all lanes where they are those of one vector, one where each
// password has instructions or memory of its own.
func (p Params) LaneGranularity() int {
	if p.Scheme.SharedLanes {
		return p.Lanes()
	}
	return 1
}

// Encode returns salt and hash as a record has them; salt is "" where the hash
// contains it.
func (p Params) Encode(salt, key []byte) (saltText, hash string) {
	if p.Scheme.Encode == nil {
		return hex.EncodeToString(salt), hex.EncodeToString(key)
	}
	return "", p.Scheme.Encode(p, salt, key)
}

// Decode returns the salt and the key of a record with the costs of p, and p
// with the length of that key. It does not check p.
func (p Params) Decode(saltText, hash []byte) (q Params, salt, key []byte, err error) {
	if p.Scheme.Decode != nil {
		salt, key, err = p.Scheme.Decode(p, string(hash))
		return p, salt, key, err
	}
	both := make([]byte, hex.DecodedLen(len(saltText))+hex.DecodedLen(len(hash)))
	n, err := hex.Decode(both, saltText)
	if err != nil {
		return p, nil, nil, fmt.Errorf("salt: %w", err)
	}
	salt, key = both[:n:n], both[n:]
	if _, err = hex.Decode(key, hash); err != nil {
		return p, nil, nil, fmt.Errorf("hash: %w", err)
	}
	if !p.Scheme.FixedKey {
		p.KeyBytes = len(key)
	} else if len(key) != p.Scheme.KeyBytes {
		return p, nil, nil, fmt.Errorf("hash has %d bytes, not %d", len(key), p.Scheme.KeyBytes)
	}
	return p, salt, key, nil
}
