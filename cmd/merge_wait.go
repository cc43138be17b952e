package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fanout/internal/part"
	"fanout/processors"
)

// pollParts is how often a folder of parts is looked at. It is a listing, which
// a file server answers to every merge that waits.
const pollParts = 2 * time.Second

// collect looks for the parts, and waits for those that are missing if it is
// to.
func (o *mergeOptions) collect(ctx context.Context, sys *IO) (*part.Set, error) {
	if !o.wait {
		return scanParts(o.dir)
	}
	over := make(<-chan time.Time)
	if o.timeout > 0 {
		timer := time.NewTimer(o.timeout)
		defer timer.Stop()
		over = timer.C
	}
	set, err := o.await(ctx, over, nil)
	if err != nil || len(set.Missing()) == 0 {
		return set, err
	}
	tally := &processors.Tally{}
	tally.Items.Store(int64(set.Plan.Shards))
	tally.Done.Store(int64(set.Done()))
	meter := sys.showProgress(o.mode(), o.color.value, "waiting", "shards", false, nil, tally)
	defer meter.Stop()
	for len(set.Missing()) > 0 {
		if err := pause(ctx, over); err != nil {
			if errors.Is(err, errTimeout) {
				return nil, &missingError{set, fmt.Sprintf(" after %s", o.timeout)}
			}
			return nil, err
		}
		if err := set.Update(); err != nil {
			return nil, err
		}
		tally.Done.Store(int64(set.Done()))
	}
	return set, nil
}

// await waits until the first shard has begun, which tells what the run is.
func (o *mergeOptions) await(ctx context.Context, over <-chan time.Time, said error) (*part.Set, error) {
	for {
		set, err := scanParts(o.dir)
		if !errors.As(err, new(*noMatchError)) && !errors.As(err, new(*notBegunError)) {
			return set, err
		}
		if said == nil {
			said = err
			o.say("no shard has started yet: waiting")
		}
		if err := pause(ctx, over); err != nil {
			if errors.Is(err, errTimeout) {
				return nil, said
			}
			return nil, err
		}
	}
}

// errTimeout ends a wait that takes too long.
var errTimeout = errors.New("the time is up")

// pause waits between two looks.
func pause(ctx context.Context, over <-chan time.Time) error {
	timer := time.NewTimer(pollParts)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-over:
		return errTimeout
	case <-timer.C:
		return nil
	}
}
