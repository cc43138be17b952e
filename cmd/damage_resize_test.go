package cmd_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fanout/cmd"
)

// A folderBench holds what a resize run works on: pictures of which one is cut
// off and one has no data, an output folder, and its journal.
type folderBench struct {
	t   *testing.T
	dir string
}

// aWhileAgo is the time of the inputs.
var aWhileAgo = time.Now().Add(-time.Hour).Truncate(time.Second)

func newFolderBench(t *testing.T, photo []byte) *folderBench {
	b := &folderBench{t, t.TempDir()}
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg", "cut.jpg", "none.jpg"} {
		comment := []byte(fmt.Sprintf("\xff\xfe\x00\x03%d", i)) // all differ
		picture := slices.Concat(photo[:2], comment, photo[2:])
		switch name {
		case "cut.jpg":
			picture = picture[:len(picture)-200]
		case "none.jpg":
			picture = picture[:300]
		}
		b.write("in/"+name, string(picture))
	}
	b.write("in/notes.txt", "none")
	if status, errs := b.run("out"); status != 3 {
		t.Fatalf("status %d\n%s", status, errs)
	}
	return b
}

func (b *folderBench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *folderBench) read(name string) string {
	text, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// write writes a file; those of the inputs have the time of before.
func (b *folderBench) write(name, text string) {
	b.must(os.MkdirAll(filepath.Dir(b.path(name)), 0o777))
	b.must(os.WriteFile(b.path(name), []byte(text), 0o666))
	if strings.HasPrefix(name, "in/") {
		b.must(os.Chtimes(b.path(name), aWhileAgo, aWhileAgo))
	}
}

func (b *folderBench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *folderBench) run(out string, flags ...string) (status int, errs string) {
	var stdout, stderr bytes.Buffer
	sys := cmd.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Getenv: func(string) string { return "" }}
	args := append([]string{"resize", b.path("in"), "-o", b.path(out), "--width", "20"}, flags...)
	return cmd.Main(b.t.Context(), args, sys), stderr.String()
}

// tree returns the outputs in a folder, without the journal.
func (b *folderBench) tree(out string) map[string]string {
	files := map[string]string{}
	b.must(filepath.WalkDir(b.path(out), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == ".fanout-journal" || path == b.path(out) {
			return err
		}
		files[d.Name()] = d.Type().String()
		if d.Type().IsRegular() {
			text, err := os.ReadFile(path)
			files[d.Name()] = string(text)
			return err
		}
		return nil
	}))
	return files
}

// told returns the lines about items that failed or are damaged.
func told(errs string) (lines []string) {
	for line := range strings.Lines(errs) {
		if strings.HasPrefix(line, "fanout: failed: ") || strings.HasPrefix(line, "fanout: damaged: ") {
			lines = append(lines, line)
		}
	}
	return lines
}

// change returns a damage that changes the bytes of a file, but not the time of
// an input.
func change(name string, to func(string) string) func(*folderBench) {
	return func(b *folderBench) { b.write(name, to(b.read(name))) }
}

func changeLines(name string, to func([]string) []string) func(*folderBench) {
	return change(name, func(text string) string {
		return strings.Join(to(strings.SplitAfter(text, "\n")), "")
	})
}

// flip changes a bit in the middle.
func flip(text string) string {
	changed := []byte(text)
	changed[len(changed)/2] ^= 1
	return string(changed)
}

func zero(text string) string { return strings.Repeat("\x00", len(text)) }

const theJournal = "out/.fanout-journal"

// folderDamages are what happens between two runs.
func folderDamages() map[string]func(*folderBench) {
	all := map[string]func(*folderBench){
		"journal deleted":           func(b *folderBench) { b.must(os.Remove(b.path(theJournal))) },
		"journal empty":             change(theJournal, func(string) string { return "" }),
		"journal halved":            change(theJournal, func(s string) string { return s[:len(s)/2] }),
		"journal without its end":   change(theJournal, func(s string) string { return s[:len(s)-7] }),
		"journal without its start": change(theJournal, func(s string) string { return s[100:] }),
		"journal flipped":           change(theJournal, flip),
		"journal zeroed":            change(theJournal, zero),
		"journal zeroed in part":    change(theJournal, func(s string) string { return s[:300] + zero(s[300:700]) + s[700:] }),
		"journal with garbage":      change(theJournal, func(s string) string { return s + "\xff\x00 garbage" }),
		"journal with long garbage": change(theJournal, func(s string) string { return s + strings.Repeat("x", 3<<20) + "\n" }),
		"journal doubled":           change(theJournal, func(s string) string { return s + s }),
		"journal with CRLF":         change(theJournal, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }),
		"journal of another version": change(theJournal, func(s string) string {
			return strings.Replace(s, `"fanout_journal":1`, `"fanout_journal":2`, 1)
		}),
		"journal with altered sizes": change(theJournal, func(s string) string { return strings.ReplaceAll(s, `"bytes":`, `"bytes":1`) }),
		"journal with altered names": change(theJournal, func(s string) string { return strings.ReplaceAll(s, `a.jpg`, `b.jpg`) }),
		"journal a text":             change(theJournal, func(string) string { return "To be done:\nshopping\n" }),
		"journal reversed": changeLines(theJournal, func(lines []string) []string {
			slices.Reverse(lines)
			return lines
		}),
		"journal a folder": func(b *folderBench) {
			b.must(os.Remove(b.path(theJournal)))
			b.must(os.Mkdir(b.path(theJournal), 0o777))
		},
		"journal a link": func(b *folderBench) {
			b.must(os.Rename(b.path(theJournal), b.path("elsewhere")))
			b.must(os.Symlink(b.path("elsewhere"), b.path(theJournal)))
		},
		"journal of another folder": func(b *folderBench) {
			b.run("other", "--width", "30")
			b.write(theJournal, b.read("other/.fanout-journal"))
		},
		"journal from before": func(b *folderBench) {
			before := b.read(theJournal)
			b.run("out", "--width", "30", "--overwrite", "always")
			b.write(theJournal, before)
		},

		"output deleted": func(b *folderBench) { b.must(os.Remove(b.path("out/b.jpg"))) },
		"output cut":     change("out/b.jpg", func(s string) string { return s[:len(s)-10] }),
		"output empty":   change("out/b.jpg", func(string) string { return "" }),
		"output flipped": change("out/b.jpg", flip),
		"output zeroed":  change("out/b.jpg", zero),
		"output grown":   change("out/b.jpg", func(s string) string { return s + "x" }),
		"outputs swapped": func(b *folderBench) {
			cut, whole := b.read("out/cut.jpg"), b.read("out/b.jpg")
			b.write("out/b.jpg", cut)
			b.write("out/cut.jpg", whole)
		},
		"output a folder": func(b *folderBench) {
			b.must(os.Remove(b.path("out/b.jpg")))
			b.must(os.Mkdir(b.path("out/b.jpg"), 0o777))
		},
		"outputs deleted": func(b *folderBench) { b.must(os.RemoveAll(b.path("out"))) },
	}
	for name, damage := range inputDamages() {
		all[name] = damage
	}
	return all
}

// inputDamages change the pictures that were resized.
func inputDamages() map[string]func(*folderBench) {
	aged := func(b *folderBench, name string, by time.Duration) {
		b.must(os.Chtimes(b.path(name), aWhileAgo.Add(by), aWhileAgo.Add(by)))
	}
	return map[string]func(*folderBench){
		"input older": func(b *folderBench) {
			b.write("in/b.jpg", b.read("in/cut.jpg"))
			aged(b, "in/b.jpg", -time.Hour)
		},
		"input newer": func(b *folderBench) {
			b.write("in/b.jpg", b.read("in/cut.jpg"))
			aged(b, "in/b.jpg", time.Minute)
		},
		"input touched":   func(b *folderBench) { aged(b, "in/b.jpg", time.Minute) },
		"input grown":     change("in/b.jpg", func(s string) string { return s + "x" }),
		"input cut":       change("in/b.jpg", func(s string) string { return s[:len(s)-150] }),
		"input made good": func(b *folderBench) { b.write("in/none.jpg", b.read("in/a.jpg")) },
		"input added":     func(b *folderBench) { b.write("in/d.jpg", b.read("in/cut.jpg")) },
		"inputs swapped": func(b *folderBench) {
			b.must(os.Rename(b.path("in/b.jpg"), b.path("in/x")))
			b.must(os.Rename(b.path("in/cut.jpg"), b.path("in/b.jpg")))
			b.must(os.Rename(b.path("in/x"), b.path("in/cut.jpg")))
		},
	}
}

// smallPhoto returns a JPEG of 64×64 pixels.
func smallPhoto(t *testing.T) []byte {
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i >> 5)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Whatever has happened to the journal, the outputs or the pictures: a run that
// goes by the journal ends as a run from scratch would, with its pictures and
// all that it says of them, or refuses with a hint and changes nothing. Without
// a journal --update goes by times, and says so.
func TestGoingByADamagedJournal(t *testing.T) {
	photo := smallPhoto(t)
	for name, damage := range folderDamages() {
		for _, flags := range [][]string{
			{"--resume"}, {"--retry-failed"}, {"--update"}, {"--update", "--checksum"}, {"--resume", "--overwrite", "always"},
		} {
			t.Run(name+strings.Join(flags, " "), func(t *testing.T) {
				b := newFolderBench(t, photo)
				damage(b)
				b.wantRight(flags)
			})
		}
	}
}

// wantRight goes on, and compares with a run from scratch.
func (b *folderBench) wantRight(flags []string) {
	os.RemoveAll(b.path("other"))
	want, wantErrs := b.run("other")
	journal, _ := os.ReadFile(b.path(theJournal))
	before := map[string]string{}
	if _, err := os.Stat(b.path("out")); err == nil {
		before = b.tree("out")
	}
	status, errs := b.run("out", flags...)
	after := b.tree("out")
	switch status {
	case want:
		for name, content := range b.tree("other") {
			if after[name] != content {
				b.t.Errorf("%s is not what a run from scratch makes", name)
			}
		}
		byTime := strings.Contains(errs, "by their times alone")
		if got, want := told(errs), told(wantErrs); !byTime && !slices.Equal(got, want) {
			b.t.Errorf("told %q, want %q", got, want)
		}
	case 2:
		if !strings.Contains(errs, "fanout: hint: ") {
			b.t.Errorf("no hint: %s", errs)
		}
		if fmt.Sprint(before) != fmt.Sprint(after) {
			b.t.Error("refused, but outputs have changed")
		}
		if now, _ := os.ReadFile(b.path(theJournal)); !bytes.Equal(journal, now) {
			b.t.Error("refused, but the journal has changed")
		}
	default:
		b.t.Errorf("status %d, want %d or 2\n%s", status, want, errs)
	}
	if b.t.Failed() {
		b.t.Logf("status %d: %s", status, errs)
	}
}
