package cmd

import (
	"slices"
	"strings"
)

// didYouMean returns what to add to an error where someone may have meant one
// of words, each with prefix before it; "" if there is none.
func didYouMean(words []string, prefix string) string {
	if len(words) == 0 {
		return ""
	}
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = prefix + w
	}
	return "; did you mean " + either(shown) + "?"
}

// synonyms are words for flags that other programs have.
var synonyms = map[string]string{
	"algorithm": "algo", "concurrency": "workers", "cores": "workers", "cpus": "workers", "dest": "output", "force": "overwrite",
	"hash": "algo", "jobs": "workers", "memory": "max-memory", "mem": "max-memory", "na": "null-values", "nulls": "null-values",
	"parallel": "workers", "procs": "workers", "rounds": "iterations", "sep": "delimiter", "separator": "delimiter", "silent": "quiet",
	"strip": "keep", "threads": "workers", "percentiles": "quantiles", "columns": "select", "crop": "fit", "filter": "kernel",
	"longest": "long-edge", "recurse": "recursive", "resample": "kernel",
}

// nearest returns those of words that someone may have meant by word, at most
// three. Case, dashes and underscores do not count.
func nearest(word string, words []string) []string {
	w := plainWord(word)
	if len(w) < 2 || len(w) > 40 {
		return nil
	}
	if s := synonyms[w]; slices.Contains(words, s) && !slices.Contains(words, word) {
		return []string{s}
	}
	best, found := 1+min(3, 1+(len(w)-1)/4), []string(nil)
	for _, other := range words {
		o := plainWord(other)
		d := editDistance(w, o)
		if len(w) < 3 {
			d *= 2 // a short word is near too many
		}
		if w == o {
			d = 0
		} else if shorter := min(len(w), len(o)); shorter >= 3 && w[:shorter] == o[:shorter] || isPart(word, other) {
			d = min(d, 1) // a word that goes on, or is one of several
		}
		switch {
		case d < best:
			best, found = d, []string{other}
		case d == best && len(found) > 0:
			found = append(found, other)
		}
	}
	if len(found) > 3 {
		return nil
	}
	return found
}

// isPart reports whether word is one of the words of a name with dashes.
func isPart(word, name string) bool {
	return len(word) >= 3 && slices.Contains(strings.Split(name, "-"), strings.ToLower(word))
}

// plainWord returns word without what is easily got wrong.
func plainWord(word string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(word))
}

// editDistance returns how many letters must be added, left out, replaced or
// exchanged with the next one to make b of a.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
