package preset

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

// A Plan says how users are split over files.
type Plan struct {
	Files    int
	Users    int64
	Bytes    int64 // of all files
	MaxUsers int   // in a file
	MaxBytes int64 // of a file
	Failed   int64 // rows that no file can have
	First    error // why the first of these cannot, with its line

	Left      []string // columns that the target has no place for
	NamesLeft int64    // users whose name is not kept, as the target knows them by their address
}

// A splitter cuts records into files at the limits of a target.
type splitter struct {
	limits
	head, between, tail int64

	plan  Plan
	users int   // in the present file
	bytes int64 // of it
}

func (p *Preset) newSplitter(columns []string) *splitter {
	in := p.file.in
	return &splitter{
		limits: p.limits, head: int64(len(p.headOf(p.settings, columns))), between: int64(len(in.between)), tail: int64(len(in.tail)),
	}
}

// fits reports whether a file can hold a record of n bytes at all.
func (s *splitter) fits(n int) bool {
	return s.limits.bytes == 0 || s.head+int64(n)+s.tail <= s.limits.bytes
}

// add adds a record of n bytes, and reports whether it begins a file.
func (s *splitter) add(n int) (begins bool) {
	begins = s.plan.Files == 0 || s.limits.users > 0 && s.users == s.limits.users ||
		s.limits.bytes > 0 && s.bytes+s.between+int64(n) > s.limits.bytes
	if begins {
		s.plan.Files++
		s.users, s.bytes = 0, s.head+s.tail
		s.plan.Bytes += s.bytes
	} else {
		s.bytes += s.between
		s.plan.Bytes += s.between
	}
	s.users++
	s.bytes += int64(n)
	s.plan.Users++
	s.plan.Bytes += int64(n)
	s.plan.MaxUsers = max(s.plan.MaxUsers, s.users)
	s.plan.MaxBytes = max(s.plan.MaxBytes, s.bytes)
	return begins
}

// A Planner sees the rows of a list in their order, tells which of them a file
// can have, and counts the files. It keeps 16 bytes for each user.
type Planner struct {
	preset  *Preset
	columns []string
	known   int // columns when it began
	split   *splitter
	seen    map[[16]byte]struct{}
	record  []byte
	sample  format.Entry
}

// NewPlanner returns a Planner of a list with these columns, as far as they are
// known.
func (p *Preset) NewPlanner(columns []string) *Planner {
	return &Planner{
		preset: p, columns: slices.Clone(columns), known: len(columns), split: p.newSplitter(columns),
		seen: map[[16]byte]struct{}{}, sample: p.sample(),
	}
}

// maxColumns bounds the columns that a list may have in all.
const maxColumns = 4096

// The reasons why a row cannot be written.
var (
	errTwice       = errors.New("its user is named on an earlier line too")
	errManyColumns = fmt.Errorf("its list has more than %d columns", maxColumns)
	errTooLong     = errors.New("its columns are too long for a user's record")
)

// Row returns what is to be hashed for a password, or why the row cannot be
// written.
func (p *Planner) Row(r *source.Record) (password []byte, err error) {
	password, n, err := p.row(r)
	if err != nil {
		if p.split.plan.Failed == 0 {
			p.split.plan.First = fmt.Errorf("%s: %w", r.File.Place(r.Line), err)
		}
		p.split.plan.Failed++
		return nil, err
	}
	p.split.add(n)
	return password, nil
}

// row is Row, and returns the length of the record.
func (p *Planner) row(rec *source.Record) (password []byte, n int, err error) {
	if rec.Err != nil {
		return nil, 0, rec.Err
	}
	p.sample.Line, p.sample.User, p.sample.Fields = rec.File.At(rec.Line), rec.User, rec.Fields
	if rec.File != nil {
		p.sample.File = rec.File.Name
	}
	if err := p.addColumns(rec.Fields); err != nil {
		return nil, 0, err
	}
	r := &row{Entry: &p.sample, user: user{rec.User, rec.Fields}, target: p.preset.Target, settings: p.preset.settings, columns: p.columns}
	if err := p.identify(r); err != nil {
		return nil, 0, err
	}
	password = rec.Password
	if p.preset.password != nil {
		if password, err = p.preset.password(password); err != nil {
			return nil, 0, err
		}
	}
	if err := p.preset.params.CheckPassword(password); err != nil {
		return nil, 0, err
	}
	if p.record, err = p.preset.record(p.record[:0], r); err != nil {
		return nil, 0, err
	}
	n = len(p.record)
	if limit := p.preset.limits.row; limit > 0 && utf8.RuneCount(p.record) > limit {
		return nil, 0, fmt.Errorf("its record is longer than the %d characters that %s takes", limit, p.preset.Name)
	}
	if !p.split.fits(n) {
		return nil, 0, errTooLong
	}
	// The hashes are kept as JSON lines until all are there.
	if p.record, err = p.preset.kept(p.record[:0], &p.sample); err != nil {
		return nil, 0, err
	}
	if len(p.record) > format.MaxLine {
		return nil, 0, errTooLong
	}
	return password, n, nil
}

// identify refuses a user that another row has named.
func (p *Planner) identify(r *row) error {
	if err := r.check(); err != nil {
		return err
	}
	keys, err := p.preset.keys(r)
	if err != nil {
		return err
	}
	address, err := r.mail()
	if err != nil {
		return err
	}
	twice := false
	for _, key := range keys {
		if p.preset.lowerMail && key == address {
			key = strings.ToLower(key)
		}
		digest := sha256.Sum256([]byte(key))
		_, found := p.seen[[16]byte(digest[:16])]
		twice = twice || found
		p.seen[[16]byte(digest[:16])] = struct{}{}
	}
	if twice {
		return errTwice
	}
	if !p.preset.Target.columns && !slices.Contains(keys, r.name) {
		p.split.plan.NamesLeft++
	}
	return nil
}

// addColumns adds columns that no row before had.
func (p *Planner) addColumns(fields []source.Field) error {
	for i, f := range fields {
		if i < len(p.columns) && p.columns[i] == f.Name || slices.Contains(p.columns, f.Name) {
			continue
		}
		if len(p.columns) == maxColumns {
			return errManyColumns
		}
		p.columns = append(p.columns, f.Name)
	}
	return nil
}

// Columns returns all columns of the rows so far. late tells whether the plan
// is to be made again with them, as records have one value for each.
func (p *Planner) Columns() (columns []string, late bool) {
	return p.columns, p.preset.Target.columns && len(p.columns) > p.known
}

// Plan returns how the rows so far are split.
func (p *Planner) Plan() Plan {
	plan := p.split.plan
	if p.preset.Target.columns {
		return plan
	}
	taken := map[attribute]bool{}
	for _, name := range p.columns {
		a := attributeOf(name)
		has := slices.Contains(p.preset.own, a) || slices.ContainsFunc(p.preset.members, func(m member) bool { return m.of == a })
		if !has || taken[a] {
			plan.Left = append(plan.Left, name)
		}
		taken[a] = true
	}
	return plan
}

// kept appends the JSON line that holds an entry until the files are written.
func (p *Preset) kept(dst []byte, e *format.Entry) ([]byte, error) {
	f, err := format.Lookup(format.Names()[0])
	if err != nil {
		return dst, err
	}
	return f.Append(dst, e, &format.Style{Users: true})
}
