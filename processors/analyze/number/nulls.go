package number

// nulls is the set of null tokens.
type nulls struct {
	tokens  map[string]struct{}
	first   [256]bool // a token begins with this byte
	longest int       // length of the longest token
	blanks  bool      // a field of blanks only is one, too
}

func newNulls(tokens []string) nulls {
	n := nulls{tokens: make(map[string]struct{}, len(tokens))}
	for _, t := range tokens {
		b := trim([]byte(t))
		if len(b) == 0 {
			n.blanks = n.blanks || t != "" // the empty field is null anyway
			continue
		}
		n.tokens[string(b)] = struct{}{}
		n.first[b[0]] = true
		n.longest = max(n.longest, len(b))
	}
	return n
}

// has reports whether b, a trimmed field, is a token.
func (n *nulls) has(b []byte) bool {
	if len(b) == 0 {
		return n.blanks
	}
	if n.blanks && b[0] >= 0x80 && len(trimBlanks(b)) == 0 {
		return true
	}
	if len(b) > n.longest || !n.first[b[0]] {
		return false
	}
	_, ok := n.tokens[string(b)]
	return ok
}
