package inputs

import (
	"errors"
	"slices"
	"testing"
)

func TestExpandMatchesAsAShellDoes(t *testing.T) {
	inTree(t, "p/b.jpg", "p/a.jpg", "p/.h.jpg", "p/sub/c.jpg", "p/.git/d.jpg", "q/a.jpg", "p/é.jpg")
	for _, tt := range []struct {
		pattern string
		hidden  bool
		want    []string
	}{
		{"p/*.jpg", false, []string{"p/a.jpg", "p/b.jpg", "p/é.jpg"}},
		{"p/*.jpg", true, []string{"p/.h.jpg", "p/a.jpg", "p/b.jpg", "p/é.jpg"}},
		{"p/.*.jpg", false, []string{"p/.h.jpg"}},
		{"p/{.h,b}.jpg", false, []string{"p/.h.jpg", "p/b.jpg"}},
		{"p/{*,.h}.jpg", false, []string{"p/.h.jpg", "p/a.jpg", "p/b.jpg", "p/é.jpg"}},
		{"p/?h.jpg", false, nil},
		{"p/[!a]*.jpg", false, []string{"p/b.jpg", "p/é.jpg"}},
		{"p/[.a]*.jpg", false, []string{"p/a.jpg"}},
		{"p/[!a]*.jpg", true, []string{"p/.h.jpg", "p/b.jpg", "p/é.jpg"}},
		{"p/?.jpg", false, []string{"p/a.jpg", "p/b.jpg", "p/é.jpg"}},
		{"p/*/*.jpg", false, []string{"p/sub/c.jpg"}},
		{"p/.git/*.jpg", false, []string{"p/.git/d.jpg"}},
		{"p/.g*/*.jpg", false, []string{"p/.git/d.jpg"}},
		{"p/**/*.jpg", false, []string{"p/a.jpg", "p/b.jpg", "p/sub/c.jpg", "p/é.jpg"}},
		{"p/**/*.jpg", true, []string{"p/.git/d.jpg", "p/.h.jpg", "p/a.jpg", "p/b.jpg", "p/sub/c.jpg", "p/é.jpg"}},
		{"./p/../*/a.jpg", false, []string{"p/a.jpg", "q/a.jpg"}},
		{"{q,p}/a.jpg", false, []string{"p/a.jpg", "q/a.jpg"}},
		{"*.png", false, nil},
		{"nowhere/*.jpg", false, nil},
		{"p/a.jpg", false, []string{"p/a.jpg"}},
		{"p//sub/", false, []string{"p/sub"}},
		{"not-there", false, []string{"not-there"}},
	} {
		got, err := Expand(tt.pattern, tt.hidden)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q, hidden %v: %q, %v; want %q", tt.pattern, tt.hidden, got, err, tt.want)
		}
	}
}

func TestExpandTakesExistingNamesAsTheyAre(t *testing.T) {
	odd := []string{"a[1].jpg", "a1.jpg", "{x}", "new\nline*", "broken[", "not-utf8-\xff[*"}
	inTree(t, odd...)
	for _, name := range odd {
		if got, err := Expand(name, false); err != nil || !slices.Equal(got, []string{name}) {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
	if got, err := Expand("n*", false); err != nil || !slices.Equal(got, []string{"new\nline*", "not-utf8-\xff[*"}) {
		t.Errorf("n*: %q, %v", got, err)
	}
	for _, pattern := range []string{"nothing[", "a/{b"} {
		_, err := Expand(pattern, false)
		if wrong := (*PathError)(nil); !errors.As(err, &wrong) || wrong.Path != pattern {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

func TestExpandEndsInLoops(t *testing.T) {
	inTree(t, "p/a.jpg", "p/sub/b.jpg", "p/one -> .", "p/two -> .", "p/three -> ../p", "link -> p")
	got, err := Expand("p/**/*.jpg", false)
	if want := []string{"p/a.jpg", "p/sub/b.jpg"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	// A single star follows links to folders, as it does in a shell.
	got, err = Expand("l*/a.jpg", false)
	if want := []string{"link/a.jpg"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}
