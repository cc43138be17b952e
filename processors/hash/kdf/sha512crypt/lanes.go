package sha512crypt

import (
	"context"
	"encoding/binary"

	"fanout/processors/hash/kdf/shacrypt"
)

const (
	// A message of a round has at most maxBlocks blocks with its padding.
	blockBytes   = 128
	maxBlocks    = 4
	messageBytes = maxBlocks * blockBytes
	// maxPassword is the length of the longest password that is hashed in a
	// lane. A message contains it twice, a digest, a salt and at least 17 bytes
	// of padding.
	maxPassword = (messageBytes - KeyBytes - shacrypt.MaxSalt - 17) / 2

	// The message of a round depends on the round's number modulo 2, 3 and 7.
	// It is one of eight messages in a cycle of 42.
	messages = 8
	cycle    = 2 * 3 * 7

	// The part of the arena for a lane: the messages, and a place for the
	// digests of incomplete messages, which are not used.
	unused    = messages * messageBytes
	laneBytes = unused + KeyBytes
	// The number of steps for a lane.
	laneSteps = cycle * maxBlocks
)

// maxSteps is the largest number of steps in one call of assembly, which
// neither the garbage collector nor ctx can interrupt. It takes at most 3 ms:
// 0.7 µs for a step in 4 lanes.
const maxSteps = 4096

// An implementation computes runRef for a number of lanes.
type implementation struct {
	width int // lanes; 0 if there is no implementation
	// maxSerial is the largest number of passwords that the standard library
	// hashes faster, one by one.
	maxSerial int
	run       func(p *program, n int)
}

// lanes hash one password each, independently of each other. A lane that is
// done takes the next password.
type lanes struct {
	implementation
	program
	jobs []job // of each lane
}

// A job is a password in a lane.
type job struct {
	key   []byte // for the result; nil if the lane is idle
	steps int    // remaining
	end   int    // offset of the result in the arena
}

// newLanes returns nil if there is no implementation.
func newLanes(i implementation) *lanes {
	if i.width == 0 {
		return nil
	}
	return &lanes{implementation: i, program: newProgram(i.width), jobs: make([]job, i.width)}
}

func (l *lanes) hash(ctx context.Context, h *Hasher, keys, passwords, salts [][]byte) error {
	defer l.clear()
	next := 0 // password
	// fill gives the lane a password, if there is one.
	fill := func(lane int) error {
		l.idle(lane)
		for ; next < len(passwords); next++ {
			if len(passwords[next]) > maxPassword {
				if err := h.prep.Rounds(ctx, h.rounds, keys[next], passwords[next], salts[next]); err != nil {
					return err
				}
				continue
			}
			if err := h.prep.Begin(ctx, passwords[next], salts[next]); err != nil {
				return err
			}
			l.start(lane, &h.prep, h.rounds, keys[next])
			next++
			break
		}
		return nil
	}
	for lane := range l.jobs {
		if err := fill(lane); err != nil {
			return err
		}
	}
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, busy := maxSteps, false
		for _, j := range l.jobs {
			if j.key != nil {
				n, busy = min(n, j.steps), true
			}
		}
		if !busy {
			return nil
		}
		l.run(&l.program, n)
		for lane := range l.jobs {
			j := &l.jobs[lane]
			if j.key == nil {
				continue
			}
			if j.steps -= n; j.steps == 0 {
				copy(j.key, l.arena[j.end:j.end+KeyBytes])
				if err := fill(lane); err != nil {
					return err
				}
			}
		}
	}
}

// idle sets the lane to a step without effect, which repeats.
func (l *lanes) idle(lane int) {
	base, first := lane*laneBytes, lane*laneSteps
	l.steps[first] = step{block: uint32(base), digest: uint32(base + unused), next: uint32(first) * stepBytes, begin: -1}
	l.cursors[lane] = uint64(first) * stepBytes
	l.jobs[lane] = job{}
}

// start sets the lane to the first round of a prepared password.
func (l *lanes) start(lane int, b *shacrypt.Preparation, rounds int, key []byte) {
	base := lane * laneBytes
	var blocks [messages]int // of each message
	var digest [messages]int // offset of its digest in the arena
	for m := range messages {
		at := base + m*messageBytes
		message := l.arena[at : at+messageBytes]
		clear(message)
		n := 0
		put := func(part []byte) { n += copy(message[n:], part) }
		if m&odd != 0 {
			put(b.P)
		} else {
			digest[m] = at
			n += KeyBytes
		}
		if m&withSalt != 0 {
			put(b.S)
		}
		if m&withPassword != 0 {
			put(b.P)
		}
		if m&odd != 0 {
			digest[m] = at + n
			n += KeyBytes
		} else {
			put(b.P)
		}
		message[n] = 0x80 // FIPS 180-4 section 5.1.2
		blocks[m] = (n+17-1)/blockBytes + 1
		binary.BigEndian.PutUint64(message[blocks[m]*blockBytes-8:], uint64(8*n))
	}

	first := lane * laneSteps
	steps := l.steps[first:first]
	for round := range cycle {
		m := messageOf(round)
		for i := range blocks[m] {
			s := step{
				block:  uint32(base + m*messageBytes + i*blockBytes),
				digest: uint32(base + unused),
				next:   uint32(first+len(steps)+1) * stepBytes,
			}
			if i == 0 {
				s.begin = -1
			}
			if i == blocks[m]-1 {
				s.digest = uint32(digest[messageOf(round+1)])
			}
			steps = append(steps, s)
		}
	}
	steps[len(steps)-1].next = uint32(first) * stepBytes
	l.cursors[lane] = uint64(first) * stepBytes

	j := job{key: key, steps: rounds / cycle * len(steps), end: digest[messageOf(rounds)]}
	for round := range rounds % cycle {
		j.steps += blocks[messageOf(round)]
	}
	l.jobs[lane] = j
	copy(l.arena[digest[messageOf(0)]:], b.A)
}

// The bits of a message's number. Each message has a digest, at the end in odd
// rounds and at the preparation in even ones, and a password. It may have a
// salt, and the password once more.
const (
	odd = 1 << iota
	withSalt
	withPassword
)

// messageOf returns the number of the message of a round.
func messageOf(round int) (m int) {
	if round%2 != 0 {
		m |= odd
	}
	if round%3 != 0 {
		m |= withSalt
	}
	if round%7 != 0 {
		m |= withPassword
	}
	return m
}

// clear overwrites all data that depends on passwords.
func (l *lanes) clear() {
	clear(l.arena)
	clear(l.state)
	clear(l.jobs)
}
