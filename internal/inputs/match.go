package inputs

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// CheckPatterns refuses patterns that are malformed, for Matches.
func CheckPatterns(patterns ...string) error {
	for _, p := range patterns {
		if !doublestar.ValidatePattern(p) {
			return fmt.Errorf("pattern %q: %w", p, doublestar.ErrBadPattern)
		}
	}
	return nil
}

// Matches reports whether one of the patterns matches the whole of rel or, if
// it names no folder, its last element. Upper and lower case are the same, as
// cameras write .JPG.
func Matches(patterns []string, rel string) bool {
	if len(patterns) == 0 {
		return false
	}
	rel = strings.ToLower(filepath.ToSlash(rel))
	for _, p := range patterns {
		p, name := strings.ToLower(p), rel
		if !strings.Contains(p, "/") {
			name = path.Base(rel)
		}
		if ok, _ := doublestar.Match(p, name); ok { // CheckPatterns has refused malformed ones
			return true
		}
	}
	return false
}

// MatchesExtension reports whether one of the patterns matches rel, and asks
// for its extension: *.txt does, notes* does not.
func MatchesExtension(patterns []string, rel string) bool {
	for _, p := range patterns {
		one := []string{p}
		if Matches(one, rel) && !Matches(one, strings.TrimSuffix(rel, path.Ext(rel))+".\x00") {
			return true
		}
	}
	return false
}
