package hash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/secret"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// A ResumeError says that the list of passwords is not the one that the run to
// be continued has hashed.
type ResumeError struct {
	List string // as the user named it
	Line int64  // of the first row that shows it
	Text string // what is wrong there

	rehashed bool   // by hashing the row again
	output   string // that is finished, and so can have changed as well
}

var _ processors.Explainer = (*ResumeError)(nil)

func (e *ResumeError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *ResumeError) Explain(name func(string) string) (message, hint string) {
	message = fmt.Sprintf("%q is not the list that was hashed: line %d %s", e.List, e.Line, e.Text)
	anew := "start over with " + name("Overwrite") + " and without " + name("Resume")
	if e.output != "" {
		return message, fmt.Sprintf("give the list that was hashed; if it is, a hash in %q has changed: name all such lines by %s, or %s", e.output, name("Verify"), anew)
	}
	return message, "give the list that was hashed, or " + anew
}

// newResumeError names a line of a set.
func newResumeError(in *source.Set, line int64, text string) *ResumeError {
	e := &ResumeError{List: in.Name(), Line: line, Text: text}
	if file := in.At(line); file != nil {
		e.List, e.Line = file.Name, file.At(line)
	}
	return e
}

// entryList is a list of hashes in any format.
type entryList interface {
	// Next returns the next hash, or io.EOF. Its line is that of its password.
	Next() (format.Entry, error)
}

// finishedRows reads what an earlier run has finished, beside the list of
// passwords, and chooses rows to hash again.
type finishedRows struct {
	ctx    context.Context
	opt    *Options
	memory int64 // that a worker may hold for hashing
	takes  *screen
	in     *source.Set
	lines  *source.Records
	hashes entryList
	echo   *echo    // of hashes
	until  Position // the end of what is finished

	at     Position
	spread int64 // how many rows to choose, evenly spread
	chosen int64
	hashed int64 // rows that have a hash

	// last is the last of them if it was not chosen, with its password.
	last     format.Entry
	password []byte
}

// read reads to the end of what is finished, and gives take the rows to hash
// again until that returns false. The error is a ResumeError if a row has no
// hash or a hash no row, or the one of the list or the hashes.
func (f *finishedRows) read(take func(e *format.Entry, password []byte) bool) error {
	for f.at.Line < f.until.Line && f.ctx.Err() == nil {
		l, err := f.lines.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return &inputs.PathError{Path: f.lines.Name(), Err: files.Cause(err)}
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
		case !f.choose(password, &e):
		case !take(&e, password):
			return nil
		}
	}
	if f.ctx.Err() != nil {
		return context.Cause(f.ctx)
	}
	if f.last.Line > 0 {
		f.chosen++
		if !take(&f.last, f.password) {
			return nil
		}
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
	default:
		known := false
		if e.Line, known = f.in.LineOf(e.File, e.Line); !known {
			e.Line = math.MaxInt64
		}
	}
	return e, err
}

// notThere is said of a line that is in the output alone.
const notThere = "was hashed, but is not there"

func (f *finishedRows) differs(line int64, text string) error {
	return newResumeError(f.in, line, text)
}

// choose reports whether a row is to be hashed again. It keeps one that is not,
// as it may be the last.
func (f *finishedRows) choose(password []byte, e *format.Entry) bool {
	f.hashed++
	// By rows, so that the middle of the list is among them.
	due := int64(1)
	if f.spread < f.until.Rows {
		due += int64(float64(f.until.Rows-1) * float64(f.chosen) / float64(f.spread-1))
	}
	if f.at.Rows >= due && (f.chosen < f.spread-1 || f.spread >= f.until.Rows) {
		f.chosen++
		f.last.Line = 0
		return true
	}
	clear(f.password)
	f.last, f.password = *e, secret.Append(f.password[:0], password)
	return false
}

// clear forgets the passwords.
func (f *finishedRows) clear() {
	f.lines.Clear()
	secret.Put(f.password)
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
	reading, stop := context.WithCancel(ctx)
	defer stop()
	f := &finishedRows{
		ctx: reading, opt: p.opt, memory: p.Allocation.Hasher,
		in: p.in, until: until, spread: samples(p.opt.Params, p.Allocation),
		lines:  p.in.NewReader(),
		hashes: hashes, echo: echo, takes: newScreen(p.opt, p.columns),
	}
	defer f.clear()
	again := &rehash{rows: f, lanes: p.Allocation.Lanes, full: fullChunk(p.opt.Params, p.Allocation.Lanes)}
	_, err = pool.Run(ctx, p.Pool(), again)
	stop()
	again.close()
	if rewound := p.in.Rewind(); err == nil {
		err = rewound
	}
	p.Checked, p.Finished = f.chosen, f.hashed
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
