package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// rules are the faults of a file system.
type rules struct {
	folder string
	all    []*rule
}

// A rule is one fault: what happens in some calls for some files.
type rule struct {
	call, pattern string
	first, last   int64 // which of the calls that match
	seen          atomic.Int64

	errno  syscall.Errno // 0: the call is carried out
	offset int64         // from which reads fail with errno; -1: the call does
	max    int           // bytes of a read or write; 0: no limit
	shell  string        // runs before the call
}

// add adds a rule by its text.
func (r *rules) add(text string) error {
	fields := strings.SplitN(text, " ", 4)
	if len(fields) != 4 {
		return fmt.Errorf("%q is not CALL PATTERN WHEN ACTION", text)
	}
	added := &rule{call: fields[0], pattern: fields[1], offset: -1}
	if err := errors.Join(added.when(fields[2]), added.action(fields[3])); err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	r.all = append(r.all, added)
	return nil
}

const always = 1<<63 - 1

func (r *rule) when(text string) (err error) {
	if text == "*" {
		r.first, r.last = 1, always
		return nil
	}
	number, later := strings.CutSuffix(text, "+")
	r.first, err = strconv.ParseInt(number, 10, 64)
	r.last = r.first
	if later {
		r.last = always
	}
	return err
}

func (r *rule) action(text string) (err error) {
	if shell, ok := strings.CutPrefix(text, "sh "); ok {
		r.shell = shell
		return nil
	}
	if limit, ok := strings.CutPrefix(text, "max="); ok {
		r.max, err = strconv.Atoi(limit)
		return err
	}
	name, offset, ok := strings.Cut(text, "@")
	if ok {
		if r.offset, err = strconv.ParseInt(offset, 10, 64); err != nil {
			return err
		}
	}
	for n := syscall.Errno(1); n < 256; n++ {
		if unix.ErrnoName(n) == name {
			r.errno = n
			return nil
		}
	}
	return fmt.Errorf("no error is called %s", name)
}

// has reports whether a rule is about a call.
func (r *rules) has(call string) bool {
	for _, rule := range r.all {
		if rule.call == call {
			return true
		}
	}
	return false
}

// A fault is what the rules say about one call.
type fault struct {
	errno  syscall.Errno
	offset int64 // from which a read fails with atEnd; -1: none
	atEnd  syscall.Errno
	max    int
}

// of counts a call and returns its fault. name is a path below the folder.
func (r *rules) of(call, name string) fault {
	f := fault{offset: -1}
	for _, rule := range r.all {
		if rule.call != call || !matches(rule.pattern, name) {
			continue
		}
		if n := rule.seen.Add(1); n < rule.first || n > rule.last {
			continue
		}
		switch {
		case rule.shell != "":
			r.run(rule.shell)
		case rule.max > 0:
			f.max = rule.max
		case rule.offset >= 0:
			f.offset, f.atEnd = rule.offset, rule.errno
		default:
			f.errno = rule.errno
		}
	}
	return f
}

func matches(pattern, name string) bool {
	whole, _ := path.Match(pattern, name)
	last, _ := path.Match(pattern, path.Base(name))
	return whole || last
}

func (r *rules) run(text string) {
	shell := exec.Command("/bin/sh", "-c", text)
	shell.Dir = r.folder
	shell.Stdout, shell.Stderr = os.Stderr, os.Stderr
	if err := shell.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "errfs: %s: %v\n", text, err)
	}
}
