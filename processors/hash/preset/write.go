package preset

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"fanout/internal/files"
	"fanout/processors/hash/format"
)

// Entries yields the hashes of a run in the order of their lines, and io.EOF.
type Entries interface {
	Next() (format.Entry, error)
}

// group is how many files are committed at a time.
const group = 16

// Folder returns how the folder of the files is opened: for nobody but the
// user, and so that the files of an earlier import can be replaced.
func Folder() files.Options { return files.Options{Perm: 0o600, Overwrite: true} }

// Write writes the entries into files of out, a folder opened as Folder says,
// at dir. open is called twice at least. Files of an earlier import are
// replaced, and removed where this one has fewer.
func (p *Preset) Write(out *files.Output, dir string, open func() (Entries, error)) (Plan, error) {
	columns, plan, err := p.count(open)
	if err != nil {
		return plan, err
	}
	entries, err := open()
	if err != nil {
		return plan, err
	}
	w := &writer{preset: p, out: out, columns: columns, split: p.newSplitter(columns), last: plan.Files}
	if err := w.all(entries); err != nil {
		return plan, err
	}
	return w.split.plan, p.removeOthers(dir, w.names)
}

// count reads all entries, and returns their columns and how many files they
// take.
func (p *Preset) count(open func() (Entries, error)) (columns []string, plan Plan, err error) {
	planner := p.NewPlanner(nil)
	for {
		entries, err := open()
		if err != nil {
			return nil, plan, err
		}
		split := p.newSplitter(planner.columns)
		for {
			e, err := entries.Next()
			if err == io.EOF {
				break
			}
			if err == nil {
				err = planner.addColumns(e.Fields)
			}
			if err != nil {
				return nil, plan, err
			}
			if planner.record, err = p.append(planner.record[:0], &e, planner.columns); err != nil {
				return nil, plan, err
			}
			split.add(len(planner.record))
		}
		if _, late := planner.Columns(); !late {
			return planner.columns, split.plan, nil
		}
		planner.known = len(planner.columns)
	}
}

// append appends the record of an entry that is one of ours.
func (p *Preset) append(dst []byte, e *format.Entry, columns []string) ([]byte, error) {
	if e.Err != nil {
		return dst, fmt.Errorf("the hash of %s: %w", place(e), e.Err)
	}
	dst, err := p.record(dst, &row{Entry: e, user: user{e.User, e.Fields}, target: p.Target, settings: p.settings, columns: columns})
	if err != nil {
		return dst, fmt.Errorf("the record of %s: %w", place(e), err)
	}
	return dst, nil
}

// place names the line of an entry's password.
func place(e *format.Entry) string {
	if e.File != "" {
		return fmt.Sprintf("%q line %d", e.File, e.Line)
	}
	return fmt.Sprintf("line %d", e.Line)
}

// A writer writes one file after the other.
type writer struct {
	preset  *Preset
	out     *files.Output
	columns []string
	split   *splitter
	last    int // number of the last file

	file    *files.Temp
	to      *bufio.Writer
	pending []*files.Temp // closed, but not committed
	names   []string
}

// all writes all entries.
func (w *writer) all(entries Entries) error {
	var record []byte
	for {
		e, err := entries.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if record, err = w.preset.append(record[:0], &e, w.columns); err != nil {
			return err
		}
		if err := w.add(record); err != nil {
			return err
		}
	}
	if err := w.end(); err != nil {
		return err
	}
	return w.commit()
}

// add writes a record, in a new file where the present one is full.
func (w *writer) add(record []byte) error {
	if w.split.add(len(record)) {
		if err := w.begin(); err != nil {
			return err
		}
	} else {
		_, _ = w.to.WriteString(w.preset.file.in.between) // an error stays until Flush
	}
	_, err := w.to.Write(record)
	return err
}

// begin begins the next file.
func (w *writer) begin() error {
	if err := w.end(); err != nil {
		return err
	}
	name := w.preset.nameOf(w.preset.settings, w.split.plan.Files, w.last)
	file, err := w.out.Create(name)
	if err != nil {
		return err
	}
	w.file, w.names = file, append(w.names, name)
	if w.to == nil {
		w.to = bufio.NewWriterSize(nil, 64<<10)
	}
	w.to.Reset(file)
	_, err = w.to.WriteString(w.preset.headOf(w.preset.settings, w.columns))
	return err
}

// end ends the present file, if there is one.
func (w *writer) end() error {
	if w.file == nil {
		return nil
	}
	_, _ = w.to.WriteString(w.preset.file.in.tail)
	err := w.to.Flush()
	if e := w.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	w.pending = append(w.pending, w.file)
	w.file = nil
	if len(w.pending) < group {
		return nil
	}
	return w.commit()
}

// commit gives the files that have ended their names.
func (w *writer) commit() error {
	results, err := w.out.Commit(w.pending)
	w.pending = w.pending[:0]
	for _, e := range results {
		if err == nil {
			err = e
		}
	}
	return err
}

// removeOthers removes what an earlier import has left in dir.
func (p *Preset) removeOthers(dir string, names []string) error {
	there, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, f := range there {
		if _, ours := slices.BinarySearch(names, f.Name()); ours || !p.IsOurs(f.Name()) || !f.Type().IsRegular() {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}
