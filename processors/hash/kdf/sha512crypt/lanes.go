package sha512crypt

import (
	"context"
	"encoding/binary"
)

const (
	// Each message of the rounds has its padding and so many blocks at most.
	blockBytes   = 128
	maxBlocks    = 4
	messageBytes = maxBlocks * blockBytes
	// longest is the longest password that runs in a lane: a message has it twice,
	// a digest, a salt and at least 17 bytes of padding.
	longest = (messageBytes - KeyBytes - MaxSalt - 17) / 2

	// What a round hashes depends on its number modulo 2, 3 and 7: it is one of
	// eight messages in a cycle of 42.
	messages = 8
	cycle    = 2 * 3 * 7

	// A lane's part of the arena: the messages, and a place for a digest that
	// nobody wants.
	unwanted  = messages * messageBytes
	laneBytes = unwanted + KeyBytes
	// A lane's part of the steps.
	laneSteps = cycle * maxBlocks
)

// stepsAtATime is after how many steps a kernel returns, so that the garbage
// collector can stop the goroutine and ctx is looked at: at the slowest, 0.7 µs
// a step in 4 lanes, that is 3 ms.
const stepsAtATime = 4096

// A kernel is an implementation of runRef.
type kernel struct {
	width int // lanes; 0 if there is no kernel
	// So few passwords are done quicker by the standard library.
	singly int
	run    func(p *program, n int)
}

// lanes hash a password each, independently of each other: a lane that is done
// takes the next password.
type lanes struct {
	kernel
	program
	jobs []job // of each lane
}

// A job is a password in a lane.
type job struct {
	key   []byte // where the result goes; nil if the lane is idle
	steps int    // to do
	end   int    // where in the arena the result will be
}

// newLanes returns nil if there is no kernel.
func newLanes(k kernel) *lanes {
	if k.width == 0 {
		return nil
	}
	return &lanes{kernel: k, program: newProgram(k.width), jobs: make([]job, k.width)}
}

func (l *lanes) hash(ctx context.Context, h *Hasher, keys, passwords, salts [][]byte) error {
	defer l.clear()
	next := 0 // password
	// fill gives the lane a password, if there is one.
	fill := func(lane int) error {
		l.idle(lane)
		for ; next < len(passwords); next++ {
			if len(passwords[next]) > longest {
				if err := h.hashSingly(ctx, keys[next], passwords[next], salts[next]); err != nil {
					return err
				}
				continue
			}
			if err := h.begun.begin(ctx, passwords[next], salts[next]); err != nil {
				return err
			}
			l.start(lane, &h.begun, h.rounds, keys[next])
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
		n, busy := stepsAtATime, false
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

// idle lets the lane do something without effect.
func (l *lanes) idle(lane int) {
	base, first := lane*laneBytes, lane*laneSteps
	l.steps[first] = step{block: uint32(base), digest: uint32(base + unwanted), next: uint32(first) * stepBytes, begin: -1}
	l.cursors[lane] = uint64(first) * stepBytes
	l.jobs[lane] = job{}
}

// start sets the lane to the first round of a password that has begun.
func (l *lanes) start(lane int, b *beginning, rounds int, key []byte) {
	base := lane * laneBytes
	var blocks [messages]int // of each message
	var digest [messages]int // where in the arena it has the digest
	for m := range messages {
		at := base + m*messageBytes
		message := l.arena[at : at+messageBytes]
		clear(message)
		n := 0
		put := func(part []byte) { n += copy(message[n:], part) }
		if m&odd != 0 {
			put(b.p)
		} else {
			digest[m] = at
			n += KeyBytes
		}
		if m&withSalt != 0 {
			put(b.s)
		}
		if m&withPassword != 0 {
			put(b.p)
		}
		if m&odd != 0 {
			digest[m] = at + n
			n += KeyBytes
		} else {
			put(b.p)
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
				digest: uint32(base + unwanted),
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
	copy(l.arena[digest[messageOf(0)]:], b.a)
}

// A message's number says what it has besides the digest and a password: in odd
// rounds the digest at its end, in the others at its beginning.
const (
	odd = 1 << iota
	withSalt
	withPassword
)

// messageOf returns which message the round hashes.
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

// clear overwrites what is left of passwords.
func (l *lanes) clear() {
	clear(l.arena)
	clear(l.state)
	clear(l.jobs)
}
