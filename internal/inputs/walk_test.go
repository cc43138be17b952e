package inputs

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestWalkKeepsTheOrder(t *testing.T) {
	inTree(t, "z.jpg", "in/b.jpg", "in/a.jpg", "in/ab/c.jpg", "in/a-b.jpg", "in/c/d.jpg")
	for _, tt := range []struct {
		recursive bool
		paths     []string
		want      []string
	}{
		{true, []string{"z.jpg", "in"}, []string{"z.jpg", "in/a-b.jpg", "in/a.jpg", "in/ab/c.jpg", "in/b.jpg", "in/c/d.jpg"}},
		{false, []string{"in", "z.jpg"}, []string{
			"in/a-b.jpg", "in/a.jpg", "folder not searched: in/ab", "in/b.jpg", "folder not searched: in/c", "z.jpg"}},
		{false, []string{"in/*.jpg", "*.jpg"}, []string{"in/a-b.jpg", "in/a.jpg", "in/b.jpg", "z.jpg"}},
		{false, []string{"*.png", "z.jpg"}, []string{"no match: *.png", "z.jpg"}},
		{true, []string{"."}, []string{"in/a-b.jpg", "in/a.jpg", "in/ab/c.jpg", "in/b.jpg", "in/c/d.jpg", "z.jpg"}},
	} {
		got, err := walked(t, Options{Paths: tt.paths, Recursive: tt.recursive})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.paths, got, err, tt.want)
		}
	}
}

func TestWalkTakesHiddenFilesOnRequest(t *testing.T) {
	inTree(t, "in/.a.jpg", "in/.git/b.jpg", "in/c.jpg", "in/d/.e/f.jpg")
	for _, tt := range []struct {
		hidden bool
		paths  []string
		want   []string
	}{
		{false, []string{"in"}, []string{"hidden: in/.a.jpg", "hidden folder: in/.git", "in/c.jpg", "hidden folder: in/d/.e"}},
		{true, []string{"in"}, []string{"in/.a.jpg", "in/.git/b.jpg", "in/c.jpg", "in/d/.e/f.jpg"}},
		{false, []string{"in/*"}, []string{"in/c.jpg", "hidden folder: in/d/.e"}},
		{true, []string{"in/*"}, []string{"in/.a.jpg", "in/.git/b.jpg", "in/c.jpg", "in/d/.e/f.jpg"}},
		{false, []string{"in/.a.jpg", "in/.git"}, []string{"in/.a.jpg", "in/.git/b.jpg"}},
		{false, []string{"in/[!c]*.jpg"}, []string{"no match: in/[!c]*.jpg"}},
		// Named by itself it is taken, in whatever order.
		{false, []string{"in", "in/.a.jpg"}, []string{
			"hidden: in/.a.jpg", "hidden folder: in/.git", "in/c.jpg", "hidden folder: in/d/.e", "in/.a.jpg"}},
		{false, []string{"in/.a.jpg", "in"}, []string{
			"in/.a.jpg", "hidden folder: in/.git", "in/c.jpg", "hidden folder: in/d/.e"}},
	} {
		got, err := walked(t, Options{Paths: tt.paths, Recursive: true, Hidden: tt.hidden})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.paths, got, err, tt.want)
		}
	}
}

func TestWalkAsksWhetherToTakeAFile(t *testing.T) {
	inTree(t, "in/a.csv", "in/b.txt", "in/c.txt -> nowhere", "in/d.csv -> nowhere", "in/e.txt -> .")
	take := func(e Entry) bool { return e.Named || strings.HasSuffix(e.Rel, ".csv") }
	all := []string{"in/a.csv", "other file: in/b.txt", "other file: in/c.txt", "unreadable: in/d.csv", "link to a folder: in/e.txt"}
	for _, tt := range []struct{ paths, want []string }{
		{[]string{"in"}, all},
		{[]string{"in", "in/b.txt"}, append(slices.Clone(all), "in/b.txt")},
		{[]string{"in/b.txt", "in"}, append([]string{"in/b.txt"}, slices.Delete(slices.Clone(all), 1, 2)...)},
	} {
		got, err := walked(t, Options{Paths: tt.paths, Take: take})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.paths, got, err, tt.want)
		}
	}
}

// A file that is refused by one path can be taken by another.
func TestWalkAsksAgainByAnotherPath(t *testing.T) {
	inTree(t, "in/sub/a.jpg")
	take := func(e Entry) bool { return strings.HasPrefix(e.Rel, "sub/") }
	want := []string{"other file: in/sub/a.jpg", "in/sub/a.jpg"}
	got, err := walked(t, Options{Paths: []string{"in/sub", "in/sub/a.jpg", "in"}, Recursive: true, Take: take})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestWalkTakesDuplicatesOnce(t *testing.T) {
	dir := inTree(t, "in/a.jpg", "in/b.jpg -> a.jpg", "in/sub/c.jpg", "linked -> in", "z.jpg -> in/sub/c.jpg")
	all := []string{"in/a.jpg", "in/sub/c.jpg"}
	apart := []string{"in/a.jpg", "in/b.jpg", "in/sub/c.jpg"}
	for _, tt := range []struct {
		paths []string
		apart bool
		want  []string
	}{
		{[]string{"in", "in"}, false, all},
		{[]string{"in", "./in/", "in/sub", "linked", "linked/sub/c.jpg", "z.jpg", dir + "/in/a.jpg"}, false, all},
		{[]string{"in/*", "in/sub/../a.jpg"}, false, all},
		{[]string{"z.jpg", "in"}, false, []string{"z.jpg", "in/a.jpg"}},
		{[]string{"in", "./in/", "in/sub", "linked", "linked/sub/c.jpg", dir + "/in/a.jpg"}, true, apart},
		{[]string{"z.jpg", "in", "z.jpg"}, true, append([]string{"z.jpg"}, apart...)},
	} {
		got, err := walked(t, Options{Paths: tt.paths, Recursive: true, LinksApart: tt.apart})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q, apart %v: %q, %v; want %q", tt.paths, tt.apart, got, err, tt.want)
		}
	}
	// Two hard links are two files: nothing says which of them is the copy.
	if err := os.Link("in/a.jpg", "in/hard.jpg"); err == nil {
		if got, _ := walked(t, Options{Paths: []string{"in"}}); !slices.Contains(got, "in/hard.jpg") {
			t.Errorf("%q misses a hard link", got)
		}
	}
}

func TestWalkEntersNoLinksToFolders(t *testing.T) {
	inTree(t, "in/a.jpg", "in/loop -> .", "in/up -> ..", "in/nowhere -> not-there", "in/self -> self")
	want := []string{"in/a.jpg", "link to a folder: in/loop", "unreadable: in/nowhere", "unreadable: in/self", "link to a folder: in/up"}
	if got, err := walked(t, Options{Paths: []string{"in"}, Recursive: true}); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	want = []string{"in/loop/a.jpg"}
	if got, err := walked(t, Options{Paths: []string{"in/loop"}}); err != nil || len(got) != 5 || got[0] != want[0] {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWalkLeavesOutTheOutputFolder(t *testing.T) {
	inTree(t, "in/a.jpg", "in/web/b.jpg", "z.jpg")
	output, err := os.Stat("in/web")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		paths []string
		want  []string
	}{
		{[]string{"in"}, []string{"in/a.jpg", "output folder: in/web"}},
		{[]string{"in/a.jpg", "in/web"}, []string{"in/a.jpg", "output folder: in/web"}},
		{[]string{"in/*"}, []string{"in/a.jpg", "output folder: in/web"}},
		{[]string{"in/web"}, []string{"in/web/b.jpg"}},
	} {
		got, err := walked(t, Options{Paths: tt.paths, Recursive: true, Output: output})
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.paths, got, err, tt.want)
		}
	}
}

func TestWalkPassesOverWhatIsExcluded(t *testing.T) {
	inTree(t, "in/a.jpg", "in/b/c.jpg", "in/.d.jpg", "e.jpg", "in/.fanout-0123456789abcdef-1.tmp", "in/.fanout-journal")
	exclude := func(rel string) bool {
		return strings.HasPrefix(rel, "b") || strings.HasPrefix(rel, ".d") || rel == "e.jpg"
	}
	got, err := walked(t, Options{Paths: []string{"in", "e.jpg"}, Recursive: true, Exclude: exclude})
	if want := []string{"in/a.jpg"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestWalkRefusesPathsThatDoNotExist(t *testing.T) {
	inTree(t, "a.jpg", "a.jpg.d/", "nowhere -> not-there")
	for _, tt := range []struct{ path, want string }{
		{"", `empty file name`},
		{"b.jpg", `"b.jpg": no such file or directory`},
		{"nowhere", `"nowhere": no such file or directory`},
		{"a.jpg/x", `"a.jpg/x": not a directory`},
	} {
		got, err := walked(t, Options{Paths: []string{"a.jpg", tt.path, "a.jpg.d"}})
		if wrong := (*PathError)(nil); !errors.As(err, &wrong) || err.Error() != tt.want || len(got) != 1 {
			t.Errorf("%q: %v after %q; want %s", tt.path, err, got, tt.want)
		}
	}
}

func TestWalkTakesStandardInputOnce(t *testing.T) {
	inTree(t, "-", "a.csv")
	got, err := walked(t, Options{Paths: []string{"a.csv", "-", "./-"}, Stdin: true})
	if want := []string{"a.csv", "standard input: -", "-"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got, err := walked(t, Options{Paths: []string{"-", "-"}, Stdin: true}); err == nil || len(got) != 1 {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := walked(t, Options{Paths: []string{"-"}}); err != nil || !slices.Equal(got, []string{"-"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWalkKeepsOddNames(t *testing.T) {
	names := []string{"in/[a].jpg", "in/a\nb.jpg", "in/not-utf8-\xff\xfe.jpg", "in/{", "in/~ $x;.jpg"}
	inTree(t, names...)
	slices.Sort(names)
	if got, err := walked(t, Options{Paths: []string{"in"}}); err != nil || !slices.Equal(got, names) {
		t.Errorf("%q, %v; want %q", got, err, names)
	}
}

func TestWalkReportsUnreadableFolders(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("everything can be read by root")
	}
	inTree(t, "in/a.jpg", "in/locked/b.jpg", "in/z.jpg")
	if err := os.Chmod("in/locked", 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod("in/locked", 0o700)
	want := []string{"in/a.jpg", "unreadable folder: in/locked", "in/z.jpg"}
	if got, err := walked(t, Options{Paths: []string{"in"}, Recursive: true}); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	for e := range Walk(t.Context(), Options{Paths: []string{"in/locked"}}) {
		if e.Kind != UnreadableFolder || !errors.Is(e.Err, fs.ErrPermission) || e.Err.Error() != "folder: permission denied" {
			t.Errorf("%+v", e)
		}
	}
}

func TestWalkEndsEarly(t *testing.T) {
	inTree(t, "in/a.jpg", "in/b.jpg", "in/sub/c.jpg", "z.jpg")
	paths := []string{"in", "*.jpg", "not-there"}
	n := 0
	for range Walk(t.Context(), Options{Paths: paths, Recursive: true}) {
		if n++; n == 2 {
			break
		}
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var last error
	n = 0
	for _, err := range Walk(ctx, Options{Paths: paths, Recursive: true}) {
		if n++; n == 2 {
			cancel(why)
		}
		last = err
	}
	if n != 3 || last != why {
		t.Errorf("%d yields, the last one %v", n, last)
	}
}
