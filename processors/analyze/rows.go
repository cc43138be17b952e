package analyze

import (
	"bytes"
	"errors"
	"fmt"

	"fanout/processors/analyze/csvscan"
)

// A table is records with as many fields each as the dataset has columns. Field
// k of record i lies between before[i*columns+k] and after[i*columns+k]; it is
// missing if these are not in order.
type table struct {
	before, after []uint32
	columns, rows int

	// Used where the separators alone do not make a table.
	ownBefore, ownAfter []uint32
}

// arrange makes a table of the records that sep bounds, of which the first is
// before the first record. It leaves out empty lines and bad records.
func (w *worker) arrange(c *Chunk, r *Result, sep []uint32, ends int, clean bool) error {
	t := &w.rows
	t.columns = len(c.file.dataset.Names)
	longest := int64(len(w.buf) - pad)
	if w.regular(sep, ends) && (clean || w.job.opt.BadRows == Pad) && longest <= w.job.opt.MaxRecord {
		t.rows = ends
		t.before, t.after = sep[:len(sep)-1], sep[1:]
		r.rows = int64(t.rows)
		return nil
	}
	a := arranger{w: w, c: c, r: r, t: t, clean: clean}
	t.ownBefore, t.ownAfter, t.rows = t.ownBefore[:0], t.ownAfter[:0], 0
	for i := 1; i < len(sep); {
		j := i
		for !csvscan.IsLineEnd(w.buf[sep[j]]) {
			j++
		}
		if err := a.record(sep[i-1 : j+1]); err != nil {
			return err
		}
		i = j + 1
	}
	t.before, t.after = t.ownBefore, t.ownAfter
	r.rows = int64(t.rows)
	return nil
}

// regular reports whether all records have as many fields as there are columns
// and none is an empty line.
func (w *worker) regular(sep []uint32, ends int) bool {
	n := w.rows.columns
	if ends*n != len(sep)-1 {
		return false
	}
	for i := n; i < len(sep); i += n {
		if !csvscan.IsLineEnd(w.buf[sep[i]]) {
			return false
		}
	}
	if n > 1 {
		return true
	}
	for i, end := range sep[1:] {
		if start := int(sep[i]) + 1; csvscan.TrimCR(w.buf, start, int(end)) == start {
			return false
		}
	}
	return true
}

// An arranger puts records into a table one by one.
type arranger struct {
	w     *worker
	c     *Chunk
	r     *Result
	t     *table
	clean bool

	lines   int64 // line ends before counted
	counted int   // a position in the buffer
}

// record adds the record whose fields lie between the separators sep.
func (a *arranger) record(sep []uint32) error {
	buf, t := a.w.buf, a.t
	start, last := int(sep[0])+1, int(sep[len(sep)-1])
	end := csvscan.TrimCR(buf, start, last)
	if len(sep) == 2 && start == end {
		return nil // an empty line
	}
	if int64(end-start) > a.w.job.opt.MaxRecord {
		a.r.errLine = a.line(start)
		return a.w.tooLong()
	}
	fields := len(sep) - 1
	if fields != t.columns {
		a.r.ragged++
	}
	if policy := a.w.job.opt.BadRows; policy != Pad {
		if reason := a.fault(sep, end); reason != "" {
			if policy == Abort {
				a.r.errLine = a.line(start)
				return errors.New(reason)
			}
			if fields != t.columns {
				a.r.ragged-- // it is no row
			}
			a.r.badRows++
			if a.w.job.hooks.Bad != nil {
				a.r.bad = append(a.r.bad, badRow{a.line(start), a.c.off + int64(start-pad), reason, bytes.Clone(buf[start:end])})
			}
			return nil
		}
	}
	n := min(fields, t.columns)
	t.ownBefore = append(t.ownBefore, sep[:n]...)
	t.ownAfter = append(t.ownAfter, sep[1:n+1]...)
	if n == fields {
		t.ownAfter[len(t.ownAfter)-1] = uint32(end)
	}
	for ; n < t.columns; n++ { // missing: before is not below after
		t.ownBefore = append(t.ownBefore, uint32(end))
		t.ownAfter = append(t.ownAfter, uint32(end))
	}
	t.rows++
	return nil
}

// fault says what is wrong with a record, or "".
func (a *arranger) fault(sep []uint32, end int) string {
	if fields := len(sep) - 1; fields != a.t.columns {
		return fmt.Sprintf("%s instead of %d", plural(fields, "field"), a.t.columns)
	}
	unclosed := a.r.opened > 0 && int(sep[len(sep)-1]) == len(a.w.buf)-1
	if a.clean && !unclosed {
		return ""
	}
	sc := a.c.file.dataset.scanner
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
func (a *arranger) line(pos int) int64 {
	if a.counted == 0 {
		a.counted = pad
	}
	a.lines += csvscan.CountLines(a.w.buf[a.counted:pos])
	a.counted = pos
	return a.lines
}

// plural counts a noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
