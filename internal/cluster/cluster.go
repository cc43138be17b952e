// Package cluster gives jobs to a Slurm cluster, and asks what has become of
// them.
//
// It runs the commands that users of Slurm run (sbatch, squeue, scontrol,
// scancel), with the environment of this process, so that all of a site's
// settings hold. What they print is parsed strictly: an answer that is not as
// documented is an error, never a guess.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

const (
	// patience is how long a command may take. Those of Slurm try for some time
	// to reach a controller that is busy.
	patience = 2 * time.Minute
	// maxAnswer bounds what is kept of the answer of a command: a million lines
	// of a queue.
	maxAnswer = 128 << 20
	// maxComplaint bounds what is kept of what a command says on stderr.
	maxComplaint = 4 << 10
)

// A CommandError is a command that did not do what it should.
type CommandError struct {
	Command string
	Stderr  string // what it said, on one line
	Err     error
}

// Error returns what the command said, or else how it ended.
func (e *CommandError) Error() string {
	if e.Stderr != "" {
		return e.Command + ": " + e.Stderr
	}
	return fmt.Sprintf("%s: %v", e.Command, e.Err)
}

// Unwrap returns how the command ended.
func (e *CommandError) Unwrap() error { return e.Err }

// Missing reports whether err says that a command is not installed here.
func Missing(err error) bool { return errors.Is(err, exec.ErrNotFound) }

// run runs a command of Slurm and returns what it prints.
func run(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out, complaint := &limited{max: maxAnswer}, &limited{max: maxComplaint}
	c := exec.CommandContext(ctx, name, args...)
	c.Env = withoutJob(c.Environ())
	c.Stdout, c.Stderr = out, complaint
	c.WaitDelay = time.Second
	err := c.Run()
	switch {
	case err == nil && out.dropped:
		err = errors.New("its answer is too long")
	case err == nil:
		return out.String(), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("no answer within %s", patience)
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return "", &CommandError{name, oneLine(name, complaint.String()), err}
}

// oneLine joins the lines of what a command said on stderr, without the
// prefixes that it puts before each.
func oneLine(name, text string) string {
	var lines []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimPrefix(strings.TrimSpace(line), name+": ")
		line = strings.TrimPrefix(strings.TrimPrefix(line, "error: "), "fatal: ")
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// withoutJob returns an environment without what Slurm has set in it for the
// job that this process is part of, if it is part of one: sbatch would pass
// that on, and the new job would take the CPUs of the old one for its own. What
// would make sbatch wait, or submit other tasks, is left out as well.
func withoutJob(env []string) []string {
	keep := []string{"SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_CLUSTERS", "SLURM_JWT", "SLURM_TIME_FORMAT"}
	inJob := slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, "SLURM_JOB_ID=") })
	var kept []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch {
		case name == "SBATCH_WAIT", name == "SBATCH_ARRAY_INX", name == "SBATCH_TEST_ONLY":
		case inJob && strings.HasPrefix(name, "SLURM") && !slices.Contains(keep, name):
		default:
			kept = append(kept, v)
		}
	}
	return kept
}

// limited keeps the first max bytes that are written to it.
type limited struct {
	bytes.Buffer
	max     int
	dropped bool
}

// Write takes everything, but keeps only what there is room for.
func (l *limited) Write(p []byte) (int, error) {
	room := l.max - l.Len()
	if len(p) > room {
		l.dropped = true
		l.Buffer.Write(p[:max(0, room)])
		return len(p), nil
	}
	return l.Buffer.Write(p)
}
