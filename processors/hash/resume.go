package hash

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/secret"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// minSamples is how many finished rows are hashed again before a run goes on:
// the first, the last and one in the middle. Where a hasher takes more at a
// time, that many, as they cost no more.
const minSamples = 3

// A ResumeError says that the list of passwords is not the one that the run to
// be continued has hashed.
type ResumeError struct {
	List string // as the user named it
	Line int64  // of the first row that shows it
	Text string // what is wrong there

	rehashed bool // by hashing the row again
}

var _ processors.Explainer = (*ResumeError)(nil)

func (e *ResumeError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *ResumeError) Explain(name func(string) string) (message, hint string) {
	return fmt.Sprintf("%q is not the list that was hashed: line %d %s", e.List, e.Line, e.Text),
		"give the list that was hashed, or begin anew with " + name("Overwrite") + " and without " + name("Resume")
}

// entryList is a list of hashes in any format.
type entryList interface {
	// Next returns the next hash, or io.EOF. Its line is that of its password.
	Next() (format.Entry, error)
}

// A sample is a finished row to be hashed again.
type sample struct {
	line                int64
	password, salt, key []byte
}

// finishedRows reads what an earlier run has finished, beside the list of
// passwords, and takes samples.
type finishedRows struct {
	opt    *Options
	takes  *screen
	name   string // of the list
	lines  *source.Reader
	hashes entryList
	echo   *echo    // of hashes
	until  Position // the end of what is finished

	at      Position
	spread  int // how many samples to take, evenly spread
	samples []sample
	last    sample // the last row that was hashed
}

// read reads to the end of what is finished. The error is a ResumeError if a
// row has no hash or a hash no row, or the one of the list or the hashes.
func (f *finishedRows) read(ctx context.Context) error {
	for f.at.Line < f.until.Line && ctx.Err() == nil {
		l, err := f.lines.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &inputs.PathError{Path: f.name, Err: files.Cause(err)}
		}
		if l.Line > f.until.Line {
			return f.differs(f.until.Line, notThere)
		}
		f.at.Line = l.Line
		f.at.Rows++
		password, failed := f.takes.row(&l)
		if failed != nil || slices.Contains(f.until.Broken, l.Line) {
			continue // it has no hash
		}
		switch e, err := f.next(&l); {
		case err != nil && err != io.EOF:
			return err
		case err == nil && e.Line < l.Line:
			return f.differs(e.Line, notThere)
		case err == io.EOF || e.Line > l.Line || !f.opt.wrote(&e):
			return f.differs(l.Line, "has no hash in the output")
		case !f.echo.agrees(&l, &e):
			return f.differs(l.Line, "stands in the output in another way")
		default:
			f.take(password, &e)
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if f.until.Line < math.MaxInt64 && (f.at.Line != f.until.Line || f.at.Rows != f.until.Rows) {
		return f.differs(f.until.Line, notThere)
	}
	switch e, err := f.hashes.Next(); {
	case err == io.EOF && !f.echo.ends(f.at.Line):
		return f.differs(f.at.Line, "is not the end of the output")
	case err == io.EOF:
		return nil
	case err != nil:
		return err
	default:
		return f.differs(e.Line, notThere)
	}
}

// next returns the next hash. Where a format names the user alone, the line is
// that of the record, if it is that user's.
func (f *finishedRows) next(l *source.Record) (format.Entry, error) {
	e, err := f.hashes.Next()
	switch {
	case err != nil:
	case errors.Is(e.Err, format.ErrNoHash):
		err = &format.FormatError{Name: f.opt.Output, Line: e.At, Text: e.Err.Error()}
	case e.Line == 0 && e.User == f.opt.identity(l):
		e.Line = l.Line
	}
	return e, err
}

// notThere is said of a line that is in the output alone.
const notThere = "was hashed, but is not there"

func (f *finishedRows) differs(line int64, text string) error {
	return &ResumeError{List: f.name, Line: line, Text: text}
}

// take keeps a row, as a sample if it is its turn.
func (f *finishedRows) take(password []byte, e *format.Entry) {
	due := int64(0) // by rows, so that the middle of the list is sampled
	if n := int64(len(f.samples)); n > 0 {
		due = 1 + (f.until.Rows-1)*n/int64(f.spread-1)
	}
	if len(f.samples) < f.spread-1 && f.at.Rows >= due {
		f.samples = append(f.samples, sample{e.Line, secret.Append(nil, password), e.Salt, e.Key})
		return
	}
	clear(f.last.password)
	f.last = sample{e.Line, secret.Append(f.last.password[:0], password), e.Salt, e.Key}
}

// check hashes the samples again. The error is a ResumeError if one is not what
// the output has.
func (f *finishedRows) check(ctx context.Context, lanes int) error {
	samples := f.samples
	if f.last.line > 0 && samples[len(samples)-1].line < f.last.line {
		samples = append(samples, f.last)
	}
	if len(samples) == 0 {
		return nil
	}
	chunk := Chunk{params: f.opt.Params, digests: f.opt.Reading.ReadDigest != nil}
	hasher := chunk.hashed().New(lanes)
	defer hasher.Close()
	keys, passwords, salts := make([][]byte, len(samples)), make([][]byte, len(samples)), make([][]byte, len(samples))
	for i, s := range samples {
		keys[i], passwords[i], salts[i] = make([]byte, f.opt.Params.KeyLength()), s.password, s.salt
	}
	if err := hasher.Hash(ctx, keys, passwords, salts); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i, s := range samples {
		if subtle.ConstantTimeCompare(keys[i], s.key) != 1 {
			return &ResumeError{f.name, s.line, "gives another hash", true}
		}
	}
	return nil
}

// clear forgets the passwords.
func (f *finishedRows) clear() {
	f.lines.Clear()
	for _, s := range append(f.samples, f.last) {
		secret.Put(s.password)
	}
}

// wrote reports whether e has the parameters of opt.
func (opt *Options) wrote(e *format.Entry) bool {
	return e.Err == nil && e.Params == opt.Params && len(e.Salt) == len(opt.salt(make([]byte, opt.SaltBytes)))
}

// checkFinished compares hashes, what an earlier run has finished until a
// position, with the list: by the numbers of its rows, and by hashing some of
// them again. Size and time do not tell a list from another that was copied
// with its time. The error is a ResumeError, or one of reading.
func (p *Plan) checkFinished(ctx context.Context, hashes io.Reader, until Position) (end Position, err error) {
	echo := newEcho(p.opt)
	entries := format.NewReader(p.opt.Output, io.TeeReader(hashes, echo))
	entries.SetPepper(p.opt.Pepper)
	return p.checkRows(ctx, entries, echo, until)
}

// checkRows is checkFinished for hashes in any format.
func (p *Plan) checkRows(ctx context.Context, hashes entryList, echo *echo, until Position) (end Position, err error) {
	lanes := p.Allocation.Lanes
	f := &finishedRows{
		opt: p.opt, name: p.in.Name, until: until, spread: max(minSamples, lanes),
		lines:  p.in.NewReader(),
		hashes: hashes, echo: echo, takes: newScreen(p.opt, p.columns),
	}
	defer f.clear()
	err = f.read(ctx)
	if err == nil {
		err = f.check(ctx, lanes)
	}
	if rewound := p.in.Rewind(); err == nil {
		err = rewound
	}
	return f.at, err
}

// checkUnfinished checks what an unfinished run has left against the list.
func (p *Plan) checkUnfinished(ctx context.Context, hashes io.Reader, until Position) error {
	_, err := p.checkFinished(ctx, hashes, until)
	if errors.As(err, new(*format.FormatError)) {
		return &OutputError{p.opt.Output, fmt.Errorf("%w: %w", files.ErrDamaged, err)}
	}
	return err
}
