package k8s

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// containerWord is the first argument of the process that becomes a container.
const containerWord = "enter-container"

// A container is what a process sees instead of this machine.
type container struct {
	Root     string // an empty folder to mount on
	Program  string // the image: one static binary, at /fanout
	Hostname string
	Args     []string // with the program's path in the image
	Env      []string
	Dir      string

	Volume, Mount string // a folder here and there
	ReadOnly      bool   // the volume

	User, Group, FSGroup int
}

// namespaces are those that the process has for itself, as in a runtime of
// containers: it is number 1.
const namespaces = syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC

// enterContainer makes this process, which has namespaces of its own, the one
// of the container in args, and returns only if that fails.
func enterContainer(args []string) error {
	var c container
	if err := json.Unmarshal([]byte(args[0]), &c); err != nil {
		return err
	}
	if err := c.mount(); err != nil {
		return err
	}
	if err := unix.Sethostname([]byte(c.Hostname)); err != nil {
		return fmt.Errorf("host name: %w", err)
	}
	if err := unix.Chroot(c.Root); err != nil {
		return fmt.Errorf("chroot: %w", err)
	}
	if err := os.Chdir(c.Dir); err != nil {
		return err
	}
	syscall.Umask(0o022)
	if err := syscall.Setgroups([]int{c.FSGroup}); err != nil {
		return fmt.Errorf("groups: %w", err)
	}
	if err := syscall.Setgid(c.Group); err != nil {
		return fmt.Errorf("group: %w", err)
	}
	if err := syscall.Setuid(c.User); err != nil {
		return fmt.Errorf("user: %w", err)
	}
	return fmt.Errorf("%s: %w", c.Args[0], syscall.Exec(c.Args[0], c.Args, c.Env))
}

// mount puts the file system of the container below c.Root: read-only, but for
// the volume.
func (c *container) mount() error {
	in := func(name string) string { return filepath.Join(c.Root, name) }
	type step struct {
		source, target, kind string
		flags                uintptr
		data                 string
	}
	dirs := []string{"proc", "dev", c.Mount}
	steps := []step{
		{"", "/", "", unix.MS_REC | unix.MS_PRIVATE, ""},
		{"tmpfs", c.Root, "tmpfs", 0, "size=1m,mode=755"},
	}
	late := []step{
		{c.Program, in("fanout"), "", unix.MS_BIND, ""},
		{"/dev/null", in("dev/null"), "", unix.MS_BIND, ""},
		{"proc", in("proc"), "proc", unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC, ""},
		{c.Volume, in(c.Mount), "", unix.MS_BIND, ""},
		{"", c.Root, "", unix.MS_REMOUNT | unix.MS_BIND | unix.MS_RDONLY, ""},
	}
	if c.ReadOnly {
		late = append(late, step{"", in(c.Mount), "", unix.MS_REMOUNT | unix.MS_BIND | unix.MS_RDONLY, ""})
	}
	mount := func(steps []step) error {
		for _, s := range steps {
			if err := unix.Mount(s.source, s.target, s.kind, s.flags, s.data); err != nil {
				return fmt.Errorf("mount %s: %w", s.target, err)
			}
		}
		return nil
	}
	if err := mount(steps); err != nil {
		return err
	}
	for _, d := range slices.Sorted(slices.Values(dirs)) {
		if err := os.MkdirAll(in(d), 0o755); err != nil {
			return err
		}
	}
	for _, f := range []string{"fanout", "dev/null"} {
		if err := os.WriteFile(in(f), nil, 0o755); err != nil {
			return err
		}
	}
	return mount(late)
}
