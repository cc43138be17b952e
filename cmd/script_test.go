package cmd_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fanout/cmd"
	"fanout/internal/cpu"
	"fanout/internal/files"
	"fanout/internal/journal"
	"fanout/processors/resize/format/formats"
	"fanout/processors/resize/format/jpeg"
)

var updateScripts = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"fanout": func() {
			if status, ended := cmd.Supervise(); ended {
				os.Exit(status)
			}
			os.Exit(cmd.Main(context.Background(), os.Args[1:], cmd.System()))
		},
		"hungry": func() { // takes memory without end
			if status, ended := cmd.Supervise(); ended {
				os.Exit(status)
			}
			for all := [][]byte{}; ; {
				all = append(all, make([]byte, 1<<20))
			}
		},
	})
}

// The scripts in testdata are the specification of the program. Besides
// testscript's own commands they have those below; $PHOTOS and $BROKEN are the
// module's pictures, $CASES those of public reports, $CSV its tables. `go test
// ./cmd -update` rewrites what they compare with.
func TestScripts(t *testing.T) {
	pictures, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *updateScripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PHOTOS", filepath.Join(pictures, "photos"))
			e.Setenv("BROKEN", filepath.Join(pictures, "broken"))
			e.Setenv("CASES", filepath.Join(pictures, "cases"))
			e.Setenv("CSV", filepath.Join(pictures, "csv"))
			e.Setenv("CI", "")
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "namespaces" {
				return runtime.GOOS == "linux" && exec.Command("unshare", "-Urm", "true").Run() == nil, nil
			}
			if level, err := cpu.ParseLevel(name); err == nil {
				return level <= cpu.Supported(), nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"picture": picture,
			"stored":  stored,
			"upright": upright,
			"clean":   clean,
			"links":   links,
			"older":   older,
			"count":   countFiles,
			"traced":  traced,
		},
	})
}

// programFolder returns a folder with the program in it, for a shell's path.
// The test binary knows by its name what to be.
func programFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "fanout"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// exits N COMMAND ARG...: the command ends with status N.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

// picture FILE FORMAT WxH [FRAMES]: the file is a picture of that kind.
func picture(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	f, err := os.Open(path)
	ts.Check(err)
	defer f.Close()
	info, err := f.Stat()
	ts.Check(err)
	got, err := formats.All.Probe(f, info.Size(), filepath.Base(path))
	ts.Check(err)
	frames := 1
	if len(args) > 3 {
		frames, err = strconv.Atoi(args[3])
		ts.Check(err)
	}
	if s := fmt.Sprintf("%v %dx%d", got.Format, got.Width, got.Height); s != args[1]+" "+args[2] || got.Frames != frames {
		ts.Fatalf("%s: %s with %d frames, want %s %s with %d", args[0], s, got.Frames, args[1], args[2], frames)
	}
}

// stored FILE baseline|progressive 4:2:0|4:4:4|gray: the file is a JPEG of that
// kind.
func stored(ts *testscript.TestScript, neg bool, args []string) {
	file, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	facts, err := formats.All.Probe(bytes.NewReader(file), int64(len(file)), args[0])
	ts.Check(err)
	pic, err := new(jpeg.Decoder).Decode(context.Background(), file, 8)
	ts.Check(err)
	process, sampling := "baseline", "gray"
	if facts.Multipass {
		process = "progressive"
	}
	if len(pic.Planes) == 3 {
		sampling = map[int]string{1: "4:4:4", 2: "4:2:0"}[pic.Planes[0].H]
	}
	if process != args[1] || sampling != args[2] {
		ts.Fatalf("%s: %s %s, want %s %s", args[0], process, sampling, args[1], args[2])
	}
}

// upright FILE...: the marked corners are where a viewer should see them, and
// no orientation tag would turn the picture again.
func upright(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		f, err := os.Open(ts.MkAbs(name))
		ts.Check(err)
		img, _, err := image.Decode(f)
		ts.Check(err)
		info, err := f.Stat()
		ts.Check(err)
		header, err := formats.All.Probe(f, info.Size(), name)
		f.Close()
		ts.Check(err)
		b := img.Bounds()
		got := strongest(img, 4, 4) + strongest(img, b.Max.X-5, 4) + strongest(img, 4, b.Max.Y-5)
		if (got != "rgb" || header.Orientation != 1) != neg {
			ts.Fatalf("%s: corners are %q with orientation %d", name, got, header.Orientation)
		}
	}
}

func strongest(img image.Image, x, y int) string {
	r, g, b, _ := img.At(x, y).RGBA()
	switch max(r, g, b) {
	case r:
		return "r"
	case g:
		return "g"
	}
	return "b"
}

// clean DIR: no temporary and no lock is left below the folder.
func clean(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err == nil && files.IsOwn(d.Name()) {
			err = fmt.Errorf("left behind: %s", path)
		}
		return err
	}))
}

// links N FILE DIR: makes N links to the file.
func links(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	dir := ts.MkAbs(args[2])
	ts.Check(os.MkdirAll(dir, 0o777))
	first := filepath.Join(dir, "0000"+filepath.Ext(args[1]))
	data, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	ts.Check(os.WriteFile(first, data, 0o666))
	for i := 1; i < n; i++ {
		ts.Check(os.Link(first, filepath.Join(dir, fmt.Sprintf("%04d%s", i, filepath.Ext(args[1])))))
	}
}

// older A B: sets A's time to an hour before B's.
func older(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	t := info.ModTime().Add(-time.Hour)
	ts.Check(os.Chtimes(ts.MkAbs(args[0]), t, t))
}

// count GLOB N: so many files match, not counting a journal.
func countFiles(ts *testscript.TestScript, neg bool, args []string) {
	names, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	names = slices.DeleteFunc(names, func(name string) bool { return filepath.Base(name) == journal.Name })
	if n, err := strconv.Atoi(args[1]); err != nil || len(names) != n {
		ts.Fatalf("%d files match %s, want %s:\n%s", len(names), args[0], args[1], strings.Join(names, "\n"))
	}
}
