package resize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors/resize/format/jpeg"
)

// planOf plans in a folder of its own that holds the named pictures of 30×20.
func planOf(t *testing.T, opt *Options, names ...string) (*Plan, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		write(t, name, picture(t, 30, 20))
	}
	opt.Geometry.Width = 10
	return NewPlan(t.Context(), opt)
}

func TestPlansThatWouldLoseFilesAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		opt   func(*Options)
		want  Conflict
		line  string
	}{
		{"one name", []string{"in/a.png", "in/x/a.png"}, func(o *Options) { o.Name = "{name}.{ext}" }, Collision, "in/a.png, in/x/a.png -> a.png"},
		{"names that differ in case", []string{"in/A.png", "in/a.png"}, nil, Collision, "in/A.png, in/a.png -> a.png"},
		{"a file and a folder", []string{"in/a.png", "in/b.png/c.png"}, func(o *Options) { o.Name = "{dir}/b.{ext}" }, Collision, ""},
		{"an input", []string{"in/a.png"}, func(o *Options) { o.Output = "in"; o.Overwrite = true }, InputLost, "in/a.png -> in/a.png"},
		{"a folder", []string{"in/a.png", "out/a.png/x.png"}, func(o *Options) { o.Overwrite = true }, OutputFolder, "in/a.png -> out/a.png"},
		{"an existing file", []string{"in/a.png", "out/a.png"}, nil, OutputExists, "out/a.png"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opt := defaults("out", "in")
			if tt.opt != nil {
				tt.opt(opt)
			}
			_, err := planOf(t, opt, tt.files...)
			conflict := (*ConflictError)(nil)
			if !errors.As(err, &conflict) || conflict.Conflict != tt.want {
				t.Fatalf("error %v, want conflict %d", err, tt.want)
			}
			if tt.line != "" && filepath.ToSlash(conflict.Lines[0]) != tt.line {
				t.Errorf("%q, want %q", conflict.Lines, tt.line)
			}
		})
	}
}

// A name with a line feed must not look like a message of its own, and a
// thousand names are too many to read.
func TestAConflictNamesTheFirstFiles(t *testing.T) {
	e := &ConflictError{Conflict: OutputExists, Lines: []string{"a\nfanout: error: b"}}
	for i := range 20 {
		e.Lines = append(e.Lines, fmt.Sprint(i))
	}
	lines := strings.Split(e.Error(), "\n")
	if len(lines) != 12 || lines[1] != `  a\nfanout: error: b` || lines[11] != "  and 11 more" {
		t.Errorf("%q", lines)
	}
}

func TestUpdateGoesByTimesWhereThereIsNoJournal(t *testing.T) {
	opt := defaults("out", "in")
	opt.Update = true
	if _, err := planOf(t, opt, "in/a.png", "in/b.png", "out/a.png", "out/b.png"); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes("out/b.png", past, past); err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(t.Context(), opt)
	if err != nil || p.Work != 1 || p.Items[0].Skip != upToDateByTime || !p.Items[1].Work() {
		t.Fatalf("%+v, %v", p, err)
	}
}

func TestUsesKnowsInputsAndOutputs(t *testing.T) {
	p, err := planOf(t, defaults("out", "in"), "in/a.png", "in/x/b.png", "other.png")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"in/a.png": true, "./in/../in/a.png": true, "out/a.png": true, "out/x/B.png": true, "out": true, "out/x": true, "out/a.png/b": true,
		"other.png": false, "in/c.png": false, "out/report.jsonl": false,
	} {
		if p.Uses(inputs.Identify(path)) != want {
			t.Errorf("%s: %v, want %v", path, !want, want)
		}
	}
}

func TestIncludeAndExcludeIgnoreCase(t *testing.T) {
	opt := defaults("out", "in")
	opt.Include, opt.Exclude = []string{"*.png", "x/**"}, []string{"thumb*", "y"}
	p, err := planOf(t, opt, "in/a.PNG", "in/b.jpg", "in/Thumb.png", "in/x/c.gif", "in/y/d.png", "in/z/THUMBS/e.png")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range p.Items {
		got = append(got, it.rel)
	}
	if want := []string{"a.PNG", "x/c.gif"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFileTargetsNeedOneFile(t *testing.T) {
	for _, tt := range []struct {
		output string
		opt    func(*Options)
		want   string // "" if the output is a file
	}{
		{"b.png", nil, ""},
		{"b.JPEG", nil, ""},
		{"b.heic", nil, `"b.heic": .heic cannot be written`},
		{"b.png", func(o *Options) { o.Paths = []string{"in"} }, `"b.png": an output file needs exactly one input file; end the name with a slash if you mean a folder`},
		{"b.png", func(o *Options) { o.Paths = append(o.Paths, "in/b.png") }, `"b.png": an output file needs exactly one input file; end the name with a slash if you mean a folder`},
		{"b.png", func(o *Options) { o.Name = "{name}" }, `"b.png": a name template needs an output folder, not an output file`},
		{"b.png", func(o *Options) { o.Format = jpeg.Format }, `"b.png": its extension says PNG, but JPEG was asked for`},
		{"other", nil, `"other": the output is a file, not a folder`},
	} {
		opt := defaults(tt.output, "in/a.png")
		if tt.opt != nil {
			tt.opt(opt)
		}
		p, err := planOf(t, opt, "in/a.png", "in/b.png", "other")
		switch wrong := (*inputs.PathError)(nil); {
		case tt.want == "" && (err != nil || p.Root != "." || p.Items[0].Target != tt.output):
			t.Errorf("%s: %+v, %v", tt.output, p, err)
		case tt.want != "" && (!errors.As(err, &wrong) || err.Error() != tt.want):
			t.Errorf("%s: %v, want %s", tt.output, err, tt.want)
		}
	}
}

// A batch is worth handing over, and a GIF, which is read to its end, weighs
// more than the head of another file.
func TestProbingIsCutByWhatItReads(t *testing.T) {
	file := func(name string, size int64) *Item { return &Item{Source: name, stamp: inputs.Stamp{Size: size}} }
	batches := func(items []*Item) (sizes []int) {
		for batch := range probeBatches(items) {
			sizes = append(sizes, len(batch))
		}
		return sizes
	}
	photos := slices.Repeat([]*Item{file("a.jpg", 8<<20)}, 200)
	if got := batches(photos); !slices.Equal(got, []int{64, 64, 64, 8}) {
		t.Errorf("photos: %v", got)
	}
	gifs := []*Item{file("a.gif", 100<<20), file("b.gif", 1<<20), file("c.GIF", 100<<20)}
	if got := batches(gifs); !slices.Equal(got, []int{1, 1, 1}) {
		t.Errorf("GIFs: %v", got)
	}
}

// An output that this user cannot reach is no fault of the plan.
func TestOutputsOutOfReachAreNoFaultOfThePlan(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("root reaches all files, and Windows knows no such folder")
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "a.png")
	if err := os.WriteFile(in, picture(t, 30, 20), 0o666); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	for _, output := range []string{"b.png", "folder", "folder/folder"} {
		path := filepath.Join(closed, output)
		_, err := NewPlan(t.Context(), defaults(path, in))
		want := fmt.Sprintf("cannot write to %q: permission denied", path)
		if out := (*files.OutputError)(nil); !errors.As(err, &out) || err.Error() != want {
			t.Errorf("%s: %v, want %s", output, err, want)
		}
	}
}
