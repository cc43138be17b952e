package inputs

import "testing"

func TestMatchesAndWhetherTheExtensionIsAskedFor(t *testing.T) {
	for _, c := range []struct {
		pattern, rel       string
		matches, extension bool
	}{
		{"*.txt", "a.txt", true, true},
		{"*.txt", "sub/A.TXT", true, true},
		{"*.{txt,dat}", "a.dat", true, true},
		{"notes*", "notes.txt", true, false},
		{"*.*", "notes.txt", true, false},
		{"jan/**", "jan/notes.txt", true, false},
		{"jan/*.txt", "jan/notes.txt", true, true},
		{"jan/*.txt", "feb/notes.txt", false, false},
		{"data", "data", true, true},
		{"part-*", "part-00000", true, false},
		{"*.csv", "a.txt", false, false},
	} {
		patterns := []string{"never", c.pattern}
		if got := Matches(patterns, c.rel); got != c.matches {
			t.Errorf("Matches(%q, %q) = %v", c.pattern, c.rel, got)
		}
		if got := MatchesExtension(patterns, c.rel); got != c.extension {
			t.Errorf("MatchesExtension(%q, %q) = %v", c.pattern, c.rel, got)
		}
	}
	if Matches(nil, "a") || CheckPatterns("a", "[") == nil || CheckPatterns("a", "*") != nil {
		t.Error("no pattern matches, or a malformed one passes")
	}
}
