package source

import (
	"bytes"
	"fmt"
	"strings"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/hint"
)

// sampledRecords is how many records are looked at.
const sampledRecords = 200

// quotes says how the first records of text are quoted if it is not as opt has
// it. Before the table there may be other lines.
func (s *Source) quotes(text []byte, whole bool, opt *Options) []hint.Hint {
	if s.Empty() || opt.Quote == 0 {
		return nil
	}
	d := s.Dialect(opt)
	if hints := quotesOf(text, whole, d); hints != nil || s.Body == 0 {
		return hints
	}
	return quotesOf(text[s.Body:], whole, d)
}

// quotesOf says how the first records of text are quoted if it is not as d has
// it: as whole lines, by single quotes, or by typographic ones.
func quotesOf(text []byte, whole bool, d csvscan.Dialect) []hint.Hint {
	if n := wholeLines(text, whole, d); n > 1 {
		return []hint.Hint{{
			Kind: "whole_lines_quoted", Text: fmt.Sprintf("each line is quoted as a whole, so its %d fields look like one", n),
			Settings: []hint.Setting{{Name: "UnwrapLines", Value: "yes"}}, Remedy: "reads them",
		}}
	}
	if d.Quote != '\'' && singleQuoted(text, whole, d) {
		return []hint.Hint{{
			Kind: "quotes", Text: "fields seem to be quoted with '",
			Settings: []hint.Setting{{Name: "Quote", Value: "'"}}, Remedy: "reads them so",
		}}
	}
	if pair := typographic(text, whole, d); pair != "" {
		return []hint.Hint{{
			Kind: "quotes", Text: fmt.Sprintf("fields are in typographic quotes (%s), which count as text; replace them with %c", pair, d.Quote),
		}}
	}
	return nil
}

// eachRecord calls f with the first records of text and the separators at which
// their fields end, up to sampledRecords, until f returns false. It leaves out
// blank lines, comments and, if text goes on, a last record.
func eachRecord(d csvscan.Dialect, text []byte, whole bool, f func(record []byte, sep []uint32) bool) {
	sc := csvscan.New(d)
	var sep []uint32
	for pos, n := 0, 0; pos < len(text) && n < sampledRecords; {
		var next int
		var state csvscan.State
		sep, next, state = sc.IndexRecord(sep[:0], text[pos:], 0, len(text)-pos, csvscan.RecordStart)
		end := next
		switch {
		case state == csvscan.RecordStart:
			end = csvscan.TrimCR(text[pos:], 0, int(sep[len(sep)-1]))
			sep[len(sep)-1] = uint32(end)
		case whole:
			sep = append(sep, uint32(end))
		default:
			return
		}
		if end > 0 && (d.Comment == 0 || text[pos] != d.Comment) {
			n++
			if !f(text[pos:pos+end], sep) {
				return
			}
		}
		pos += next
	}
}

// wholeLines returns how many fields each record has, of several that are all
// quoted as a whole; 0 if they are not.
func wholeLines(text []byte, whole bool, dialect csvscan.Dialect) (fields int) {
	var inner [][]byte
	sc := csvscan.New(dialect)
	eachRecord(sc.Dialect, text, whole, func(record []byte, sep []uint32) bool {
		if len(sep) > 1 || record[0] != dialect.Quote || !sc.WellQuoted(record) {
			inner = nil
			return false
		}
		content, _ := sc.Unquote(record, nil)
		inner = append(inner, content)
		return true
	})
	if len(inner) < 2 {
		return 0
	}
	for _, delimiter := range append([]byte{dialect.Delimiter}, delimiters...) {
		d := dialect
		if d.Delimiter = delimiter; delimiter != d.Quote {
			fields = max(fields, alike(inner, d))
		}
	}
	return fields
}

// alike returns how many fields each of the records has, or 0 if they differ.
func alike(records [][]byte, d csvscan.Dialect) (fields int) {
	for i, r := range records {
		n := 0
		eachRecord(d, r, true, func(record []byte, sep []uint32) bool {
			n = len(sep)
			if len(record) != len(r) {
				n = 0 // it is more than one
			}
			return false
		})
		if i > 0 && n != fields {
			return 0
		}
		fields = n
	}
	return fields
}

// singleQuoted reports whether fields stand in single quotes: several do, more
// than those that do not, or records with delimiters between such quotes have
// as many fields as the first only if the quotes are taken for what they are.
func singleQuoted(text []byte, whole bool, d csvscan.Dialect) bool {
	if bytes.IndexByte(text, '\'') < 0 || d.Delimiter == '\'' {
		return false
	}
	quoted, others := 0, 0
	var asRead, asQuoted []int
	eachRecord(d, text, whole, func(record []byte, sep []uint32) bool {
		asRead = append(asRead, len(sep))
		return true
	})
	single := d
	single.Quote = '\''
	eachRecord(single, text, whole, func(record []byte, sep []uint32) bool {
		asQuoted = append(asQuoted, len(sep))
		start := 0
		for _, end := range sep {
			switch f := record[start:end]; {
			case len(f) > 1 && f[0] == '\'' && f[len(f)-1] == '\'':
				quoted++
			case len(f) > 0:
				others++
			}
			start = int(end) + 1
		}
		return true
	})
	if quoted == 0 || unlike(asQuoted) > 0 {
		return false
	}
	return unlike(asRead) > 0 || quoted > 2 && quoted >= others
}

// unlike returns how many of the numbers are not the first one.
func unlike(fields []int) (n int) {
	for _, k := range fields {
		if k != fields[0] {
			n++
		}
	}
	return n
}

// typographic returns the pair of typographic quotes in which fields stand, or
// "". A delimiter may be between the two.
func typographic(text []byte, whole bool, d csvscan.Dialect) (pair string) {
	for _, p := range []string{"“ ”", "„ “", "« »", "‘ ’"} {
		first, last, _ := strings.Cut(p, " ")
		if !bytes.Contains(text[:min(len(text), HeadSize/16)], []byte(first)) {
			continue
		}
		opened, closed := 0, 0
		eachRecord(d, text, whole, func(record []byte, sep []uint32) bool {
			start := 0
			for _, end := range sep {
				f := record[start:end]
				if bytes.HasPrefix(f, []byte(first)) {
					opened++
				}
				if bytes.HasSuffix(f, []byte(last)) {
					closed++
				}
				start = int(end) + 1
			}
			return true
		})
		if opened > 1 && opened == closed {
			return p
		}
	}
	return ""
}
