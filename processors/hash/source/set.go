package source

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"fanout/internal/files"
	"fanout/internal/inputs"
)

// A Set is the lists of a run, which are read one after the other as if they
// were one: the lines of each count on from those of the lists before it.
// Several lists are files that can be read again. Each of them is open only
// while it is read, since a folder may have thousands.
type Set struct {
	Lists []*List

	byName map[string]*List // of several
}

// A File is the place of a list among several.
type File struct {
	Name   string // as the user named it
	Before int64  // lines of the lists before it
}

// At returns the line of the list that a line of the set is. Of the only list
// of a set, whose File is nil, they are the same.
func (f *File) At(line int64) int64 {
	if f == nil {
		return line
	}
	return line - f.Before
}

// Place names a line of the set for a message.
func (f *File) Place(line int64) string {
	if f == nil {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("%q line %d", f.Name, f.At(line))
}

// OpenSet opens the lists at paths, each as opt says. The error is as Open's.
func OpenSet(ctx context.Context, paths []string, opt Options) (*Set, error) {
	s := &Set{}
	several := len(paths) > 1
	for _, path := range paths {
		opt.Path = path
		l, err := Open(ctx, opt)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.Lists = append(s.Lists, l)
		switch {
		case several && !l.IsFile():
			s.Close()
			return nil, refuse(path, " can be read only once, so it cannot be read with other lists", "hash it in a run of its own, or copy it to a file first")
		case several && !utf8.ValidString(path):
			s.Close()
			return nil, refuse(path, " is not UTF-8, so the output cannot name it", "rename it")
		case several:
			l.park()
		}
	}
	return s, nil
}

// Several reports whether the set has more than one list, so that records name
// theirs.
func (s *Set) Several() bool { return len(s.Lists) > 1 }

// Name returns what the set is called in a message: the list, or how many there
// are.
func (s *Set) Name() string {
	if s.Several() {
		return countOf(len(s.Lists), "list")
	}
	return s.Lists[0].Name
}

// Quoted returns Name in quotes, if it is that of a list.
func (s *Set) Quoted() string {
	if s.Several() {
		return s.Name()
	}
	return fmt.Sprintf("%q", s.Name())
}

// Again reports whether the set can be read more than once.
func (s *Set) Again() bool { return s.Lists[0].Size >= 0 }

// IsFile reports whether all lists are files that can be read again.
func (s *Set) IsFile() bool { return s.Lists[0].IsFile() }

// Forget clears what was read ahead.
func (s *Set) Forget() {
	for _, l := range s.Lists {
		l.Forget()
	}
}

// Close closes the lists.
func (s *Set) Close() error {
	var err error
	for _, l := range s.Lists {
		if e := l.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Rewind goes back to the start.
func (s *Set) Rewind() error {
	if s.Several() { // a reader opens them
		return nil
	}
	return s.Lists[0].Rewind()
}

// Unchanged returns the error of the first list that has changed.
func (s *Set) Unchanged() error {
	for _, l := range s.Lists {
		if err := l.Unchanged(); err != nil {
			return err
		}
	}
	return nil
}

// Count reads the lists to their end, fills in what each of them has, and
// returns the sums. The error is the cause of ctx once that is done, or an
// inputs.PathError.
func (s *Set) Count(ctx context.Context) (records int64, t Tally, err error) {
	if s.Several() {
		s.byName = map[string]*List{}
	}
	before := int64(0)
	for _, l := range s.Lists {
		if s.Several() {
			if err := l.Rewind(); err != nil {
				return records, t, err
			}
		}
		if _, _, err := l.Count(ctx); err != nil {
			if ctx.Err() == nil {
				err = &inputs.PathError{Path: l.Name, Err: files.Cause(err)}
			}
			return records, t, err
		}
		if s.Several() {
			l.park()
			l.place = &File{l.Name, before}
			s.byName[l.Name] = l
		}
		before += l.lines
		records += l.Rows
		t.add(&l.Tally)
	}
	return records, t, nil
}

// At returns the place of a line of the set that has been counted.
func (s *Set) At(line int64) *File {
	i := sort.Search(len(s.Lists), func(i int) bool { return s.Lists[i].before() >= line })
	return s.Lists[max(0, i-1)].place
}

// LineOf returns the line of the set that is a line of a list, by its name as
// an output has it: "" counts the lines of all. ok tells that there is one.
func (s *Set) LineOf(name string, line int64) (of int64, ok bool) {
	switch {
	case name == "":
		return line, true
	case !s.Several():
		return line, name == s.Lists[0].Name
	}
	l := s.byName[name]
	if l == nil || line > l.lines {
		return 0, false
	}
	return l.before() + line, true
}

// Has reports whether a list of that name is in the set.
func (s *Set) Has(name string) bool {
	return slices.ContainsFunc(s.Lists, func(l *List) bool { return l.Name == name })
}

// HasUsers reports whether all lists that hold records name a user for each of
// them.
func (s *Set) HasUsers() bool {
	with, without := s.Users()
	return with != nil && without == nil
}

// Users returns the first list that names users and the first that does not,
// of those that hold records.
func (s *Set) Users() (with, without *List) {
	for _, l := range s.Lists {
		switch {
		case s.Several() && l.Rows == 0:
		case l.HasUsers() && with == nil:
			with = l
		case !l.HasUsers() && without == nil:
			without = l
		}
	}
	return with, without
}

// Carried returns the names of the columns that are carried to the output:
// those of the first list that has columns. other is the first list that has
// others; objects of JSON lines may leave some out.
func (s *Set) Carried() (names []string, first, other *List) {
	for _, l := range s.Lists {
		if l.Columns == nil || s.Several() && l.Rows == 0 {
			continue
		}
		carried := l.Carried()
		if first == nil {
			names, first = carried, l
			continue
		}
		unknown := func(name string) bool { return !slices.Contains(names, name) }
		if l.Kind == CSV && len(carried) != len(names) || slices.ContainsFunc(carried, unknown) {
			return names, first, l
		}
	}
	return names, first, nil
}

// Reading returns all that decides which passwords the set holds, in words.
func (s *Set) Reading() string {
	words := make([]string, len(s.Lists))
	for i, l := range s.Lists {
		words[i] = l.Reading()
	}
	return strings.Join(words, "\n")
}

// Records reads the records of a set.
type Records struct {
	set   *Set
	at    int // list that is read
	in    *Reader
	file  *File // of it
	ended Tally // of the lists before it
}

// NewReader returns a reader of the records: from here on, or those of several
// lists from the start.
func (s *Set) NewReader() *Records {
	r := &Records{set: s}
	if !s.Several() {
		r.in = s.Lists[0].NewReader()
	}
	return r
}

// Next returns the next record, or io.EOF. It is valid until the next call.
func (r *Records) Next() (Record, error) {
	if !r.set.Several() {
		return r.in.Next()
	}
	for {
		if r.in == nil {
			if r.at == len(r.set.Lists) {
				return Record{}, io.EOF
			}
			if err := r.open(); err != nil {
				return Record{}, err
			}
		}
		rec, err := r.in.Next()
		if err == io.EOF {
			if err := r.end(); err != nil {
				return Record{}, err
			}
			continue
		}
		rec.File, rec.Line = r.file, rec.Line+r.file.Before
		return rec, err
	}
}

// open begins the next list.
func (r *Records) open() error {
	l := r.set.Lists[r.at]
	if err := l.Rewind(); err != nil {
		return err
	}
	r.in, r.file = l.NewReader(), l.place
	return nil
}

// end ends a list. It must have as many lines as were counted, since the lines
// of those behind it count on from there.
func (r *Records) end() error {
	l := r.set.Lists[r.at]
	if r.in.Line != l.lines {
		return inputs.ErrChanged
	}
	r.ended.add(&r.in.Tally)
	r.in.Clear()
	r.in, r.at = nil, r.at+1
	l.park()
	return nil
}

// Line returns the line that was read last, counted on through the lists; 0:
// none.
func (r *Records) Line() int64 {
	switch {
	case r.in != nil && r.file != nil:
		return r.file.Before + r.in.Line
	case r.in != nil:
		return r.in.Line
	case r.at > 0:
		l := r.set.Lists[r.at-1]
		return l.before() + l.lines
	}
	return 0
}

// Name returns the name of the list that is read.
func (r *Records) Name() string { return r.set.Lists[min(r.at, len(r.set.Lists)-1)].Name }

// Tally returns what has been read. What several lists have that is marked is
// told of each by Count.
func (r *Records) Tally() Tally {
	switch {
	case !r.set.Several():
		return r.in.Tally
	case r.in == nil:
		return r.ended
	}
	t := r.ended
	t.add(&r.in.Tally)
	return t
}

// Clear gives the memory of the reader back, zeroed. It must not be read after
// that.
func (r *Records) Clear() {
	if r.in != nil {
		r.in.Clear()
	}
}
