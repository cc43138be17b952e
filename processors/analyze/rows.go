package analyze

import (
	"bytes"
	"errors"
	"fmt"

	"fanout/internal/scratch"
	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/profile"
)

// rows are the records of a chunk as a table.
type rows struct {
	profile.Table
	mayRepeat     bool                   // a record may be the header again, or begin with a byte order mark
	before, after scratch.Buffer[uint32] // of the table where the separators alone do not make one
}

// tabulate makes a table of the records that sep bounds, of which the first is
// before the first record. It leaves out empty lines, comments and bad records.
func (w *worker) tabulate(c *Chunk, r *Result, sep []uint32, ends int, clean bool) error {
	t := &w.rows
	t.Columns = w.reading.dataset.fields
	longest := int64(len(w.buf) - pad)
	if w.regular(sep, ends, c.file.source.Comment) && !(t.mayRepeat && w.marked(sep)) && clean && longest <= w.job.opt.Source.MaxRecord {
		var found repeats
		if t.mayRepeat {
			found = w.countRepeats(sep)
		}
		if found.count == 0 || w.job.opt.Repeated == KeepHeaders {
			t.Rows = ends
			t.Before, t.After = sep[:len(sep)-1], sep[1:]
			r.rows, r.repeats = int64(ends), found
			return nil
		}
	}
	t.before, t.after, t.Rows = t.before[:0], t.after[:0], 0
	tab := tabulator{w: w, c: c, r: r, clean: clean, counted: pad}
	for i := 1; i < len(sep); {
		j := i
		for !csvscan.IsLineBreak(w.buf[sep[j]]) {
			j++
		}
		if err := tab.record(sep[i-1 : j+1]); err != nil {
			return err
		}
		i = j + 1
	}
	t.Before, t.After = t.before, t.after
	r.rows = int64(t.Rows)
	return nil
}

// regular reports whether all records have as many fields as there are columns
// and none is an empty line or begins with comment, which is 0 for none.
func (w *worker) regular(sep []uint32, ends int, comment byte) bool {
	n := w.rows.Columns
	if ends*n != len(sep)-1 {
		return false
	}
	buf, begins := w.buf[:len(w.buf)+pad], &w.reading.dataset.header.begins
	may := begins[buf[sep[0]+1]]
	for i := n; i < len(sep); i += n {
		p := sep[i]
		if !csvscan.IsLineBreak(buf[p]) {
			return false
		}
		may = may || begins[buf[p+1]]
	}
	w.rows.mayRepeat = may
	if n > len(w.reading.dataset.Names) {
		return w.endEmpty(sep)
	}
	if n > 1 || w.job.opt.Blank == BlankNull && comment == 0 {
		return true
	}
	for i, end := range sep[1:] {
		start := int(sep[i]) + 1
		if csvscan.TrimCR(w.buf, start, int(end)) == start || comment != 0 && w.buf[start] == comment {
			return false
		}
	}
	return true
}

// endEmpty reports whether the last field of every record is empty, where all
// have one more than there are columns.
func (w *worker) endEmpty(sep []uint32) bool {
	n := w.rows.Columns
	for i := n; i < len(sep); i += n {
		if start := int(sep[i-1]) + 1; csvscan.TrimCR(w.buf, start, int(sep[i])) != start {
			return false
		}
	}
	return true
}

// A tabulator adds the records of a chunk to a worker's rows one by one.
type tabulator struct {
	w     *worker
	c     *Chunk
	r     *Result
	clean bool // all quotes are where they belong

	lines   int64 // line ends before counted
	counted int   // a position in the buffer
}

// record adds the record whose fields are between the separators sep.
func (a *tabulator) record(sep []uint32) error {
	buf, t := a.w.buf, &a.w.rows
	first, end := int(sep[0])+1, int(sep[len(sep)-1])
	if end = csvscan.TrimCR(buf, first, end); a.w.isTooLong(first, end) {
		return a.w.fail(a.r, first, a.w.tooLong())
	}
	if bytes.HasPrefix(buf[first:], []byte(byteOrderMark)) {
		sep[0] += uint32(len(byteOrderMark)) // the record before it is done with
		a.r.damage.marks++
	}
	start := int(sep[0]) + 1
	blank := len(sep) == 2 && start == end
	if blank && a.w.job.opt.Blank == BlankSkip {
		a.r.blank++
		return nil
	}
	if comment := a.c.file.source.Comment; comment != 0 && buf[start] == comment {
		a.r.comments++
		return nil
	}
	if h := a.w.lookedFor(); h.begins[buf[start]] && h.mayBegin(buf[:len(buf)+pad], start) && a.w.isHeader(h, sep) {
		if a.r.repeats.count++; a.r.repeats.count == 1 {
			a.r.repeats.line = a.line(start)
		}
		if a.w.job.opt.Repeated == SkipHeaders {
			return nil
		}
	}
	fields := len(sep) - 1
	ragged := !blank && a.ragged(sep, end)
	if ragged {
		if escapesSeparator(buf[start:end], a.w.reading.dataset.scanner.Dialect) {
			a.r.quotes.escapedSeparators++
		}
		a.r.ragged++
		a.r.misfits.usual = len(a.w.reading.dataset.Names)
		a.r.misfits.add(fields, 1)
	}
	if policy := a.w.job.opt.BadRows; policy != Pad && !blank {
		if reason := a.fault(sep, end); reason != "" {
			if policy == Abort {
				return a.w.fail(a.r, start, errors.New(reason))
			}
			if ragged {
				a.r.ragged-- // it is no row
			}
			a.r.badRows++
			if a.w.reading.keepsBad {
				a.r.bad = append(a.r.bad, badRow{a.line(start), a.c.off + int64(start-pad), reason, bytes.Clone(buf[start:end])})
			}
			return nil
		}
	}
	n := min(fields, t.Columns)
	t.before = append(t.before, sep[:n]...)
	t.after = append(t.after, sep[1:n+1]...)
	if n == fields {
		t.after[len(t.after)-1] = uint32(end)
	}
	for ; n < t.Columns; n++ { // missing: before is not below after
		t.before = append(t.before, uint32(end))
		t.after = append(t.after, uint32(end))
	}
	t.Rows++
	return nil
}

// ragged reports whether a record that ends before end has too few or too many
// fields.
func (a *tabulator) ragged(sep []uint32, end int) bool {
	d := a.w.reading.dataset
	surplus := len(sep) - 1 - len(d.Names)
	if surplus == 1 && d.trailing && end == int(sep[len(sep)-2])+1 {
		surplus = 0
	}
	return surplus != 0
}

// fault says what is wrong with a record, or "".
func (a *tabulator) fault(sep []uint32, end int) string {
	if a.ragged(sep, end) {
		return fmt.Sprintf("%s instead of %d", plural(len(sep)-1, "field"), len(a.w.reading.dataset.Names))
	}
	unclosed := a.r.opened > 0 && int(sep[len(sep)-1]) == len(a.w.buf)-1
	if a.clean && !unclosed {
		return ""
	}
	sc := a.c.file.scanner
	for i, p := range sep[1:] {
		if !sc.WellQuoted(a.w.buf[sep[i]+1 : min(int(p), end)]) {
			if unclosed && i == len(sep)-2 {
				return "a quote is never closed"
			}
			return "text after a closing quote"
		}
	}
	return ""
}

// line returns the number of line ends in the chunk before pos.
func (a *tabulator) line(pos int) int64 {
	a.lines += csvscan.CountLineBreaks(a.w.buf[a.counted:pos])
	a.counted = pos
	return a.lines
}
