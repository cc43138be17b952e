package analyze

import (
	"encoding/binary"
	"fmt"

	"github.com/dustin/go-humanize"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/source"
)

// RepeatedHeaders says what becomes of records that are the header again, as in
// files that were joined end to end.
type RepeatedHeaders int

// The policies.
const (
	KeepHeaders RepeatedHeaders = iota // they are data
	SkipHeaders                        // they are left out
)

// RepeatedHeaderNames are the words for the policies, in their order.
var RepeatedHeaderNames = []string{"keep", "skip"}

// A header is a header to look for among the records. A record that may be one
// is recognized by its first bytes: the first name may be quoted, or come after
// a byte order mark.
type header struct {
	fields []string
	ways   [3]struct{ bytes, mask uint64 }
	begins [256]bool // a way begins with this byte
}

const byteOrderMark = "\ufeff" // of a joined file

// noHeader is what no record is; a byte order mark may still begin one.
var noHeader = &header{begins: [256]bool{0xef: true}}

// newHeader returns the header of s. If it has none, that is never found.
func newHeader(s *source.Source, scanner *csvscan.Scanner) *header {
	if !s.HasHeader {
		return noHeader
	}
	h := &header{fields: s.First}
	name := s.First[0]
	if len(s.First) > 1 {
		name += string(scanner.Delimiter)
	}
	quoted := name
	if scanner.Quote != 0 {
		quoted = string(scanner.Quote) + s.First[0]
		for i := range len(name) {
			if name[i] == scanner.Quote || name[i] == scanner.Escape {
				name, quoted = name[:i], quoted[:i+1] // it is written in another way
				break
			}
		}
	}
	for i, way := range []string{name, quoted, byteOrderMark} {
		if way == "" { // any record may begin so
			continue
		}
		var b, m [8]byte
		copy(b[:], way)
		for k := range min(len(way), len(m)) {
			m[k] = 0xff
		}
		h.ways[i].bytes, h.ways[i].mask = binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(m[:])
		h.begins[way[0]] = true
	}
	return h
}

// mayBegin reports whether the header may begin at buf[at:], of which eight
// bytes can be read. It may only if h.begins has the first of them.
func (h *header) mayBegin(buf []byte, at int) bool {
	word := binary.LittleEndian.Uint64(buf[at:])
	for i := range h.ways {
		if w := &h.ways[i]; w.mask != 0 && word&w.mask == w.bytes {
			return true
		}
	}
	return false
}

// repeats are the headers among the records of a chunk or of a dataset.
type repeats struct {
	count int64
	file  string // of a dataset: where the first one is
	line  int64  // of the first one; in a chunk the line ends before it
}

// merge adds what was found in a chunk of the file called name, which begins in
// line base.
func (f *repeats) merge(o *repeats, name string, base int64) {
	if f.count == 0 && o.count > 0 {
		f.file, f.line = name, base+o.line
	}
	f.count += o.count
}

// countRepeats counts the records that are the header again, where the
// separators make a table.
func (w *worker) countRepeats(sep []uint32) (found repeats) {
	h := w.lookedFor()
	n := w.rows.Columns
	if n != len(h.fields) {
		return found
	}
	buf := w.buf[:len(w.buf)+pad]
	for i := 0; i+n < len(sep); i += n {
		if at := int(sep[i]) + 1; h.begins[buf[at]] && h.mayBegin(buf, at) && w.isHeader(h, sep[i:i+n+1]) {
			if found.count++; found.count == 1 {
				found.line = csvscan.CountLineBreaks(w.buf[pad:at])
			}
		}
	}
	return found
}

// lookedFor returns the header to look for.
func (w *worker) lookedFor() *header {
	if w.job.opt.Repeated == KeepHeaders && w.reading.refinement != nil {
		return noHeader // the first reading has counted them
	}
	return w.reading.dataset.header
}

// isHeader reports whether the fields between the separators sep are those of
// the header.
func (w *worker) isHeader(h *header, sep []uint32) bool {
	if len(sep)-1 != len(h.fields) {
		return false
	}
	sc := w.reading.dataset.scanner
	var scratch []byte
	for i, name := range h.fields {
		start := int(sep[i]) + 1
		raw := w.buf[start:csvscan.TrimCR(w.buf, start, int(sep[i+1]))]
		if i == 0 && len(raw) > len(byteOrderMark) && string(raw[:len(byteOrderMark)]) == byteOrderMark {
			raw = raw[len(byteOrderMark):]
		}
		var content []byte
		content, scratch = sc.Unquote(raw, scratch)
		if string(content) != name {
			return false
		}
	}
	return true
}

// repeatHints says where the header is again among the records.
func (r *reading) repeatHints(policy RepeatedHeaders) []hint.Hint {
	found := r.merged.repeats
	if found.count == 0 {
		return nil
	}
	h := hint.Hint{Kind: "repeated_headers", Count: found.count}
	place := fmt.Sprintf("in line %s", humanize.Comma(found.line))
	if len(r.dataset.Sources) > 1 {
		place += " of " + found.file
	}
	switch {
	case found.count > 2:
		place += fmt.Sprintf(" and %s other places", humanize.Comma(found.count-1))
	case found.count == 2:
		place += " and one other place"
	}
	h.Text = "the header is repeated " + place
	if policy == SkipHeaders {
		h.Text += " and was left out"
		return []hint.Hint{h}
	}
	h.Settings, h.Remedy = []hint.Setting{{Name: "Repeated", Value: RepeatedHeaderNames[SkipHeaders]}}, "leaves it out"
	return []hint.Hint{h}
}
