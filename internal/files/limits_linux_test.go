package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func init() {
	children["full"] = func(dir string) error { return onMount(dir, "size=64k", diskFull) }
	children["inodes"] = func(dir string) error { return onMount(dir, "nr_inodes=8", inodesGone) }
	children["readonly"] = func(dir string) error { return onMount(dir, "", readOnly) }
	children["filesize"] = fileSizeLimit
	children["descriptors"] = fewDescriptors
}

// inNamespace runs a child that may mount, for any user.
func inNamespace(t *testing.T, name string) {
	t.Helper()
	cmd := childCommand(t, name, t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	runChild(t, cmd)
}

func onMount(dir, options string, body func(string) error) error {
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		skip("mount:", err)
	}
	return body(dir)
}

// expect checks an error: its kind, its first words, and that no temporary
// shows through.
func expect(err error, kind error, start string) error {
	if !errors.Is(err, kind) || !strings.HasPrefix(err.Error(), start) || strings.Contains(err.Error(), ownPrefix) {
		return fmt.Errorf("got %v, want %q ... %v", err, start, kind)
	}
	return nil
}

func expectNames(dir string, want ...string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("folder holds %v, want %v", got, want)
	}
	return nil
}

func TestDiskFullNamesTheFileAndLeavesNoTemporary(t *testing.T) { inNamespace(t, "full") }

func diskFull(dir string) error {
	o, err := Open(filepath.Join(dir, "out"), Options{})
	if err != nil {
		return err
	}
	small, err := o.WriteFile("small", []byte("x"))
	if err != nil {
		return err
	}
	_, err = o.WriteFile("big", bytes.Repeat([]byte("x"), 100<<10))
	if err := expect(err, syscall.ENOSPC, fmt.Sprintf("cannot write %q: no space", filepath.Join(dir, "out", "big"))); err != nil {
		return err
	}
	if _, err := o.Commit([]*Temp{small}); err != nil { // the space of the big one is free again
		return err
	}
	fill, err := o.Create("fill")
	if err != nil {
		return err
	}
	for err == nil {
		_, err = fill.Write(make([]byte, 4096))
	}
	if e := expect(err, syscall.ENOSPC, "cannot write "); e != nil {
		return e
	}
	results, err := o.Commit([]*Temp{fill})
	if e := expect(err, syscall.ENOSPC, "cannot write "); e != nil || results[0] != err {
		return fmt.Errorf("commit: %v %v", e, results)
	}
	if err := o.Close(); err != nil {
		return err
	}
	return expectNames(filepath.Join(dir, "out"), "small")
}

func TestNoInodesNamesTheFileAndLeavesNoTemporary(t *testing.T) { inNamespace(t, "inodes") }

func inodesGone(dir string) error {
	o, err := Open(filepath.Join(dir, "out"), Options{})
	if err != nil {
		return err
	}
	for i := 0; err == nil; i++ {
		_, err = o.WriteFile(fmt.Sprint(i), nil)
	}
	if err := expect(err, syscall.ENOSPC, fmt.Sprintf("cannot create %q: no space", filepath.Join(dir, "out")+"/")[:len(dir)+19]); err != nil {
		return err
	}
	// Not even a second run's lock fits.
	_, err = Open(filepath.Join(dir, "out"), Options{})
	if err := expect(err, syscall.ENOSPC, fmt.Sprintf("cannot lock %q: no space", filepath.Join(dir, "out"))); err != nil {
		return err
	}
	if err := o.Close(); err != nil {
		return err
	}
	return expectNames(dir)
}

func TestReadOnlyFileSystemIsNamed(t *testing.T) { inNamespace(t, "readonly") }

func readOnly(dir string) error {
	o, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	a, err := o.WriteFile("a", []byte("x"))
	if err != nil {
		return err
	}
	// The lock is open for writing, which keeps a file system from becoming
	// read-only; give it up for this scene.
	o.lock.Close()
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		skip("remount:", err)
	}
	_, err = o.Commit([]*Temp{a})
	if err := expect(err, syscall.EROFS, fmt.Sprintf("cannot create %q: read-only", filepath.Join(dir, "a"))); err != nil {
		return err
	}
	if err := expect(o.Close(), syscall.EROFS, fmt.Sprintf("cannot discard %q: read-only", filepath.Join(dir, "a"))); err != nil {
		return err
	}
	for path, start := range map[string]string{dir: "write to the folder", filepath.Join(dir, "new"): "create"} {
		_, err = Open(path, Options{})
		if err := expect(err, syscall.EROFS, fmt.Sprintf("cannot %s %q: read-only", start, path)); err != nil {
			return err
		}
	}
	_, err = Create(context.Background(), filepath.Join(dir, "f"), 0, false)
	return expect(err, syscall.EROFS, fmt.Sprintf("cannot create %q: read-only", filepath.Join(dir, "f")))
}

func TestFileSizeLimitNamesTheFile(t *testing.T) {
	runChild(t, childCommand(t, "filesize", t.TempDir()))
}

func fileSizeLimit(dir string) error {
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 8192, Max: 8192}); err != nil {
		skip(err)
	}
	o, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	_, err = o.WriteFile("a", make([]byte, 9000))
	if err := expect(err, syscall.EFBIG, fmt.Sprintf("cannot write %q: file too large", filepath.Join(dir, "a"))); err != nil {
		return err
	}
	if err := o.Close(); err != nil {
		return err
	}
	return expectNames(dir)
}

func TestSixtyFourDescriptorsSuffice(t *testing.T) {
	runChild(t, childCommand(t, "descriptors", t.TempDir()))
}

func fewDescriptors(dir string) error {
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 64, Max: 64}); err != nil {
		skip(err)
	}
	folders := []string{"a/b/c", "d/e/f", "."}
	o, err := Open(dir, Options{Folders: folders})
	if err != nil {
		return err
	}
	temps := make([]*Temp, 500)
	errs := make([]error, 100)
	var wg sync.WaitGroup
	for w := range errs { // 100 workers with 5 files each
		wg.Go(func() {
			for i := w * 5; i < w*5+5 && errs[w] == nil; i++ {
				temps[i], errs[w] = o.WriteFile(fmt.Sprintf("%s/%d", folders[i%3], i), []byte("x"))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i := 0; i < len(temps); i += 100 {
		if _, err := o.Commit(temps[i : i+100]); err != nil {
			return err
		}
	}
	if err := o.Close(); err != nil {
		return err
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	if len(entries) > 12 { // the three streams, the poller's, and the one that reads
		return fmt.Errorf("%d descriptors are left open", len(entries))
	}
	return nil
}

func init() { children["open with few descriptors"] = openWithFewDescriptors }

// A run that cannot list the folder of a dead one leaves its lock to the next,
// which sweeps what the lock tells of.
func TestWhatCannotBeListedIsSweptLater(t *testing.T) {
	onlyUnixNames(t)
	dir := filepath.Join(t.TempDir(), "out")
	deadRun(t, dir, earlierHead(self().host, self().boot)+"\"s\"\n")
	for free := range 6 {
		cmd := childCommand(t, "open with few descriptors", dir)
		cmd.Env = append(cmd.Env, fmt.Sprintf("FREE=%d", free))
		runChild(t, cmd)
	}
	mustOpen(t, dir, Options{}).Close()
	wantTree(t, dir, "s/")
}

// openWithFewDescriptors opens an output while FREE descriptors are free.
func openWithFewDescriptors(dir string) error {
	free, _ := strconv.Atoi(os.Getenv("FREE"))
	next, err := os.Open(dir)
	if err != nil {
		return err
	}
	limit := uint64(next.Fd()) + uint64(free)
	next.Close()
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	if o, err := Open(dir, Options{}); err == nil {
		o.Close()
	}
	return nil
}
