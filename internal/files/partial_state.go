package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// partialState is the content of the state file.
type partialState struct {
	Version int             `json:"version"` // 1
	Key     string          `json:"key"`
	Offset  int64           `json:"offset"` // bytes of the partial file that are durable
	State   json.RawMessage `json:"state"`  // the caller's, at that offset
}

// maxState is far above the size of a state file. What has that name could be
// any file put there by others.
const maxState = 16 << 20

// readState returns the zero value if there is no state file.
func (p *Partial) readState() (s partialState, err error) {
	damaged := fmt.Errorf("%w: %q is no state of a run", ErrDamaged, p.stateName())
	info, err := p.root.Lstat(p.stateName())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, nil
	case err != nil:
		return s, err
	case !info.Mode().IsRegular() || info.Size() > maxState: // a pipe would never end
		return s, damaged
	}
	text, err := p.root.ReadFile(p.stateName())
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil || s.Version != 1 || s.Offset < 0 {
		return partialState{}, damaged
	}
	return s, nil
}

// writeState replaces the state file by what p has appended so far.
func (p *Partial) writeState() error {
	text, err := json.Marshal(partialState{1, p.opt.Key, p.offset, p.state})
	if err != nil {
		return err
	}
	_ = p.root.Remove(p.newStateName()) // it could be a link
	f, err := p.root.OpenFile(p.newStateName(), os.O_WRONLY|os.O_CREATE|os.O_EXCL, p.opt.Perm)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = p.syncFile(f)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = p.root.Rename(p.newStateName(), p.stateName())
	}
	if err == nil {
		err = p.syncFolder()
	}
	return err
}

func (p *Partial) removeState() error {
	for _, name := range []string{p.newStateName(), p.stateName()} {
		if err := p.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return p.syncFolder()
}
