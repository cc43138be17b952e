package cmd

import (
	"context"
	"fmt"

	"fanout/cmd/progress"
	"fanout/internal/wait"
	"fanout/processors"
)

// planned returns what f makes of the input, or the cause of ctx if f does not
// end soon after that is done. Meanwhile it shows that the program is at work,
// or waits for the first bytes of a pipe.
func planned[T any](ctx context.Context, o *sharedOptions, f func() (T, error)) (T, error) {
	mode, verb := o.mode(), "reading"
	if mode == progress.JSON {
		mode = progress.None // its events are about the run
	}
	if o.stdin {
		verb = "waiting for input"
	}
	meter := o.sys.showProgress(mode, o.color.value, verb, "", false, nil, &processors.Tally{})
	defer meter.Stop()
	return wait.Patiently(ctx, f)
}

// readsStdin says that the input is standard input. If a person types it, no
// bar is drawn over that.
func (o *sharedOptions) readsStdin() {
	o.stdin = true
	o.typed = o.sys.ReadPassword != nil
}

// sayTyped tells a person at the terminal that the program waits.
func (o *sharedOptions) sayTyped() {
	if o.typed && !o.quiet {
		fmt.Fprintf(o.sys.Err, "fanout: reading what you type; %s ends it\n", typedEnd)
	}
}
