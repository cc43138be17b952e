package resize

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
	"unicode/utf8"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/journal"
	"fanout/processors/resize/format"
)

// An entry is what the journal has of one item: of which input, under which
// options, what has become of it. Paths are slash-separated and relative to the
// journal's folder, so that a tree can be moved; where that is impossible they
// are absolute.
type entry struct {
	Output  text   `json:"output"` // the key
	Input   text   `json:"input"`
	Page    int    `json:"page,omitempty"`
	Size    int64  `json:"size"` // of the input, in bytes
	Time    moment `json:"time"` // of its last change
	Content string `json:"content,omitempty"`
	Options string `json:"options,omitempty"` // their fingerprint

	State  state  `json:"state"`
	Reason text   `json:"reason,omitempty"` // why failed, or what is damaged
	Notes  []text `json:"notes,omitempty"`

	Bytes    int64   `json:"bytes,omitempty"` // of the output
	Made     *moment `json:"made,omitempty"`  // its time
	Sum      string  `json:"sum,omitempty"`   // its checksum
	Frames   int     `json:"frames,omitempty"`
	ICC      iccFate `json:"icc,omitempty"`
	Sideways bool    `json:"sideways,omitempty"` // its orientation tag was dropped
}

// A state says what has become of an item.
type state string

const (
	stateDone   state = "done"
	stateFailed state = "failed"
	stateByTime state = "by time" // its output was there, and not older than the input
)

// A moment is a time in seconds since 1970 and nanoseconds.
type moment [2]int64

func momentOf(t time.Time) moment { return moment{t.Unix(), int64(t.Nanosecond())} }

// A checksum is the XXH3 of a file's content, 128 bits.
type checksum = [16]byte

// text is a string of any bytes, as names of files are. In JSON it is a string
// or, where that cannot hold it, the base64 of its bytes in a list.
type text string

// MarshalJSON implements [json.Marshaler].
func (t text) MarshalJSON() ([]byte, error) {
	var v any = string(t)
	if !utf8.ValidString(string(t)) {
		v = []string{base64.StdEncoding.EncodeToString([]byte(t))}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *text) UnmarshalJSON(b []byte) error {
	if !bytes.HasPrefix(b, []byte("[")) {
		return json.Unmarshal(b, (*string)(t))
	}
	var coded [1]string
	if err := json.Unmarshal(b, &coded); err != nil {
		return err
	}
	name, err := base64.StdEncoding.DecodeString(coded[0])
	*t = text(name)
	return err
}

func texts(list []string) (all []text) {
	for _, s := range list {
		all = append(all, text(s))
	}
	return all
}

// A logbook knows the journal of a plan, and how items are named in it.
type logbook struct {
	path    string // of the journal
	folder  string // the real one that it is in
	outputs string // the output folder, seen from there
	folders inputs.Folders
	prints  map[*format.Format]string // fingerprints
	file    fs.FileInfo               // nil: there is no journal yet
}

// openLogbook returns the logbook of the run's journal, or nil if it has none.
// The error is a
// [*JournalError] or a [*files.OutputError].
func openLogbook(opt *Options, toFile bool, root string) (*logbook, error) {
	path := opt.journalPath(toFile)
	if path == "" {
		switch {
		case opt.Resume:
			return nil, &ResumeError{Setting: "Resume"}
		case opt.RetryFailed:
			return nil, &ResumeError{Setting: "RetryFailed"}
		}
		return nil, nil
	}
	b := &logbook{path: path, folders: inputs.Folders{}, prints: map[*format.Format]string{}}
	if exists, err := journal.Check(path); errors.Is(err, fs.ErrPermission) {
		if _, denied := os.Stat(root); errors.Is(denied, fs.ErrPermission) {
			path = root
		}
		return nil, &files.OutputError{Path: path, Err: files.Cause(errors.Unwrap(err))}
	} else if err != nil {
		return nil, &JournalError{err}
	} else if exists {
		b.file, _ = os.Stat(path)
	}
	b.folder = filepath.Dir(inputs.Real(path))
	b.outputs = b.relative(inputs.Real(root))
	return b, nil
}

// Journal returns the path of the journal, or "" if there is none.
func (p *Plan) Journal() string {
	if p.book == nil {
		return ""
	}
	return p.book.path
}

// NewJournal reports whether the run makes the journal.
func (p *Plan) NewJournal() bool { return p.book != nil && p.book.file == nil }

// is reports whether info is the journal's. An empty file is none yet.
func (b *logbook) is(info fs.FileInfo) bool {
	return b != nil && b.file != nil && b.file.Size() > 0 && os.SameFile(b.file, info)
}

// relative returns a real path as the journal has it.
func (b *logbook) relative(real string) string {
	if rel, err := filepath.Rel(b.folder, real); err == nil {
		real = rel
	}
	return filepath.ToSlash(real)
}

// key returns what the journal calls the item's output.
func (b *logbook) key(it *Item) string { return path.Join(b.outputs, it.Target) }

// input returns what the journal calls the item's file.
func (b *logbook) input(it *Item) string {
	real, err := b.folders.Entry(it.Source)
	if err != nil {
		real = it.Source
	}
	return b.relative(real)
}

// options returns the fingerprint of the options for the item.
func (b *logbook) options(opt *Options, it *Item) string {
	if b.prints[it.Format] == "" {
		b.prints[it.Format] = opt.fingerprint(it.Format)
	}
	return b.prints[it.Format]
}

// encode returns the line of the journal.
func (e *entry) encode() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		panic(err) // it has strings and numbers only
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// decodeEntry returns what encode has made a line of. A line of another kind is
// not ok.
func decodeEntry(line []byte) (e entry, ok bool) {
	err := json.Unmarshal(line, &e)
	return e, err == nil && e.Output != "" && e.State != ""
}

// plainOutput returns the output of an entry's line as encode begins it. It is
// not plain if only decodeEntry can tell.
func plainOutput(line []byte) (output []byte, plain bool) {
	rest, plain := bytes.CutPrefix(line, []byte(`{"output":"`))
	output, _, ends := bytes.Cut(rest, []byte(`"`))
	return output, plain && ends && bytes.IndexByte(output, '\\') < 0 && utf8.Valid(output)
}

// reasonLimit bounds the text that the journal has of a reason, and that of all
// notes of an item, in bytes.
const reasonLimit = 4 << 10

// recorded reports whether the journal has a record of r. Of an item that was
// not worked on there is nothing new. That the name of an output was taken says
// nothing about the item, and the run that has taken it may have a record.
func recorded(r *Result) bool {
	if exists := (*files.ExistsError)(nil); errors.As(r.err, &exists) {
		return false
	}
	return r.item.Work() || r.item.stands && r.item.earlier.unrecorded
}

// entry returns what the journal is to have of the result r.
func (b *logbook) entry(opt *Options, r *Result) *entry {
	it := r.item
	e := &entry{
		Output: text(b.key(it)), Input: text(b.input(it)), Page: it.page,
		Size: it.stamp.Size, Time: momentOf(it.stamp.ModTime),
		Options: b.options(opt, it),
	}
	if it.stands {
		e.State, e.Options, e.Bytes, e.Made = stateByTime, "", it.earlier.bytes, &it.earlier.made
		return e
	}
	if r.content != nil {
		e.Content = sumText(*r.content)
	}
	if r.err != nil {
		e.State, e.Reason = stateFailed, text(shortened(r.err.Error()))
		return e
	}
	made := momentOf(r.made)
	e.State, e.Bytes, e.Made, e.Sum = stateDone, r.temp.Size(), &made, sumText(r.sum)
	e.ICC, e.Sideways, e.Notes = r.icc, r.tagDropped, texts(few(r.found.Notes))
	if r.item.animated {
		e.Frames = r.frames
	}
	if r.found.Damage != nil {
		e.Reason = text(shortened(r.found.Damage.Error()))
	}
	return e
}

// shortened returns the beginning of a reason, as much as the journal has.
func shortened[T ~string](reason T) T { return reason[:min(len(reason), reasonLimit)] }

// few returns the first notes, as many as the journal has.
func few[T ~string](notes []T) []T {
	room := reasonLimit
	for i, n := range notes {
		if room -= len(n); room < 0 {
			return notes[:i]
		}
	}
	return notes
}

// recordKey returns the function that tells which records replace which. Only
// those of the plan's items do, so that it takes no more memory than the plan.
// A join has no items; there the first ones of the journal do.
func (p *Plan) recordKey() func(line []byte) string {
	const mostOfJoin = 1 << 20
	var keys map[string]bool
	return func(line []byte) string {
		if keys == nil {
			keys = map[string]bool{}
			for _, it := range p.Items {
				keys[p.book.key(it)] = it.Target != ""
			}
		}
		e, ok := decodeEntry(line)
		output := string(e.Output)
		if ok && p.joins && !keys[output] && len(keys) < mostOfJoin {
			keys[output] = true
		}
		if ok && keys[output] {
			return output
		}
		return ""
	}
}

// journalPath returns where the journal is, or "" if there is none.
func (o *Options) journalPath(toFile bool) string {
	switch {
	case o.NoJournal:
		return ""
	case o.Journal != "":
		return o.Journal
	case toFile:
		return ""
	}
	return filepath.Join(o.Output, journal.Name)
}
