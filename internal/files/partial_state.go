package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// stateVersion is that of the state files which this package writes and takes.
// Version 1 had no sums.
const stateVersion = 2

// partialState is the content of the state file: one line of JSON.
type partialState struct {
	Version int             `json:"version"`
	Key     string          `json:"key"`
	Offset  int64           `json:"offset"` // bytes of the partial file that are durable
	Digest  string          `json:"digest"` // SHA-256 of these bytes, in hex
	State   json.RawMessage `json:"state"`  // the caller's, at that offset
	// Sum is the SHA-256, in hex, of the line with an empty sum. It finds what
	// was altered by chance or by hand; nobody's signature is meant by it.
	Sum string `json:"sum"`
}

// encode returns the only text of a state file that says s.
func (s partialState) encode() ([]byte, error) {
	s.Sum = ""
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	s.Sum = hex.EncodeToString(sum[:])
	text, err = json.Marshal(s)
	return append(text, '\n'), err
}

var errNoState = errors.New("no state of a run")

// decodeState returns what a state file says. The error is ErrVersion for one
// of another version, and errNoState for any text that encode does not write.
func decodeState(text []byte) (s partialState, err error) {
	if json.Unmarshal(text, &s) != nil {
		return partialState{}, errNoState
	}
	if s.Version != stateVersion && s.Version > 0 {
		return partialState{}, ErrVersion
	}
	if again, err := s.encode(); err != nil || !bytes.Equal(again, text) || s.Version != stateVersion || s.Offset < 0 {
		return partialState{}, errNoState
	}
	return s, nil
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
	if s, err = decodeState(text); err == errNoState {
		err = damaged
	}
	return s, err
}

// writeState replaces the state file by what p has appended so far.
func (p *Partial) writeState() error {
	text, err := partialState{
		Version: stateVersion, Key: p.opt.Key,
		Offset: p.offset, Digest: hex.EncodeToString(p.digest.Sum(nil)), State: p.state,
	}.encode()
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
