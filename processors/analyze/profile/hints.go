package profile

import (
	"slices"
	"strings"

	"fanout/processors/analyze/number"
)

// nullWords are words for missing values, in lower case.
var nullWords = []string{"na", "n/a", "#n/a", "<na>", "null", "nil", "none", "-", "--", ".", "?", `\n`, "missing", "unknown"}

// nullTokens returns the values that look like words for missing values, if
// they are the only text in a column of numbers, dates or booleans; else nil.
// It takes an exact table of values.
func (c *accumulator) nullTokens() []string {
	if !c.values.Exact() {
		return nil
	}
	var tokens []string
	var rest stats
	for value, n := range c.values.All() {
		_, class := c.rest.parser.Parse(value)
		if class == number.Text {
			word := strings.TrimSpace(string(value))
			if !slices.Contains(nullWords, strings.ToLower(word)) {
				return nil
			}
			tokens = append(tokens, word)
			continue
		}
		rest.counts[class] += n
		rest.lengths.count += n
	}
	if t, padded := rest.typeOf(); t == Null || t == String && !padded {
		return nil
	}
	slices.Sort(tokens)
	return slices.Compact(tokens)
}
