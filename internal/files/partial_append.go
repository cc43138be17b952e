package files

import (
	"encoding/json"
	"time"
)

// syncInterval is how much work may be lost when a run is killed.
const syncInterval = time.Second

// Append appends text. state, a value that encodes to JSON, describes the run
// after it. About once a second Append makes both durable.
func (p *Partial) Append(text []byte, state any) error {
	encoded, err := json.Marshal(state)
	if err != nil {
		return wrap("write", p.name, err)
	}
	if _, err := p.file.Write(text); err != nil {
		return wrap("write", p.name, err)
	}
	p.offset += int64(len(text))
	p.state, p.dirty = encoded, true
	if time.Since(p.synced) < syncInterval {
		return nil
	}
	return p.sync()
}

// sync makes durable what was appended, and its state.
func (p *Partial) sync() error {
	if !p.dirty || p.offset == 0 { // an empty file is not worth resuming
		return nil
	}
	err := p.file.Sync()
	if err == nil {
		err = p.writeState()
	}
	if err != nil {
		return wrap("sync", p.name, err)
	}
	p.dirty, p.synced = false, time.Now()
	return nil
}
