package files

import (
	"encoding/json"
	"os"
	"time"
)

// syncInterval is how much work may be lost when a run is killed.
const syncInterval = time.Second

// Append appends text. state, a value that encodes to JSON, describes the run
// after it. About once a second Append makes both durable. A *SyncError ends
// the life of p but for what is durable already, any other error but for what
// was appended before.
func (p *Partial) Append(text []byte, state any) error {
	encoded, err := json.Marshal(state)
	if err != nil {
		return wrap("write", p.name, err)
	}
	if p.failed != nil {
		return p.failed
	}
	if _, err := p.file.WriteAt(text, p.offset); err != nil {
		p.failed = wrap("write", p.name, err)
		return p.failed
	}
	p.digest.Write(text) // never fails
	p.offset += int64(len(text))
	p.state, p.dirty = encoded, true
	if time.Since(p.synced) < syncInterval {
		return nil
	}
	return p.sync()
}

// Sync makes durable what was appended, and its state, as Append does about
// once a second.
func (p *Partial) Sync() error { return p.sync() }

// Durable reports whether all that was appended is durable.
func (p *Partial) Durable() bool { return !p.dirty }

// sync makes durable what was appended, and its state.
func (p *Partial) sync() error {
	switch {
	case p.lost != nil:
		return syncError(p.name, p.lost)
	case !p.dirty || p.offset == 0: // an empty file is not worth resuming
		return nil
	}
	err := p.syncFile(p.file)
	if err == nil {
		err = p.writeState()
	}
	if err != nil {
		return p.failure("sync", err)
	}
	p.dirty, p.synced = false, time.Now()
	return nil
}

// syncFile writes f to the disk, and remembers a failure.
func (p *Partial) syncFile(f *os.File) error {
	if p.lost == nil {
		p.lost = p.fsync.sync(f)
	}
	return p.lost
}

// syncFolder makes the names of output and state durable, and remembers a
// failure.
func (p *Partial) syncFolder() error {
	if p.lost == nil {
		p.lost = syncPath(p.root.Name(), p.fsync)
	}
	return p.lost
}

// failure names the output in an error.
func (p *Partial) failure(op string, err error) error {
	if p.lost != nil {
		return syncError(p.name, p.lost)
	}
	return wrap(op, p.name, err)
}
