package analyze

import (
	"bytes"
	"fmt"
	"slices"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
)

// misquoted counts records that a dialect with an escape, or with blanks before
// quotes, would read otherwise.
type misquoted struct {
	escapedQuotes     int64 // a backslash is before a quote that closes a quoted section too early
	escapedSeparators int64 // a backslash is before a delimiter or line break, and the record is ragged
	blanks            int64 // blanks are before a quote
}

func (m *misquoted) merge(o *misquoted) {
	m.escapedQuotes += o.escapedQuotes
	m.escapedSeparators += o.escapedSeparators
	m.blanks += o.blanks
}

// innerFrom returns from which position on records of a buffer with n bytes
// have to be asked for the reason of quotes inside fields, of which it has
// inner.
func innerFrom(inner, n int) int {
	if inner > 0 {
		return 0
	}
	return n
}

// quotes looks at the records that sep bounds for the reason of quotes inside
// fields, from position inner on. Most chunks have none, and are not looked at.
// Lines that begin with comment are no records.
func (w *worker) quotes(m *misquoted, sep []uint32, comment byte) {
	sc := w.reading.dataset.scanner
	begin, end := int(sep[0])+1, int(sep[len(sep)-1])
	from := max(begin, w.inner)
	if from >= end || sc.Extended() {
		return
	}
	quote := string(sc.Quote)
	if text := w.buf[from:end]; !bytes.Contains(text, []byte(`\`+quote)) && !bytes.Contains(text, []byte(" "+quote)) {
		return
	}
	first, _ := slices.BinarySearch(sep, uint32(from))
	for _, p := range sep[max(1, first):] {
		if !csvscan.IsLineBreak(w.buf[p]) {
			continue
		}
		record := w.buf[max(begin, from):p]
		begin = int(p) + 1
		if bytes.IndexByte(record, sc.Quote) < 0 || comment != 0 && record[0] == comment {
			continue
		}
		escaped, blanks := sc.Misquoted(record)
		if escaped {
			m.escapedQuotes++
		}
		if blanks {
			m.blanks++
		}
	}
}

// escapesSeparator reports whether a backslash is before a delimiter of the
// record or at its end.
func escapesSeparator(record []byte, d csvscan.Dialect) bool {
	if d.Escape != 0 {
		return false
	}
	for i := 0; ; {
		n := bytes.IndexByte(record[i:], '\\')
		if n < 0 {
			return false
		}
		i += n + 1
		switch {
		case i == len(record) || record[i] == d.Delimiter:
			return true
		case record[i] == '\\':
			i++ // a pair stands for one
		}
	}
}

// quoteHints says how the dataset seems to be quoted, if that is not how it was
// read, and then what is known of ragged records. Quotes explain these, so that
// nothing else is advised.
func (r *reading) quoteHints(ragged []hint.Hint) []hint.Hint {
	var hints []hint.Hint
	for _, s := range r.dataset.Sources {
		for _, h := range s.Quotes {
			if !slices.ContainsFunc(hints, func(o hint.Hint) bool { return o.Text == h.Text }) {
				hints = append(hints, h)
			}
		}
	}
	m := &r.merged.quotes
	quote := string(r.dataset.scanner.Quote)
	escape := func(n int64, what string) {
		hints = append(hints, hint.Hint{
			Kind: "escape", Text: fmt.Sprintf("%s %s", haveOf(n, "row"), what), Count: n, Of: r.merged.rows + r.merged.badRows,
			Settings: []hint.Setting{{Name: "Escape", Value: `\`}}, Remedy: "reads it",
		})
	}
	switch {
	case m.escapedQuotes > 0:
		escape(m.escapedQuotes, `\`+quote+" in a quoted field")
	case m.escapedSeparators > 0:
		escape(m.escapedSeparators, `too few or too many fields, and \ before a delimiter or a line break`)
	}
	if n := m.blanks; n > 0 {
		hints = append(hints, hint.Hint{
			Kind: "quotes", Text: haveOf(n, "row") + " spaces before a quoted field", Count: n, Of: r.merged.rows + r.merged.badRows,
			Settings: []hint.Setting{{Name: "SkipInitialSpace", Value: "yes"}}, Remedy: "reads them so",
		})
	}
	explained := len(hints) > 0
	for _, h := range ragged {
		if explained {
			h.Settings, h.Remedy = nil, ""
		}
		hints = append(hints, h)
	}
	return hints
}

// haveOf counts a noun that has something.
func haveOf(n int64, noun string) string {
	if n == 1 {
		return plural(1, noun) + " has"
	}
	return plural(int(n), noun) + " have"
}
