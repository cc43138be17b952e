package wait

import (
	"context"
	"io"
	"sync"
	"time"
)

// A Writer is one that gives up once its context is done and a write takes
// longer than Grace. Nothing more is written after that. It may be used by
// several goroutines.
type Writer struct {
	ctx context.Context
	w   io.Writer

	mu    sync.Mutex
	text  []byte // of the write under way, as p is the caller's
	stuck error  // why nothing more is written; nil: it is
}

// NewWriter returns a Writer to w.
func NewWriter(ctx context.Context, w io.Writer) *Writer { return &Writer{ctx: ctx, w: w} }

// Stuck reports whether a write was given up.
func (w *Writer) Stuck() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stuck != nil
}

// maxPiece is how much is written at a time, in bytes.
const maxPiece = 64 << 10

// Write implements [io.Writer]. The error is that of the writer below, or the
// cause of the context. What was given up may have been written in part.
func (w *Writer) Write(p []byte) (n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		piece := p[n:min(len(p), n+maxPiece)]
		written, err := w.write(piece)
		n += written
		if err != nil || n == len(p) || written < len(piece) {
			return n, err
		}
	}
}

// write writes a piece.
func (w *Writer) write(p []byte) (int, error) {
	if w.stuck != nil {
		return 0, w.stuck
	}
	w.text = append(w.text[:0], p...)
	type result struct {
		n   int
		err error
	}
	c := make(chan result, 1)
	go func(text []byte) {
		n, err := w.w.Write(text)
		c <- result{n, err}
	}(w.text)
	done := w.ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case r := <-c:
			return r.n, r.err
		case <-done:
			done, late = nil, time.After(Grace)
		case <-late:
			w.stuck = context.Cause(w.ctx)
			return 0, w.stuck
		}
	}
}
