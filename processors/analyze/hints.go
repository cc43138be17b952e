package analyze

import (
	"slices"
	"strings"

	"fanout/processors/analyze/number"
)

// nullWords are what people write for nothing, in small letters.
var nullWords = []string{"na", "n/a", "#n/a", "<na>", "null", "nil", "none", "-", "--", ".", "?", `\n`, "missing", "unknown"}

// nullTokens returns the values that are the only text in a column of numbers,
// dates or booleans and look as if they stood for nothing; nil if it is not so.
// Only an exact table of values can tell.
func (c *column) nullTokens() []string {
	if !c.values.Exact() {
		return nil
	}
	var tokens []string
	var rest stats
	for value, n := range c.values.All() {
		_, class := c.parser.Parse(value)
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
