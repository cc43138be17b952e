package profile

import "fanout/processors/analyze/csvscan"

// unquoteAll is what gather does for a field of an extended dialect: it lists
// the fields of column k that are not null, as it rewrites them in place
// without quotes and escapes, and returns their number.
func (g *gatherer) unquoteAll(t *Table, k int) (n int) {
	last := k == t.Columns-1 // only there CRLF may end a field
	for i := k; i < len(t.Before); i += t.Columns {
		s, e := int(t.Before[i])+1, int(t.After[i])
		if last {
			e = csvscan.TrimCR(g.buf, s, e)
		}
		if s >= e || g.scanner.IsNull(g.buf[s:e]) {
			continue
		}
		var content []byte
		content, g.unquoted = g.scanner.Unquote(g.buf[s:e], g.unquoted)
		e = s + copy(g.buf[s:e], content) // it is never longer
		g.start[n], g.end[n] = uint32(s), uint32(e)
		if s < e {
			n++
		}
	}
	return n
}
