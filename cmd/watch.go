package cmd

import (
	"context"

	"fanout/cmd/progress"
	"fanout/cmd/trace"
	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
)

// A watcher is what looks at the workers of a run: the file of --trace, and the
// display of --progress.
type watcher struct {
	file    *files.File // of the trace; nil: none
	trace   *trace.Writer
	watched *progress.Watched // by the display; nil: it does not look
}

// newWatcher opens the file of the trace, if there is to be one.
func newWatcher(ctx context.Context, o *sharedOptions, overwrite bool) (*watcher, error) {
	w := &watcher{watched: progress.NewWatched(o.mode())}
	if o.trace == "" {
		return w, nil
	}
	var err error
	if w.file, err = createFile(ctx, o.trace, overwrite); err != nil {
		return nil, err
	}
	command := o.command
	if o.parts != nil {
		command = "merge"
	}
	w.trace = trace.NewWriter(w.file, "fanout", command)
	return w, nil
}

// observer returns what the pool tells, or nil if nobody looks.
func (w *watcher) observer() pool.Observer {
	switch {
	case w.trace != nil && w.watched != nil:
		return both{w.trace, w.watched}
	case w.trace != nil:
		return w.trace
	case w.watched != nil:
		return w.watched
	}
	return nil
}

// both are two observers.
type both [2]pool.Observer

// Observe tells both.
func (b both) Observe(e pool.Event) {
	b[0].Observe(e)
	b[1].Observe(e)
}

// sink returns next, and marks the failures in the trace.
func (w *watcher) sink(next processors.Sink) processors.Sink {
	if w.trace == nil {
		return next
	}
	return func(r processors.Record) error {
		if o := r.Base(); o.Status == processors.Failed {
			w.trace.Mark(pool.Merger, "failed: "+o.Item)
		}
		return next(r)
	}
}

// interrupted marks in the trace that the run is about to end.
func (w *watcher) interrupted() {
	if w.trace != nil {
		w.trace.Mark(pool.Merger, "interrupted")
	}
}

// close makes the trace final, also that of a run that ended early.
func (w *watcher) close() error {
	if w.trace == nil {
		return nil
	}
	if err := w.trace.Close(); err != nil {
		return err
	}
	return w.file.Commit()
}

// discard removes a trace that is not final.
func (w *watcher) discard() {
	if w.trace != nil {
		_ = w.trace.Close() // nobody will read it
		w.file.Discard()
	}
}
