//go:build linux

package faults

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// buildErrfs builds the file system whose calls fail, once.
var buildErrfs = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(filepath.Dir(program), "errfs")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = "_errfs"
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
})

// needsFUSE is needs for a test that mounts a file system of its own.
func needsFUSE(t *testing.T) {
	t.Helper()
	needs(t)
	if _, err := os.Stat("/dev/fuse"); err != nil {
		t.Skip(err)
	}
	if _, err := exec.LookPath("fusermount3"); err != nil && os.Geteuid() != 0 {
		t.Skip(err)
	}
	if _, err := buildErrfs(); err != nil {
		t.Skip(err) // without the module proxy
	}
}

// errfs shows a folder at another place, where calls fail by rules. It returns
// that place, and a function that ends it.
func errfs(t *testing.T, folder string, rules ...string) (mountpoint string, unmount func()) {
	t.Helper()
	binary, err := buildErrfs()
	if err != nil {
		t.Fatal(err)
	}
	mountpoint = t.TempDir()
	server := exec.Command(binary, append([]string{folder, mountpoint}, rules...)...)
	server.Stderr = os.Stderr
	in, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	unmount = sync.OnceFunc(func() {
		in.Close()
		if err := server.Wait(); err != nil {
			t.Errorf("errfs: %v", err)
		}
	})
	t.Cleanup(unmount)
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "mounted\n" {
		t.Skipf("no FUSE here: %q", line)
	}
	return mountpoint, unmount
}

// A fuseCase is a run whose folder fails as the rules say.
type fuseCase struct {
	job   string
	rules []string
	want  outcome
	named string // what the message names
	long  bool   // not in the short form
}

// An outcome is how a run ends that something disturbs.
type outcome int

const (
	unharmed outcome = iota // as an undisturbed run
	failed                  // items failed by name, the others are done
	ended                   // status 1, with a next step
)

var inputCases = []fuseCase{
	{job: "resize", rules: []string{"read in/a.jpg * EIO@1000"}, want: failed, named: "in/a.jpg"},
	{job: "resize", rules: []string{"read in/a.jpg 2+ EIO"}, want: failed, named: "in/a.jpg"},
	{job: "resize", rules: []string{"read in/sub/b.jpg * ESTALE"}, want: failed, named: "in/sub/b.jpg", long: true},
	{job: "resize", rules: []string{"open in/a.jpg * EACCES"}, want: failed, named: "in/a.jpg", long: true},
	{job: "resize", rules: []string{"open in/a.jpg 2+ ESTALE"}, want: failed, named: "in/a.jpg"},
	{job: "resize", rules: []string{"getattr in/a.jpg 1+ EIO", "lookup in/a.jpg 1+ EIO"}, want: failed, named: "in/a.jpg", long: true},
	{job: "resize", rules: []string{"opendir in/sub * EIO"}, want: failed, named: "in/sub"},
	{job: "resize", rules: []string{"read * * max=100"}, want: unharmed},
	{job: "hash", rules: []string{"read list.txt * EIO@200"}, want: ended, named: "list.txt"},
	{job: "hash", rules: []string{"read list.txt * ESTALE"}, want: ended, named: "list.txt", long: true},
	{job: "hash", rules: []string{"read * * max=7"}, want: unharmed},
	{job: "preset", rules: []string{"read users.csv * EIO@200"}, want: ended, named: "users.csv", long: true},
	{job: "preset", rules: []string{"read * * max=7"}, want: unharmed, long: true},
	{job: "analyze", rules: []string{"read tables/1.csv * EIO@2000"}, want: failed, named: "tables/1.csv"},
	{job: "analyze", rules: []string{"read tables/1.csv 2+ ESTALE"}, want: failed, named: "tables/1.csv"},
	{job: "analyze", rules: []string{"open tables/1.csv * EIO"}, want: failed, named: "tables/1.csv", long: true},
	{job: "analyze", rules: []string{"read * * max=100"}, want: unharmed},
}

var outputCases = []fuseCase{
	{job: "resize", rules: []string{"write out/*.tmp * EIO"}, want: ended, named: "out/"},
	{job: "resize", rules: []string{"write out/.fanout-* 3+ EIO"}, want: ended, named: "out/", long: true},
	{job: "resize", rules: []string{"fsync out/*.tmp 1 EIO"}, want: ended, named: "out/"},
	{job: "resize", rules: []string{"flush out/*.tmp 1 EDQUOT"}, want: ended, named: "out/"},
	{job: "resize", rules: []string{"create out/sub/* * ENOSPC"}, want: ended, named: "out/sub", long: true},
	{job: "resize", rules: []string{"create reports/* * EROFS"}, want: ended, named: "reports", long: true},
	{job: "resize", rules: []string{"mkdir out/sub * EACCES"}, want: ended, named: "out/sub"},
	{job: "resize", rules: []string{"noreplace out/a.jpg * EIO"}, want: ended, named: "out/a.jpg"},
	{job: "resize", rules: []string{"noreplace * * EINVAL"}, want: unharmed},
	{job: "resize", rules: []string{"noreplace * * EINVAL", "link * * EPERM"}, want: unharmed},
	{job: "resize", rules: []string{"lock * * ENOLCK"}, want: unharmed},
	{job: "resize", rules: []string{"write * * max=10"}, want: unharmed, long: true},
	{job: "hash", rules: []string{"write made/* 2+ EIO"}, want: ended, named: "made/hashes.jsonl"},
	{job: "hash", rules: []string{"fsync made/* 1 EIO"}, want: ended, named: "made/hashes.jsonl"},
	{job: "hash", rules: []string{"flush made/* * EIO"}, want: unharmed, long: true},
	{job: "hash", rules: []string{"noreplace made/hashes.jsonl * EIO", "rename made/hashes.jsonl * EIO"}, want: ended, named: "made/hashes.jsonl"},
	{job: "hash", rules: []string{"noreplace * * EINVAL"}, want: unharmed, long: true},
	{job: "hash", rules: []string{"noreplace * * EINVAL", "link * * ENOSYS"}, want: unharmed, long: true},
	{job: "hash", rules: []string{"lock * * ENOSYS"}, want: unharmed},
	{job: "preset", rules: []string{"fsync import/* 2 EIO"}, want: ended, named: "import", long: true},
	{job: "preset", rules: []string{"write import/* 3+ EDQUOT"}, want: ended, named: "import", long: true},
	{job: "preset", rules: []string{"lock * * ENOLCK"}, want: unharmed, long: true},
	{job: "analyze", rules: []string{"write made/*.tmp * EIO"}, want: ended, named: "made/profile.json"},
	{job: "analyze", rules: []string{"fsync made/*.tmp * EIO"}, want: ended, named: "made/profile.json"},
	{job: "analyze", rules: []string{"fsync reports/*.tmp * EIO"}, want: ended, named: "reports/report.jsonl", long: true},
	{job: "analyze", rules: []string{"noreplace * * EINVAL"}, want: unharmed, long: true},
	{job: "analyze", rules: []string{"lock * * ENOLCK"}, want: unharmed, long: true},
}

// What cannot be read fails by name and the others go on; the run after it, on
// a healthy disk, is right.
func TestInputThatCannotBeReadFailsByName(t *testing.T) { testFUSE(t, inputCases) }

// An error of the disk below an output ends the run with the file's name and a
// next step; the run after it is right.
func TestErrorsOfTheDiskAreNamedAndResumed(t *testing.T) { testFUSE(t, outputCases) }

func testFUSE(t *testing.T, cases []fuseCase) {
	needsFUSE(t)
	wanted := map[string]undisturbed{}
	for _, j := range jobs {
		wanted[j.name] = j.undisturbed(t)
	}
	for _, c := range cases {
		if c.long && level != "long" {
			continue
		}
		t.Run(c.job+" "+strings.Join(c.rules, ", "), func(t *testing.T) { c.test(t, wanted[c.job]) })
	}
}

func (c fuseCase) test(t *testing.T, u undisturbed) {
	dir := u.fresh(t)
	mountpoint, unmount := errfs(t, dir, c.rules...)
	e := run(t, mountpoint, append([]string{program}, u.command...)...)
	unmount()
	if err := c.want.matches(e, u, c.named); err != nil {
		t.Fatalf("%v\n%v", err, e)
	}
	var err error
	switch c.want {
	case unharmed:
		err = u.whole(t, dir)
	case failed:
		err = u.completed(t, dir, u.afterFailures())
	default:
		err = u.resumed(t, dir)
	}
	if err != nil {
		t.Errorf("%v\nfirst run: %v", err, e)
	}
}

// matches returns an error unless a run ended so, naming what it should.
func (o outcome) matches(e end, u undisturbed, named string) error {
	if err := unexplained(e); err != nil {
		return err
	}
	want := map[outcome]int{unharmed: u.status, failed: 3, ended: 1}[o]
	if o == ended && e.status == 2 {
		want = 2 // the plan could not be made
	}
	if e.status != want {
		return fmt.Errorf("status %d, want %d", e.status, want)
	}
	if !strings.Contains(e.stderr, named) {
		return fmt.Errorf("nothing names %s", named)
	}
	if missing := u.untold(e); missing != "" && o != ended {
		return fmt.Errorf("nothing says %q", missing)
	}
	return nil
}
