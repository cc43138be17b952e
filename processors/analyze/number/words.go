package number

import (
	"bytes"
	"strings"
)

// words are the words for true and false besides the usual ones, in lower case.
type words struct {
	value   map[string]bool
	first   [256]bool // a word begins with this byte, in lower or upper case
	longest int       // in bytes, in any case
}

func newWords(yes, no []string) words {
	var w words
	for _, word := range no {
		w.add(word, false)
	}
	for _, word := range yes {
		w.add(word, true)
	}
	return w
}

func (w *words) add(word string, value bool) {
	word = foldWord(word)
	if word == "" {
		return
	}
	if w.value == nil {
		w.value = map[string]bool{}
	}
	upper := strings.ToUpper(word)
	w.value[word] = value
	w.first[word[0]], w.first[upper[0]] = true, true
	w.longest = max(w.longest, len(word), len(upper))
}

// foldWord returns a word as words has it.
func foldWord(word string) string { return strings.ToLower(string(trim([]byte(word)))) }

// has returns the value of b, a trimmed field, if it is one of the words.
func (w *words) has(b []byte) (v Value, ok bool) {
	if len(b) == 0 || len(b) > w.longest || !w.first[b[0]] {
		return Value{}, false
	}
	value, ok := w.value[string(b)]
	if !ok {
		value, ok = w.value[string(bytes.ToLower(b))]
	}
	if value {
		v.Mant = 1
	}
	return v, ok
}
