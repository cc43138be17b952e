// Package wait ends the waiting for what nothing can interrupt: opening a pipe
// that has no other end, reading one that is silent, writing to one that is
// full. What is waited for goes on by itself until the process ends.
package wait

import (
	"context"
	"time"
)

// Grace is how long what is under way may take to end by itself, once its
// context is done. A person who presses Ctrl-C waits that long at most for each
// of the few things that can be stuck.
const Grace = 500 * time.Millisecond

// For returns what f does, or the cause of ctx if that is done first. What f
// uses must not be used after that by anybody else. A panic of f is one of For.
func For[T any](ctx context.Context, f func() (T, error)) (T, error) {
	if ctx.Err() != nil {
		var none T
		return none, context.Cause(ctx)
	}
	type result struct {
		value    T
		err      error
		returned bool
		panicked any
	}
	c := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if !r.returned {
				r.panicked = recover()
			}
			c <- r
		}()
		r.value, r.err = f()
		r.returned = true
	}()
	select {
	case r := <-c:
		if !r.returned {
			panic(r.panicked)
		}
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// Patiently is For that lets f end by itself for Grace.
func Patiently[T any](ctx context.Context, f func() (T, error)) (T, error) {
	return For(late(ctx), f)
}

// late returns a context that is done Grace after ctx, with its cause.
func late(ctx context.Context) context.Context {
	late, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() {
		time.AfterFunc(Grace, func() { cancel(context.Cause(ctx)) })
	})
	return late
}
