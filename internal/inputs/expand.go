package inputs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Expand returns what one PATH names: itself, or the matches of a pattern that
// no shell has expanded, sorted by name. There are none if nothing matches. A
// name that exists is never a pattern, so a file called "a[1].csv" can be
// named.
//
// Patterns are those of a shell, with {a,b} and ** for any number of folders.
// Without hidden, names that start with a dot match only a component of the
// pattern that starts with one too. ** does not follow links to folders.
//
// The error is a [*PathError] for a pattern that is malformed.
func Expand(path string, hidden bool) ([]string, error) {
	if _, err := os.Lstat(path); err == nil || !strings.ContainsAny(path, "*?[{") {
		return []string{filepath.Clean(path)}, nil
	}
	var options []doublestar.GlobOption
	if !hidden {
		options = append(options, doublestar.WithNoHidden())
	}
	if strings.Contains(path, "**") {
		// Links that form a loop would give each file dozens of names.
		options = append(options, doublestar.WithNoFollow())
	}
	names, err := doublestar.FilepathGlob(path, options...)
	if err != nil {
		return nil, &PathError{path, err}
	}
	if !hidden && !namesHidden(path) {
		names = slices.DeleteFunc(names, func(name string) bool { return matchesHidden(path, name) })
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// namesHidden reports whether a component of the pattern, or an alternative in
// it, starts with a dot.
func namesHidden(pattern string) bool {
	_, pattern = doublestar.SplitPattern(filepath.ToSlash(pattern))
	for _, before := range []string{"/", "{", ","} {
		if strings.Contains(pattern, before+".") {
			return true
		}
	}
	return strings.HasPrefix(pattern, ".")
}

// matchesHidden reports whether name has a hidden component in place of a
// wildcard. The matcher checks * and ? itself, but not a class: [!a]*.
func matchesHidden(pattern, name string) bool {
	base, _ := doublestar.SplitPattern(filepath.ToSlash(pattern))
	rel, err := filepath.Rel(filepath.FromSlash(base), name)
	if err != nil {
		return false
	}
	for part := range strings.SplitSeq(filepath.ToSlash(rel), "/") {
		if isHidden(part) && part != "." && part != ".." {
			return true
		}
	}
	return false
}

// isHidden reports whether a base name is hidden.
func isHidden(name string) bool { return strings.HasPrefix(name, ".") }
