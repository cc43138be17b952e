package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"fanout/internal/files"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash"
	"fanout/processors/hash/kdf"
)

// runHash hashes or verifies a list.
func runHash(_ context.Context, sys *IO, c *cobra.Command, o *hashOptions) error {
	ctx, stop := interruptible()
	defer stop()
	use := o.limit(sys, 100)
	keepSecrets()
	if err := o.checkReports(func(path string) bool {
		return samePath(path, o.input) || samePath(path, o.output) || samePath(path, o.verify)
	}); err != nil {
		return err
	}
	if err := o.lookBeforeTyping(); err != nil {
		return err
	}
	in, err := openList(ctx, sys, o.input)
	if err != nil {
		return err
	}
	defer in.Close()
	if in.size < 0 && o.maxErrors.percent > 0 {
		return usage("--max-errors %s: give a number, as how many passwords %q will hold is not known", o.maxErrors.text, o.input)
	}
	rows, err := countRows(ctx, in)
	if err != nil {
		return err
	}
	if in.utf16 && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: warning: %q looks like UTF-16: its bytes are taken as they are; convert it to UTF-8 if the passwords are text\n", o.input)
	}
	if o.verify != "" {
		return o.verifyList(ctx, sys, c, use, in, rows)
	}
	return o.hashList(ctx, sys, c, use, in, rows)
}

// countRows returns how many passwords in holds, or 0 if it can be read only
// once.
func countRows(ctx context.Context, in *list) (rows int64, err error) {
	if in.size < 0 {
		return 0, nil
	}
	rows, err = hash.Count(&cancellable{ctx, in})
	switch {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case err != nil:
		return 0, &planError{fmt.Errorf("%q: %w", in.name, bare(err))}
	case rows == 0:
		return 0, &noMatchError{text: fmt.Sprintf("%q holds no password", in.name)}
	}
	return rows, in.rewind()
}

// hashList hashes in into the output.
func (o *hashOptions) hashList(ctx context.Context, sys *IO, c *cobra.Command, use resources, in *list, rows int64) error {
	if samePath(o.input, o.output) {
		return usage("%q is the input: give the output another name", o.output)
	}
	opt := hash.Options{Name: o.input, Params: o.params, SaltBytes: o.saltBytes, Rand: rand.Reader}
	todo, err := o.lookAtOutput(in, opt)
	if err != nil {
		return err
	}
	opt.Expected = rows
	opt.Share, err = o.announce(ctx, sys, use, rows, todo)
	if err != nil || o.dryRun {
		return err
	}
	replace := o.overwrite.value == "always" || o.resume
	talk, err := newTalker(sys, &o.sharedOptions, replace)
	if err != nil {
		return err
	}
	defer talk.discard()
	out, from := &hashOutput{stream: io.Discard}, todo.from
	if !todo.complete {
		if out, from, err = o.openOutput(ctx, sys, in); err != nil {
			return err
		}
	}
	defer out.close()
	var tally processors.Tally
	tally.Items.Store(rows)
	job := hash.NewJob(opt, in, from, out, &tally, &processors.Limit{Most: o.tolerated(c, int(rows))}, talk.item)
	stats, err := execute(ctx, sys, &o.sharedOptions, talk, &tally, "hashing", "passwords",
		pool.Options{Workers: opt.Share.Workers, Budget: opt.Share.Rows}, job)
	total := job.Total()
	switch {
	case err != nil:
	case total.Done+total.Failed == 0:
		err = &noMatchError{text: "there was no password to hash"}
	default:
		if err = in.unchanged(); err == nil {
			err = out.commit()
		}
	}
	if err == nil && total.Failed > 0 {
		err = errFailures
	}
	return o.conclude(sys, talk, stats, o.nextStep(err, out), &summary{
		Command: "hash", noun: "password", Done: total.Done, Failed: total.Failed, Skipped: total.Blank,
		BytesIn: total.BytesIn, BytesOut: out.bytes, earlier: total.Earlier, notes: hashNotes(total),
	})
}

// announce says what is about to be done and how long it may take. It returns
// how the machine is divided.
func (o *hashOptions) announce(ctx context.Context, sys *IO, use resources, rows int64, todo plan) (share hash.Share, err error) {
	if todo.complete {
		if !o.quiet || o.dryRun {
			fmt.Fprintf(sys.Err, "fanout: %q is complete: nothing left to do\n", o.output)
		}
		return hash.Share{Workers: 1, Lanes: 1}, nil
	}
	share, ok := hash.Divide(o.params, use.workers, use.memory)
	if !ok {
		return share, &planError{fmt.Errorf("%s needs %s of memory, over the limit of %s (--max-memory)",
			describe(o.params), humanize.IBytes(uint64(hash.Least(o.params))), humanize.IBytes(uint64(use.memory)))}
	}
	if o.quiet && !o.dryRun {
		return share, nil
	}
	if weak := o.params.Weak(); weak != "" {
		fmt.Fprintf(sys.Err, "fanout: warning: %s\n", weak)
	}
	text := describe(o.params)
	if rows > 0 {
		text = plural(int(rows), "password") + ", " + text
		if todo.from.Rows > 0 {
			text += fmt.Sprintf(", %s of them done", humanize.Comma(todo.from.Rows))
		}
		text += ", about " + roughly(hash.Estimate(ctx, o.params, rows-todo.from.Rows, share))
		if ctx.Err() != nil {
			return share, context.Cause(ctx)
		}
	}
	text += " on " + o.division(share, use)
	if o.dryRun {
		text = "plan: " + text
	}
	fmt.Fprintf(sys.Err, "fanout: %s\n", text)
	return share, nil
}

// division says how the machine is divided: "2 workers × 3 passwords × 64 MiB".
func (o *hashOptions) division(share hash.Share, use resources) string {
	text := plural(share.Workers, "worker")
	if memory := o.params.Memory(); memory >= 1<<20 {
		if share.Lanes > 1 {
			text += fmt.Sprintf(" × %d passwords", share.Lanes)
		}
		text += fmt.Sprintf(" × %s", humanize.IBytes(uint64(memory)))
	}
	var fewer []string
	if share.Workers < use.workers {
		fewer = append(fewer, fmt.Sprintf("%d workers", use.workers))
	}
	if lanes := o.params.Lanes(); share.Lanes < lanes {
		fewer = append(fewer, fmt.Sprintf("%d passwords", lanes))
	}
	if len(fewer) > 0 {
		text += fmt.Sprintf(" (not %s: --max-memory is %s)", strings.Join(fewer, " × "), humanize.IBytes(uint64(use.memory)))
	}
	return text
}

// verifyList checks in against the list of hashes.
func (o *hashOptions) verifyList(ctx context.Context, sys *IO, c *cobra.Command, use resources, in *list, rows int64) error {
	plain := *sys
	plain.ReadPassword = nil // hashes are no secret to type
	hashes, err := openList(ctx, &plain, o.verify)
	if err != nil {
		return err
	}
	defer hashes.Close()
	if hashes.size >= 0 {
		n, err := hash.CheckEntries(o.verify, &cancellable{ctx, hashes})
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return &planError{err}
		case n == 0:
			return &noMatchError{text: fmt.Sprintf("%q holds no hash", o.verify)}
		}
		if err := hashes.rewind(); err != nil {
			return err
		}
	}
	if o.dryRun {
		what := "the passwords"
		if rows > 0 {
			what = plural(int(rows), "password")
		}
		fmt.Fprintf(sys.Err, "fanout: plan: %s to verify against %q\n", what, o.verify)
		return nil
	}
	replace := o.overwrite.value == "always"
	talk, err := newTalker(sys, &o.sharedOptions, replace)
	if err != nil {
		return err
	}
	defer talk.discard()
	var tally processors.Tally
	tally.Items.Store(rows)
	share := hash.DivideVerifying(use.workers, use.memory)
	job := hash.NewVerifier(o.input, in, o.verify, hashes, share, &tally, &processors.Limit{Most: o.tolerated(c, int(rows))}, talk.item)
	stats, err := execute(ctx, sys, &o.sharedOptions, talk, &tally, "verifying", "passwords",
		pool.Options{Workers: share.Workers, Budget: share.Budget}, job)
	for _, l := range []*list{in, hashes} {
		if changed := l.unchanged(); err == nil {
			err = changed
		}
	}
	v := job.Verdicts()
	var wrong *hash.FormatError
	switch {
	case errors.As(err, &wrong):
		err = &planError{err}
	case err != nil:
	case v.Mismatch+v.Missing > 0:
		err = errCheck
	case v.Failed > 0:
		err = errFailures
	case v.Match == 0:
		err = &noMatchError{text: "there was no password to verify"}
	}
	return o.conclude(sys, talk, stats, o.nextStep(err, nil), &summary{
		Command: "hash", noun: "password", Done: v.Match, Failed: v.Mismatch + v.Missing + v.Failed, BytesIn: v.BytesIn,
		notes: []string{fmt.Sprintf("%d match, %d differ, %d without a partner, %d cannot be checked", v.Match, v.Mismatch, v.Missing, v.Failed)},
	})
}

// nextStep adds what the user can do about an error of the run; out is nil if
// it had no output.
func (o *hashOptions) nextStep(err error, out *hashOutput) error {
	stopped := errors.Is(err, processors.ErrTooManyFailures)
	if stopped && o.onError.value == "abort" {
		err = &stoppedError{err}
	}
	if out == nil || out.partial == nil {
		return err
	}
	var sig *signalError
	var exists *files.ExistsError
	switch {
	case errors.As(err, &sig):
		return &hintedError{err, "to go on, run the same command with --resume"}
	case stopped && o.onError.value == "abort":
		return &hintedError{err, "to go on in spite of them, run the same command with --resume --on-error skip"}
	case stopped:
		return &hintedError{err, "to go on in spite of them, run the same command with --resume and a higher --max-errors"}
	case errors.As(err, &exists):
		return &hintedError{err, "move that file away and run the same command with --resume"}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &hintedError{err, "make room and run the same command with --resume"}
	case errors.Is(err, errChanged):
		return &hintedError{err, "begin anew with --overwrite always and without --resume"}
	}
	return err
}

// hashNotes are the things that a user might otherwise not notice.
func hashNotes(t hash.Total) (notes []string) {
	if t.Earlier > 0 {
		notes = append(notes, fmt.Sprintf("%s done by an earlier run", plural(int(t.Earlier), "password")))
	}
	if t.Blank > 0 {
		notes = append(notes, plural(int(t.Blank), "empty line")+" skipped")
	}
	if t.CR > 0 {
		notes = append(notes, fmt.Sprintf("%s ended with CR LF: the CR is no part of the password", plural(int(t.CR), "line")))
	}
	return notes
}

// describe names algorithm and cost: "pbkdf2-sha512 220,000".
func describe(p kdf.Params) string {
	var phrases []string
	for i, c := range p.Scheme.Costs {
		if strings.Contains(c.Phrase, "%s") {
			phrases = append(phrases, fmt.Sprintf(c.Phrase, humanize.Comma(int64(p.Costs[i]))))
		} else {
			phrases = append(phrases, fmt.Sprintf(c.Phrase, p.Costs[i]))
		}
	}
	return p.Scheme.Name + " " + strings.Join(phrases, ", ")
}

// roughly shows a duration as a person would: "4 min 10 s".
func roughly(d time.Duration) string {
	switch {
	case d < 1500*time.Millisecond:
		return "a second"
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		d = d.Round(10 * time.Second)
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < 48*time.Hour:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%s days", humanize.Comma(int64(d.Hours()/24)))
}
