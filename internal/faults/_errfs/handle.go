package main

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// A handle is an open file. Its name stays the one that it was opened by.
type handle struct {
	*fs.LoopbackFile
	name  string
	rules *rules
}

// PassthroughFd keeps the kernel from reading without us.
func (h *handle) PassthroughFd() (int, bool) { return -1, false }

func (h *handle) Read(ctx context.Context, b []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	f := h.rules.of("read", h.name)
	if f.errno != 0 {
		return nil, f.errno
	}
	if f.offset >= 0 {
		if offset >= f.offset {
			return nil, f.atEnd
		}
		b = b[:min(int64(len(b)), f.offset-offset)]
	}
	if f.max > 0 {
		b = b[:min(len(b), f.max)]
	}
	return h.LoopbackFile.Read(ctx, b, offset)
}

func (h *handle) Write(ctx context.Context, b []byte, offset int64) (uint32, syscall.Errno) {
	f := h.rules.of("write", h.name)
	if f.errno != 0 {
		return 0, f.errno
	}
	if f.max > 0 {
		b = b[:min(len(b), f.max)]
	}
	return h.LoopbackFile.Write(ctx, b, offset)
}

func (h *handle) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	if f := h.rules.of("fsync", h.name); f.errno != 0 {
		return f.errno
	}
	return h.LoopbackFile.Fsync(ctx, flags)
}

// Flush is what close(2) returns.
func (h *handle) Flush(ctx context.Context) syscall.Errno {
	if f := h.rules.of("flush", h.name); f.errno != 0 {
		return f.errno
	}
	return h.LoopbackFile.Flush(ctx)
}

func (h *handle) Getlk(ctx context.Context, owner uint64, lock *fuse.FileLock, flags uint32, out *fuse.FileLock) syscall.Errno {
	if f := h.rules.of("lock", h.name); f.errno != 0 {
		return f.errno
	}
	return h.LoopbackFile.Getlk(ctx, owner, lock, flags, out)
}

func (h *handle) Setlk(ctx context.Context, owner uint64, lock *fuse.FileLock, flags uint32) syscall.Errno {
	if f := h.rules.of("lock", h.name); f.errno != 0 {
		return f.errno
	}
	return h.LoopbackFile.Setlk(ctx, owner, lock, flags)
}

func (h *handle) Setlkw(ctx context.Context, owner uint64, lock *fuse.FileLock, flags uint32) syscall.Errno {
	if f := h.rules.of("lock", h.name); f.errno != 0 {
		return f.errno
	}
	return h.LoopbackFile.Setlkw(ctx, owner, lock, flags)
}
