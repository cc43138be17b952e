package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fanout/cmd/progress"
	"fanout/internal/cluster"
	"fanout/internal/part"
	"fanout/processors"
)

const (
	// lookInterval is the time between two looks at the folder of the parts.
	lookInterval = time.Second
	// askLooks is how many looks there are at least for each time that Slurm is
	// asked, and one more for shardsPerLook: a long queue is work for its
	// controller.
	askLooks      = 5
	shardsPerLook = 200
	// longGrace is how many looks the merge's status is waited for once Slurm
	// says that the merge has failed: on a network file system what another
	// machine has written can take half a minute to appear. A merge that has
	// succeeded, or was cancelled before it began, has nothing more to say.
	longGrace  = 60
	shortGrace = 5
	// maxTaskLines bounds the tasks that are named because they failed.
	maxTaskLines = 20
)

// A slurmWait shows how far a submission is until its merge has ended.
type slurmWait struct {
	*slurmPlan
	jobs  *slurmJobs
	tally *processors.Tally
	meter *progress.Meter

	told     map[string]bool // what was said once
	failed   int             // tasks that were named, or would have been
	mergeEnd string          // the state in which the merge has ended, or ""
	grace    int             // looks that its status is waited for
}

// waitFor waits until the merge has ended, and returns how.
func (p *slurmPlan) waitFor(ctx context.Context, sys *IO, jobs *slurmJobs) error {
	w := &slurmWait{slurmPlan: p, jobs: jobs, tally: &processors.Tally{}, told: map[string]bool{}}
	w.tally.Items.Store(int64(p.shards))
	mode, _ := progress.ParseMode(p.progress.value) // checked by the flag
	if p.quiet {
		mode = progress.None
	}
	w.meter = sys.showProgress(mode, p.color.value, "running", "shards", false, nil, w.tally)
	defer w.meter.Stop()
	ticker := time.NewTicker(lookInterval)
	defer ticker.Stop()
	for look := 0; ; look++ {
		if end, err := w.look(ctx, look%(askLooks+p.shards/shardsPerLook) == 0); end {
			w.meter.Stop()
			return w.conclude(err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return w.interrupted(ctx)
		}
	}
}

// conclude shows what the merge has said, and returns the error to end with.
func (w *slurmWait) conclude(err error) error {
	if w.quiet {
		return err
	}
	shown := w.showLog()
	if missing := w.missingShards(); err != nil && shown && len(missing) > 0 && len(missing) < w.shards {
		w.meter.Println("fanout: hint: run " + shardsText(part.Ranges(missing)) + " alone: " + show(w.commandMissing(), false))
	}
	if e := (*endedError)(nil); errors.As(err, &e) && e.text == "" {
		e.said = shown
	}
	return err
}

// interrupted returns the error of a wait that a signal has ended.
func (w *slurmWait) interrupted(ctx context.Context) error {
	return &hintedError{
		fmt.Errorf("%w while waiting; the jobs continue", context.Cause(ctx)),
		"wait again with the same command; to see what is done: fanout status " + shellWord(w.parts) + "; to cancel: scancel " + strings.Join(w.jobs.ids(), " "),
	}
}

// look counts what is done. end reports that the merge has ended, with err.
func (w *slurmWait) look(ctx context.Context, ask bool) (end bool, err error) {
	w.count()
	if status, ok := w.readStatus(w.jobs.Merge); ok {
		w.count()
		return true, w.mergeStatus(status)
	}
	switch {
	case w.mergeEnd == "" && ask:
		w.ask(ctx)
	case w.mergeEnd != "":
		if w.grace--; w.grace <= 0 {
			return true, w.ended()
		}
	}
	return false, nil
}

// mergeStatus returns the error of a merge that has ended with status.
func (w *slurmWait) mergeStatus(status int) error {
	if status == statusDone {
		return nil
	}
	return &endedError{status: status, hint: "its messages are in " + shellWord(w.mergeLog())}
}

// count counts the parts.
func (w *slurmWait) count() {
	if err := w.slurmPlan.look(); err == nil {
		w.tally.Done.Store(int64(w.shards - len(w.missingShards())))
	}
}

// gone is the state of a job that Slurm does not know any more.
const gone = "gone from the queue"

// ask asks Slurm for the tasks. If it does not answer, the parts and the
// merge's status still tell.
func (w *slurmWait) ask(ctx context.Context) {
	tasks, err := cluster.Tasks(ctx, w.name, w.name+mergeSuffix)
	if err != nil {
		if ctx.Err() == nil {
			w.once("warning: "+err.Error(), "the wait continues without news from Slurm")
		}
		return
	}
	w.take(tasks)
}

// take looks at what Slurm says of the tasks.
func (w *slurmWait) take(tasks []cluster.Task) {
	var failed int64
	merge := gone
	for _, t := range tasks {
		if t.Job == w.jobs.Merge {
			merge = t.State
			w.held(t, "the merge")
			if t.State == "RUNNING" && !w.quiet {
				w.once("all shards have ended: the merge runs", "")
			}
			continue
		}
		shard, ok := w.jobs.shardOf(t)
		switch {
		case !ok:
		case !t.Ended():
			w.held(t, "shards")
		case !t.Completed():
			failed++
			w.nameFailed(shard, t)
		}
	}
	w.tally.Failed.Store(failed)
	switch {
	case merge == gone || merge == "CANCELLED" || merge == "COMPLETED":
		w.mergeEnd, w.grace = merge, shortGrace
	case (cluster.Task{State: merge}).Ended():
		w.mergeEnd, w.grace = merge, longGrace
	}
}

// once prints a line that was not printed before.
func (w *slurmWait) once(text, more string) {
	if w.told[text] {
		return
	}
	w.told[text] = true
	if more != "" {
		text += "; " + more
	}
	w.meter.Println("fanout: " + show(text, false))
}

// usual are the reasons for which tasks wait in a queue that works.
var usual = map[string]bool{
	"": true, "None": true, "Priority": true, "Resources": true, "Dependency": true, "JobArrayTaskLimit": true,
	"BeginTime": true, "Cleaning": true, "Prolog": true,
}

// held says why Slurm does not start a task, unless that is usual.
func (w *slurmWait) held(t cluster.Task, what string) {
	if t.State == "PENDING" && !usual[t.Reason] && !w.quiet {
		w.once(fmt.Sprintf("Slurm does not start %s of job %s: %s", what, t.Job, t.Reason), "")
	}
}

// nameFailed names a shard whose task has failed.
func (w *slurmWait) nameFailed(shard int, t cluster.Task) {
	key := fmt.Sprintf("shard %d of job %s", shard, t.Job)
	if w.told[key] {
		return
	}
	w.told[key] = true
	if w.failed++; w.failed <= maxTaskLines {
		log := filepath.Join(w.logs(), w.logOf(shard))
		reason := "see " + shellWord(log)
		if said := lastError(log); said != "" {
			reason = said
		}
		w.meter.Println("fanout: failed: " + show(fmt.Sprintf("shard %d: its task ended as %s: %s", shard, t.State, reason), false))
	}
	if w.failed == maxTaskLines+1 {
		w.meter.Println("fanout: … and more failed; the merge names each")
	}
}

// lastError returns the last error that a log has, or "".
func lastError(log string) string {
	lines := strings.Split(tail(log, 4<<10), "\n")
	for _, line := range slices.Backward(lines) {
		if text, ok := strings.CutPrefix(line, "fanout: error: "); ok {
			return text
		}
	}
	return ""
}

// tail returns the end of a file, or "" if it cannot be read.
func tail(name string, size int64) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	text, _ := io.ReadAll(io.NewSectionReader(f, max(0, info.Size()-size), size))
	return string(text)
}

// logOf returns the name of the log of a shard.
func (w *slurmWait) logOf(shard int) string {
	for _, a := range cluster.Arrays([]int{shard}, w.maxIndex) {
		if a.Offset > 0 {
			return fmt.Sprintf("shard-%d+%d.log", a.Offset, a.Indexes[0])
		}
	}
	return fmt.Sprintf("shard-%d.log", shard)
}

// ended returns the error of a merge that has ended without leaving a status.
func (w *slurmWait) ended() error {
	if w.mergeEnd == "COMPLETED" {
		return nil
	}
	missing := w.missingShards()
	text := fmt.Sprintf("the merge (job %s) did not finish: %s", w.jobs.Merge, strings.ToLower(w.mergeEnd))
	if len(missing) == 0 {
		return &hintedError{errors.New(text), "all parts are there: run fanout merge " + shellWord(w.parts) + ", or submit the merge again with --missing"}
	}
	return &endedError{
		status: statusFailures, text: text + "; " + haveNoPart(missing),
		hint: "run these alone: " + w.commandMissing(),
	}
}

// showLog prints what the merge has said: its summary, or its error.
func (w *slurmWait) showLog() (shown bool) {
	for line := range strings.Lines(tail(w.mergeLog(), maxLog)) {
		w.meter.Println(show(strings.TrimRight(line, "\r\n"), false))
		shown = true
	}
	return shown
}

// maxLog bounds what is shown of the log of a merge.
const maxLog = 64 << 10

// mergeLog returns the path of the log of the merge.
func (w *slurmWait) mergeLog() string {
	return filepath.Join(w.logs(), "merge-"+w.jobs.Merge+".log")
}

// An endedError is the status of a merge that has ended in a job.
type endedError struct {
	status     int
	text, hint string
	said       bool // the merge has said why, and that was shown
}

// Error says how the merge ended.
func (e *endedError) Error() string {
	if e.text == "" {
		return fmt.Sprintf("the merge ended with status %d", e.status)
	}
	return e.text
}

// Hint returns the user's next step.
func (e *endedError) Hint() string { return e.hint }
