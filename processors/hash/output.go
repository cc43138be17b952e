package hash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"fanout/internal/files"
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// A Position says how far an output reaches. A run can be continued from there.
type Position struct {
	Line   int64   `json:"line"`             // the last line that is final
	Rows   int64   `json:"rows"`             // lines until there that are not empty
	Broken []int64 `json:"broken,omitempty"` // lines that failed by a fault of ours, not of theirs
}

// An output is where the JSON lines go.
type output interface {
	// append adds JSON lines, which are durable together with the position they
	// belong to, at the latest when the run ends.
	append(text []byte, at Position) error
	// settle makes what was appended durable, though not final.
	settle() error
	// settled reports whether it is.
	settled() bool
	// commit makes what was appended final.
	commit() error
	// close keeps what is not committed for a later run that could continue it,
	// and removes it otherwise. The error says that not all is kept.
	close() error
}

// A streamOutput is a stream of the process.
type streamOutput struct{ io.Writer }

func (o streamOutput) append(text []byte, _ Position) error {
	if len(text) == 0 {
		return nil
	}
	n, err := o.Write(text)
	if errors.Is(err, syscall.EPIPE) {
		return &ReaderGoneError{Rows: int64(bytes.Count(text[:n], []byte("\n"))), err: err}
	}
	return err
}
func (streamOutput) settle() error { return nil }
func (streamOutput) settled() bool { return true }
func (streamOutput) commit() error { return nil }
func (streamOutput) close() error  { return nil }

// A fileOutput is a file that appears when it is complete, or a device or pipe.
type fileOutput struct{ *files.File }

func (o fileOutput) append(text []byte, _ Position) error {
	_, err := o.Write(text)
	return err
}
func (o fileOutput) settle() error { return o.Sync() }
func (o fileOutput) settled() bool { return false } // all of it, or nothing
func (o fileOutput) commit() error { return o.Commit() }
func (o fileOutput) close() error {
	o.Discard()
	return nil
}

// A partialOutput is a file that an interrupted run leaves for the next.
type partialOutput struct{ *files.Partial }

func (o partialOutput) append(text []byte, at Position) error { return o.Append(text, at) }
func (o partialOutput) settle() error                         { return o.Sync() }
func (o partialOutput) settled() bool                         { return o.Durable() }
func (o partialOutput) commit() error                         { return o.Commit() }
func (o partialOutput) close() error                          { return o.Close() }

// openOutput opens the output of plan, and returns where to continue: another
// run may have ended since the plan was made.
func openOutput(ctx context.Context, plan *Plan) (out output, from Position, err error) {
	if plan.opt.Preset == nil || plan.written {
		return openFile(ctx, plan)
	}
	folder, err := openFolder(plan.opt)
	if err != nil {
		return nil, from, err
	}
	if out, from, err = openFile(ctx, plan); err != nil {
		folder.Close()
		return nil, from, err
	}
	return &folderOutput{out, plan, folder}, from, nil
}

// openFile opens the list of hashes.
func openFile(ctx context.Context, plan *Plan) (out output, from Position, err error) {
	opt := plan.opt
	switch {
	case plan.Complete:
		return streamOutput{io.Discard}, plan.From, files.SweepPartial(opt.Output, *plan.partial)
	case opt.ToStream():
		return streamOutput{opt.Streams.Out}, from, nil
	case plan.partial == nil, opt.Merge: // which is quick, and begins anew
		f, err := files.Create(ctx, opt.Output, perm, opt.Overwrite)
		return fileOutput{f}, from, refuse(opt.Output, err)
	}
	p, state, err := files.OpenPartial(ctx, opt.Output, *plan.partial)
	if err != nil {
		return nil, from, refuse(opt.Output, err)
	}
	from, err = position(opt.Output, state)
	if err == nil && from.Line != plan.From.Line { // not what the plan has checked
		err = plan.checkUnfinished(ctx, p.Finished(), from)
	}
	if err != nil {
		p.Close()
	}
	return partialOutput{p}, from, err
}

// partialOptions return how the output is opened if a later run can continue
// it, or nil: not on a stream or device, nor with an input that is read only
// once.
func partialOptions(opt *Options, in *source.Set) (*files.PartialOptions, error) {
	if opt.ToStream() || !in.IsFile() {
		return nil, nil
	}
	if info, err := os.Stat(opt.Output); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, nil
	}
	key, err := key(opt, in)
	return &files.PartialOptions{Perm: perm, Resume: opt.Resume, Overwrite: opt.Overwrite, Key: key}, err
}

// key stands for the input and for all that the output depends on. The input is
// known by size and time: a digest of passwords must not lie on a disk.
func key(opt *Options, in *source.Set) (string, error) {
	stamp := in.Lists[0].Stamp
	var lists []stampedList
	if in.Several() {
		for _, l := range in.Lists {
			lists = append(lists, stampedList{l.Name, l.Stamp.Size, l.Stamp.ModTime.UTC()})
		}
	}
	style := opt.Style
	style.Day = 0 // a run may go on after midnight
	prehash := ""
	if p := opt.Params.Prehash; p != nil {
		prehash = p.Name
	}
	text, err := json.Marshal(struct {
		Size      int64
		Modified  time.Time
		Preset    string `json:",omitempty"`
		Algorithm string
		Costs     []int
		KeyBytes  int
		SaltBytes int
		Format    string
		Style     format.Style
		Prehash   string `json:",omitempty"`
		Reading   string
		Lists     []stampedList `json:",omitempty"` // of several
	}{
		stamp.Size, stamp.ModTime.UTC(), // in any time zone the same
		opt.Preset.String(), opt.Params.Scheme.Name, opt.Params.Costs[:], opt.Params.KeyBytes, opt.SaltBytes,
		opt.Format.Name, style, prehash, in.Reading(), lists,
	})
	return string(text), err
}

// A stampedList is a list among several, by which a later run knows it.
type stampedList struct {
	Name     string
	Size     int64
	Modified time.Time
}

// position returns the position in the state that an unfinished run has left at
// path.
func position(path string, state json.RawMessage) (from Position, err error) {
	if state == nil {
		return from, nil
	}
	if err := json.Unmarshal(state, &from); err != nil {
		return from, &OutputError{path, fmt.Errorf("%w: %w", ErrState, err)}
	}
	return from, nil
}
