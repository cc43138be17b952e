package files

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A Partial is an output that grows over a long run and survives the run's
// death. It is appended to under a name of its own beside the final one; a
// small file next to it records how much of it is durable, the digest of that,
// and the caller's state at that point. A later run with the same key resumes
// there, if what is there is what the digest stands for.
//
// The two are called .NAME.fanout-partial and .NAME.fanout-state. No sweep
// removes them. Where the kernel has no locks there is .NAME.fanout-lock, too.
type Partial struct {
	name    string // as the user named it
	base    string // final name within root
	opt     PartialOptions
	root    *os.Root
	file    *os.File // locked while it is open
	named   *nameLock
	created bool     // by this run
	made    []string // folders that this run made for it, outermost first

	offset int64           // bytes appended so far
	digest hash.Hash       // of these
	state  json.RawMessage // the caller's, at offset
	dirty  bool            // something was appended since the last sync
	synced time.Time

	fsync  syncer // of tests
	lost   error  // of the first sync that failed: nothing is durable after it
	failed error  // of the first write that failed: nothing can follow it
}

// PartialOptions say how a Partial is opened.
type PartialOptions struct {
	// Perm is the permission of output and state before umask.
	Perm fs.FileMode
	// Key stands for the input and all options that the output depends on. It
	// is written to the state file.
	Key string
	// Resume continues what an unfinished run of the same key has written, if
	// anything.
	Resume bool
	// Overwrite allows an existing output to be replaced, and without Resume
	// what an unfinished run has written to be discarded. A symbolic link is
	// followed, so that the link stays.
	Overwrite bool

	flock locker // of tests
}

// The reasons why a Partial cannot be opened, besides [ExistsError].
var (
	ErrUnfinished = errors.New("an unfinished run has left its output")
	ErrOtherRun   = errors.New("the unfinished run had another input or other options")
	ErrBusy       = errors.New("another run is writing it")
	ErrDamaged    = errors.New("what the unfinished run has left is damaged")
	ErrVersion    = errors.New("the unfinished run was of another version of fanout, which left nothing to check its output by")
)

// OpenPartial begins or resumes the output at path. state is what an unfinished
// run last made durable, and nil for a new output; what that run appended later
// is cut off. What was durable is read again, and ErrDamaged if it has changed.
// Without Resume and Overwrite an unfinished output is ErrUnfinished; one of
// another key is ErrOtherRun. Missing folders are made. The caller must call
// Commit or Close.
func OpenPartial(ctx context.Context, path string, opt PartialOptions) (p *Partial, state json.RawMessage, err error) {
	for range tries {
		made, makeErr := makeParents(path, opt)
		if makeErr != nil {
			return nil, nil, wrap("create", path, makeErr)
		}
		if p, err = newPartial(path, opt); err == nil {
			p.made = made
			break
		}
		removeRoot(made, nil)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if err := p.open(ctx); err != nil {
		p.Close()
		return nil, nil, withPlace(ctx, path, err)
	}
	return p, p.state, nil
}

// SweepPartial removes what dead runs have left in the folder of the finished
// output at path, and the state beside it, where a run was killed after it had
// renamed the one and before it had removed the other. The state stays if there
// is an unfinished output. opt are those of the run.
func SweepPartial(path string, opt PartialOptions) error {
	p, err := newPartial(path, opt)
	if err != nil {
		return err
	}
	defer p.Close()
	(&Output{root: p.root}).sweep()
	if p.lockByName(false) == nil {
		defer p.named.release()
	}
	if _, err := p.root.Lstat(p.partName()); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return wrap("clean up", path, p.removeState())
}

// makeParents makes the folder of the output at path where it is missing.
func makeParents(path string, opt PartialOptions) (made []string, err error) {
	dir, base := splitPartial(path, opt)
	if base == "" {
		return nil, nil // newPartial refuses it
	}
	_, made, err = makeRoot(dir, folderPerm(opt.Perm))
	return made, err
}

// splitPartial returns the folder and the name of the output at path.
func splitPartial(path string, opt PartialOptions) (dir, base string) {
	dir, base = filepath.Split(finalPath(path, opt.Overwrite))
	if dir == "" {
		dir = "."
	}
	return dir, base
}

// newPartial opens the folder of the output at path.
func newPartial(path string, opt PartialOptions) (*Partial, error) {
	dir, base := splitPartial(path, opt)
	if base == "" {
		return nil, wrap("create", path, fmt.Errorf("not a name for an output: %w", fs.ErrInvalid))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, wrap("create", path, err)
	}
	return &Partial{name: path, base: base, opt: opt, root: root}, nil
}

// withPlace names the output in an error that does not name it yet. An error
// after the end of ctx is the cause of that.
func withPlace(ctx context.Context, path string, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if exists := (*ExistsError)(nil); errors.As(err, &exists) {
		return err
	}
	return wrap("create", path, err)
}
