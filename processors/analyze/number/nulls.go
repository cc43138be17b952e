package number

// nulls is a set of null tokens.
type nulls struct {
	tokens  map[string]struct{}
	first   [256]bool // whether a token begins with this byte
	longest int
	early   bool // whether a token is more than text and must be looked for before anything else
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
			n.early = true
		}
	}
	return n
}

// has says whether b, which is trimmed, is a token.
func (n *nulls) has(b []byte) bool {
	if len(b) == 0 || len(b) > n.longest || !n.first[b[0]] {
		return false
	}
	_, ok := n.tokens[string(b)]
	return ok
}
