package profile

// unquoteAll is what gather does for a field of an extended dialect: it lists
// the fields of column k that are not null, as it rewrites them in place
// without quotes and escapes, and returns their number.
func (g *gatherer) unquoteAll(t *Table, k int) (n int) {
	for i := k; i < len(t.Before); i += t.Columns {
		s, e := t.field(g.buf, g.scanner, i)
		if s == e {
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
