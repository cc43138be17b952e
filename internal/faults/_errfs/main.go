// Errfs shows a folder at another place as a file system whose calls fail. It
// runs until its standard input ends.
//
//	errfs FOLDER MOUNTPOINT RULE...
//
// A rule is "CALL PATTERN WHEN ACTION". CALL is lookup, getattr, opendir, open,
// create, read, write, fsync, flush, rename, noreplace (a rename that must not
// replace), link, unlink, mkdir, setattr or lock. PATTERN is matched with the
// path below FOLDER, or with the last name of it. WHEN counts the calls that
// match: 3 is the third one, 3+ that and all later ones, * all. ACTION is
//
//	EIO       an error by its name: the call is not carried out
//	EIO@4096  reads end at that offset, and fail from there on
//	max=100   reads and writes take at most so many bytes
//	sh TEXT   a shell runs TEXT in FOLDER before the call is carried out
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "errfs:", err)
		os.Exit(1)
	}
}

func serve(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: errfs FOLDER MOUNTPOINT RULE...")
	}
	folder, mountpoint := args[0], args[1]
	var stat syscall.Stat_t
	if err := syscall.Stat(folder, &stat); err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	rules := &rules{folder: folder}
	for _, text := range args[2:] {
		if err := rules.add(text); err != nil {
			return err
		}
	}
	root := &fs.LoopbackRoot{Path: folder, Dev: uint64(stat.Dev)}
	root.NewNode = func(data *fs.LoopbackRoot, _ *fs.Inode, _ string, _ *syscall.Stat_t) fs.InodeEmbedder {
		return &node{fs.LoopbackNode{RootData: data}, rules}
	}
	top := root.NewNode(root, nil, "", &stat)
	root.RootNode = top
	log.SetOutput(io.Discard) // what cannot be read is the program's to say
	server, err := fs.Mount(mountpoint, top, &fs.Options{MountOptions: fuse.MountOptions{
		FsName: "errfs", DirectMount: true, EnableLocks: rules.has("lock"), MaxWrite: 1 << 16,
	}})
	if err != nil {
		return fmt.Errorf("mount %s: %w", mountpoint, err)
	}
	fmt.Println("mounted")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if server.Unmount() != nil { // busy: what holds it must not hold us
		return syscall.Unmount(mountpoint, syscall.MNT_DETACH)
	}
	return nil
}
