package number

// nulls is the set of null tokens.
type nulls struct {
	tokens  map[string]struct{}
	first   [256]bool // a token begins with this byte
	longest int       // length of the longest token

	// blockFastPath: a token has a class other than text, so that a fast path
	// could take it for a value.
	blockFastPath bool
}

func newNulls(tokens []string) nulls {
	n := nulls{tokens: make(map[string]struct{}, len(tokens))}
	for _, t := range tokens {
		b := trim([]byte(t))
		if len(b) == 0 {
			continue // the empty field is null anyway
		}
		n.tokens[string(b)] = struct{}{}
		n.first[b[0]] = true
		n.longest = max(n.longest, len(b))
		if _, class := classify(b); class != Text && class != ZeroPadded {
			n.blockFastPath = true
		}
	}
	return n
}

// has reports whether b, a trimmed field, is a token.
func (n *nulls) has(b []byte) bool {
	if len(b) == 0 || len(b) > n.longest || !n.first[b[0]] {
		return false
	}
	_, ok := n.tokens[string(b)]
	return ok
}
