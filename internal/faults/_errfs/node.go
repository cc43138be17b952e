package main

import (
	"context"
	"path"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// A node is a file or folder whose calls go by the rules.
type node struct {
	fs.LoopbackNode
	rules *rules
}

// child returns the path of a name in this folder, as rules see it.
func (n *node) child(name string) string { return path.Join(n.Path(n.Root()), name) }

func (n *node) errno(call, name string) syscall.Errno { return n.rules.of(call, name).errno }

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if errno := n.errno("lookup", n.child(name)); errno != 0 {
		return nil, errno
	}
	return n.LoopbackNode.Lookup(ctx, name, out)
}

func (n *node) Getattr(ctx context.Context, h fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	if errno := n.errno("getattr", n.child("")); errno != 0 {
		return errno
	}
	return n.LoopbackNode.Getattr(ctx, h, out)
}

func (n *node) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if errno := n.errno("setattr", n.child("")); errno != 0 {
		return errno
	}
	return n.LoopbackNode.Setattr(ctx, h, in, out)
}

func (n *node) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if errno := n.errno("opendir", n.child("")); errno != 0 {
		return nil, 0, errno
	}
	return n.LoopbackNode.OpendirHandle(ctx, flags)
}

// Open and Create ask the kernel for direct I/O, so that every read and write
// of the program is one of ours.

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	name := n.child("")
	if errno := n.errno("open", name); errno != 0 {
		return nil, 0, errno
	}
	h, opened, errno := n.LoopbackNode.Open(ctx, flags)
	return n.handle(h, name), opened | fuse.FOPEN_DIRECT_IO, errno
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	name = n.child(name)
	if errno := n.errno("create", name); errno != 0 {
		return nil, nil, 0, errno
	}
	inode, h, opened, errno := n.LoopbackNode.Create(ctx, path.Base(name), flags, mode, out)
	return inode, n.handle(h, name), opened | fuse.FOPEN_DIRECT_IO, errno
}

func (n *node) Rename(ctx context.Context, name string, to fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	call := "rename"
	if flags != 0 {
		call = "noreplace"
	}
	if errno := n.errno(call, path.Join(to.EmbeddedInode().Path(n.Root()), newName)); errno != 0 {
		return errno
	}
	return n.LoopbackNode.Rename(ctx, name, to, newName, flags)
}

func (n *node) Link(ctx context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if errno := n.errno("link", n.child(name)); errno != 0 {
		return nil, errno
	}
	return n.LoopbackNode.Link(ctx, target, name, out)
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	if errno := n.errno("unlink", n.child(name)); errno != 0 {
		return errno
	}
	return n.LoopbackNode.Unlink(ctx, name)
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if errno := n.errno("mkdir", n.child(name)); errno != 0 {
		return nil, errno
	}
	return n.LoopbackNode.Mkdir(ctx, name, mode, out)
}

func (n *node) handle(h fs.FileHandle, name string) fs.FileHandle {
	if file, ok := h.(*fs.LoopbackFile); ok {
		return &handle{file, name, n.rules}
	}
	return h
}
