package cmd

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"fanout/cmd/progress"
	"fanout/pool"
	"fanout/processors"
)

// interruptible returns a context that the first SIGINT, SIGTERM or SIGHUP
// cancels, with a signalError as its cause. The second ends the process at
// once: what it leaves behind is swept by the next run.
func interruptible() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP)
	}
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				if ctx.Err() != nil {
					os.Exit((&signalError{s}).status())
				}
				cancel(&signalError{s})
			case <-ended:
				return
			}
		}
	}()
	return ctx, sync.OnceFunc(func() {
		signal.Stop(signals)
		close(ended)
		cancel(nil)
	})
}

// execute runs job on the pool, shows its progress, and makes the report final.
func execute[C, R any](ctx context.Context, sys *IO, o *sharedOptions, talk *talker, tally *processors.Tally,
	verb, noun string, opt pool.Options, job processors.Processor[C, R]) (pool.Stats, error) {

	talk.meter = progress.Start(progress.Options{
		Mode: o.mode(), Out: sys.Err, Terminal: sys.ErrTerminal, Dumb: sys.dumb(), Width: sys.ErrWidth,
		Color: sys.colour(o.colour.value), Verb: verb, Noun: noun, Bytes: o.countBytes,
	}, tally)
	quiet := context.AfterFunc(ctx, func() {
		if !o.quiet {
			talk.meter.Println("fanout: stopping; once more to end at once")
		}
	})
	stats, err := processors.Run(ctx, opt, job)
	quiet()
	talk.meter.Stop()
	if closed := talk.close(); err == nil {
		err = closed
	}
	return stats, err
}
