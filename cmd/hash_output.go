package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"fanout/internal/files"
	"fanout/processors/hash"
)

// hashPerm lets nobody but the user read hashes.
const hashPerm = 0o600

// A hashOutput is where the JSON lines go: a stream, a file that appears when
// it is complete, or one that an interrupted run leaves for the next.
type hashOutput struct {
	stream  io.Writer
	file    *files.File
	partial *files.Partial
	bytes   int64
}

// partialOptions return how the output is opened if a later run can go on with
// it: not on a stream or device, nor with an input that is read only once.
func (o *hashOptions) partialOptions(in *list) (opt files.PartialOptions, ok bool, err error) {
	if o.output == "" || o.output == "-" || in.file == nil || in.size < 0 {
		return opt, false, nil
	}
	if info, err := os.Stat(o.output); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return opt, false, nil
	}
	opt = files.PartialOptions{Perm: hashPerm, Resume: o.resume, Overwrite: o.overwrite.value == "always"}
	opt.Key, err = o.key(in)
	return opt, true, err
}

// key stands for the input and for all that the output depends on. The input
// is known by size and time: a digest of passwords must not lie on a disk.
func (o *hashOptions) key(in *list) (string, error) {
	text, err := json.Marshal(struct {
		Size      int64
		Modified  time.Time
		Algorithm string
		Costs     []int
		KeyBytes  int
		SaltBytes int
	}{in.size, in.modified.UTC(), o.params.Scheme.Name, o.params.Costs[:], o.params.KeyBytes, o.saltBytes}) // in any time zone the same
	return string(text), err
}

// A plan says what is left to do.
type plan struct {
	from     hash.Position // to go on
	complete bool          // nothing: a run to be resumed has been completed
}

// lookAtOutput refuses an output that cannot be written, and says what is left
// to do.
func (o *hashOptions) lookAtOutput(in *list, opt hash.Options) (p plan, err error) {
	as, ok, err := o.partialOptions(in)
	if err != nil {
		return p, err
	}
	if !ok {
		if o.resume {
			return p, usage("--resume needs a FILE of passwords and an output file, to know how far it was")
		}
		return p, nil
	}
	state, err := files.LookPartial(o.output, as)
	exists := (*files.ExistsError)(nil)
	if o.resume && (errors.As(err, &exists) || err == nil && state == nil && as.Overwrite) {
		p, err := o.completed(in, opt)
		switch {
		case err != nil:
		case p.complete && !o.dryRun:
			err = files.SweepPartial(o.output, as)
		case !p.complete && !as.Overwrite:
			err = &planError{&hintedError{fmt.Errorf("%q exists and is not what this command would have left", o.output),
				"use another name, or add --overwrite always to replace it"}}
		}
		return p, err
	}
	p.from, err = o.position(state, err)
	return p, err
}

// completed tells whether the output is what a finished run has left, killed
// perhaps when all was done.
func (o *hashOptions) completed(in *list, opt hash.Options) (p plan, err error) {
	f, err := os.Open(o.output)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	defer f.Close()
	p.from, p.complete, err = hash.Complete(opt, in, f)
	if !p.complete {
		p.from = hash.Position{}
	}
	if err == nil {
		err = in.rewind()
	}
	return p, err
}

// lookBeforeTyping refuses an output that exists before passwords are asked for
// or awaited.
func (o *hashOptions) lookBeforeTyping() error {
	if o.verify != "" || o.input != "-" || o.output == "-" || o.overwrite.value == "always" {
		return nil
	}
	if info, err := os.Stat(o.output); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	_, err := o.position(nil, &files.ExistsError{Name: o.output})
	return err
}

// openOutput opens the output, and says where to go on.
func (o *hashOptions) openOutput(ctx context.Context, sys *IO, in *list) (out *hashOutput, from hash.Position, err error) {
	if o.output == "" || o.output == "-" {
		return &hashOutput{stream: sys.Out}, from, nil
	}
	as, ok, err := o.partialOptions(in)
	if err != nil {
		return nil, from, err
	}
	if !ok {
		f, err := await(ctx, func() (*files.File, error) { return files.Create(o.output, hashPerm, o.overwrite.value == "always") })
		_, err = o.position(nil, err)
		return &hashOutput{stream: f, file: f}, from, err
	}
	p, state, err := files.OpenPartial(o.output, as)
	if from, err = o.position(state, err); err != nil && p != nil {
		p.Close()
	}
	return &hashOutput{partial: p}, from, err
}

// position returns the position in state, or what err means to the user.
func (o *hashOptions) position(state json.RawMessage, err error) (from hash.Position, _ error) {
	var exists *files.ExistsError
	switch {
	case errors.As(err, &exists):
		return from, &planError{&hintedError{err, "use another name, or --overwrite always to replace it"}}
	case errors.Is(err, files.ErrUnfinished):
		return from, &planError{&hintedError{err, "use --resume to go on with it, or --overwrite always to begin anew"}}
	case errors.Is(err, files.ErrOtherRun):
		return from, &planError{&hintedError{err, "give the same input and options, or begin anew with --overwrite always and without --resume"}}
	case errors.Is(err, files.ErrDamaged):
		return from, &planError{&hintedError{err, "begin anew with --overwrite always and without --resume"}}
	case errors.Is(err, files.ErrBusy):
		return from, &planError{err}
	case err != nil || state == nil:
		return from, err
	}
	if err := json.Unmarshal(state, &from); err != nil {
		return from, &planError{fmt.Errorf("%q: the state of the unfinished run is damaged: %w", o.output, err)}
	}
	return from, nil
}

// Append implements hash.Output.
func (h *hashOutput) Append(text []byte, at hash.Position) error {
	h.bytes += int64(len(text))
	if h.partial != nil {
		return h.partial.Append(text, at)
	}
	_, err := h.stream.Write(text)
	if h.file != nil && errors.Is(err, syscall.EPIPE) {
		// On stdout that is a quiet end. A pipe with a name was to take it all.
		return fmt.Errorf("write %q: its reader has gone", h.file.Name())
	}
	return err
}

// commit makes what was appended final.
func (h *hashOutput) commit() error {
	switch {
	case h.partial != nil:
		return h.partial.Commit()
	case h.file != nil:
		return h.file.Commit()
	}
	return nil
}

// close keeps what is not committed for a later run that could go on with it,
// and removes it otherwise.
func (h *hashOutput) close() {
	switch {
	case h.partial != nil:
		h.partial.Close()
	case h.file != nil:
		h.file.Discard()
	}
}

// samePath reports whether two names mean one file.
func samePath(a, b string) bool {
	if a == "" || b == "" || a == "-" || b == "-" {
		return false
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	if errX == nil && errY == nil {
		return os.SameFile(x, y)
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}
