// Package processors holds what the three jobs share: the shape of a job, what
// becomes of an item, and when a run has failed too often. The jobs themselves
// are the packages below it.
package processors

import (
	"context"
	"encoding/base64"
	"time"
	"unicode/utf8"

	"fanout/pool"
)

// A Processor is one subcommand's work in the steps that the pool runs.
type Processor[C, R any] interface {
	pool.Job[C, R]

	// Finish ends the run after the pool has, whatever err it ended with: it
	// commits what is complete, removes what is not, and returns the error of
	// the run, which is err unless that was nil or finishing went wrong.
	Finish(err error) error
}

// A Repeater is a Processor that may take several runs of the pool.
type Repeater interface {
	// Next prepares another run after one that went well, and reports whether
	// there is one to do.
	Next() bool
}

// Run runs p on the pool, again while it is a Repeater that wants it, and
// finishes it.
func Run[C, R any](ctx context.Context, opt pool.Options, p Processor[C, R]) (pool.Stats, error) {
	opt.Patience = patience
	stats, err := pool.Run(ctx, opt, p)
	if again, ok := p.(Repeater); ok {
		for err == nil && again.Next() {
			var more pool.Stats
			more, err = pool.Run(ctx, opt, p)
			stats = stats.Add(more)
		}
	}
	stage(opt.Observer, Committing)
	return stats, p.Finish(err)
}

// patience is how long items in work may take to end after a cancellation. Most
// do sooner, and are not lost; a giant one is.
const patience = 500 * time.Millisecond

// A Status says what became of an item.
type Status string

// The statuses.
const (
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// An Outcome is what became of one item, as the user would name it: a path, or
// path:line. A failure is data, not an error of the run. Every report line
// starts with an outcome.
type Outcome struct {
	Item string `json:"item"`
	// ItemBase64 is the item's bytes where Item cannot hold them, because they
	// are no UTF-8.
	ItemBase64 string `json:"item_base64,omitempty"`
	Status     Status `json:"status"`
	Reason     string `json:"reason,omitempty"` // why failed or skipped, or what is wrong though done
	// Damage is what is wrong with an item that is skipped because an earlier
	// run has done it.
	Damage string `json:"damage,omitempty"`
	// Notes say what else is worth knowing of an item that is done.
	Notes []string `json:"notes,omitempty"`
	// Unfit says that the item was named by the user, and is skipped as it is
	// nothing for the job.
	Unfit bool `json:"-"`
	// Err is the error whose message is Reason, with its type; nil where Reason
	// is all there is.
	Err error `json:"-"`
}

// NewOutcome returns the Outcome of an item; reason is "" if it is done and all
// is well.
func NewOutcome(item string, status Status, reason string) Outcome {
	return Outcome{Item: item, ItemBase64: Base64(item), Status: status, Reason: reason}
}

// Base64 returns the bytes of a name that is no UTF-8, which JSON cannot hold
// otherwise, and "" for every other name.
func Base64(name string) string {
	if utf8.ValidString(name) {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(name))
}

// Because returns o with err as its reason; with nil it returns o as it is.
func (o Outcome) Because(err error) Outcome {
	if err != nil {
		o.Reason, o.Err = err.Error(), err
	}
	return o
}

// Base returns the part of a report line that all jobs have. It makes a
// [Record] of a type that embeds Outcome.
func (o *Outcome) Base() *Outcome { return o }

// A Record is the report line of one item: an [Outcome] and figures of its job.
type Record interface {
	Base() *Outcome
}

// An Explainer is an error about settings of its job. Its Error calls them by
// their names in the job's Options. A program that knows what its users call
// them asks for Explain.
type Explainer interface {
	error

	// Explain returns the message and the user's next step, "" if there is
	// none. It calls each setting as name does.
	Explain(name func(setting string) string) (message, hint string)
}

// A Misfit is an Explainer about one setting that has no meaning with the
// others or with the input. It comes before anything is done, so that the job
// can be tried without the setting.
type Misfit interface {
	Explainer

	// Misfit returns the name of the setting.
	Misfit() string
}

// Neutral returns the message of e with the names that settings have in
// Options: what its Error returns.
func Neutral(e Explainer) string {
	message, _ := e.Explain(func(setting string) string { return setting })
	return message
}
