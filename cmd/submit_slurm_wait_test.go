package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/chunker"
	"fanout/cmd/progress"
	"fanout/internal/cluster"
	"fanout/internal/part"
	"fanout/processors"
)

// newWait returns the wait for job 12, an array of four shards, and its merge,
// job 13, whose messages go to out.
func newWait(t *testing.T, out io.Writer) *slurmWait {
	t.Helper()
	o := &slurmOptions{shards: 4, words: []string{"analyze", "x", "-o", "out"}, job: &jobLine{command: "analyze"}}
	w := &slurmWait{
		slurmPlan: &slurmPlan{slurmOptions: o, parts: t.TempDir(), name: "n", maxIndex: cluster.DefaultMaxIndex},
		jobs:      &slurmJobs{Arrays: []slurmArray{{ID: "12", Shards: "1-4"}}, Merge: "13"},
		tally:     &processors.Tally{}, told: map[string]bool{},
	}
	w.meter = progress.Start(progress.Options{Mode: progress.None, Console: progress.NewConsole(out, progress.Place{})}, w.tally)
	t.Cleanup(w.meter.Stop)
	return w
}

// until looks until the wait is over, and returns how it ends.
func (w *slurmWait) until(t *testing.T) error {
	t.Helper()
	for range 2 * longGrace {
		if end, err := w.look(context.Background(), true); end {
			return err
		}
	}
	t.Fatal("the wait does not end")
	return nil
}

func TestAWaitTellsWhatBecameOfTheTasks(t *testing.T) {
	var said bytes.Buffer
	w := newWait(t, &said)
	putPart(t, w.slurmPlan, 1)
	if err := os.Mkdir(w.logs(), 0o700); err != nil {
		t.Fatal(err)
	}
	log := "fanout: error: an old one\nfanout: error: disk \x1bfull\nfanout: hint: make room\n"
	if err := os.WriteFile(filepath.Join(w.logs(), "shard-3.log"), []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	w.take([]cluster.Task{
		{Job: "12", Index: 1, State: "COMPLETED"}, {Job: "12", Index: 2, State: "OUT_OF_MEMORY"}, {Job: "12", Index: 3, State: "FAILED"},
		{Job: "12", Index: 4, State: "PENDING", Reason: "PartitionTimeLimit"}, {Job: "13", Index: -1, State: "PENDING", Reason: "Dependency"},
		{Job: "9", Index: 4, State: "FAILED"}, // of an earlier submission
	})
	w.take([]cluster.Task{{Job: "12", Index: 2, State: "OUT_OF_MEMORY"}, {Job: "13", Index: -1, State: "PENDING", Reason: "Dependency"}})
	if end, err := w.look(t.Context(), false); end || err != nil {
		t.Error("the wait ends while the merge waits", err)
	}
	want := "fanout: failed: shard 2: its task ended as OUT_OF_MEMORY: see " + shellWord(filepath.Join(w.logs(), "shard-2.log")) + "\n" +
		`fanout: failed: shard 3: its task ended as FAILED: disk \x1bfull` + "\n" +
		"fanout: Slurm does not start shards of job 12: PartitionTimeLimit\n"
	if said.String() != want {
		t.Errorf("said\n%swant\n%s", &said, want)
	}
	if w.tally.Done.Load() != 1 || w.tally.Failed.Load() != 1 { // at the second look
		t.Error(w.tally.Done.Load(), "done,", w.tally.Failed.Load(), "failed")
	}
}

// A merge that never runs, or is stopped, ends the wait: with what is missing,
// or with what to do if nothing is.
func TestAWaitEndsWithAMergeThatVanishes(t *testing.T) {
	for _, state := range []string{"CANCELLED", "NODE_FAIL", gone} {
		w := newWait(t, io.Discard)
		putPart(t, w.slurmPlan, 1)
		putPart(t, w.slurmPlan, 4)
		w.take(mergeAs(state))
		err := w.until(t)
		if status(err) != statusFailures || !strings.Contains(err.Error(), "shards 2,3 have no part") || !strings.Contains(hintOf(err), "fanout submit slurm --shards 4 --missing -- analyze x -o out") {
			t.Errorf("%s: status %d, %v (%s)", state, status(err), err, hintOf(err))
		}
		w = newWait(t, io.Discard)
		for i := range 4 {
			putPart(t, w.slurmPlan, i+1)
		}
		w.take(mergeAs(state))
		if err = w.until(t); status(err) != statusRun || !strings.Contains(hintOf(err), "fanout merge") {
			t.Errorf("%s: status %d, %v (%s)", state, status(err), err, hintOf(err))
		}
	}
}

// What the merge has left counts, whatever Slurm says of it.
func TestAWaitEndsWithTheStatusOfTheMerge(t *testing.T) {
	for _, c := range []struct {
		state string
		left  string
		want  int
	}{{"FAILED", "13 4\n", 4}, {"CANCELLED", "13 143\n", 143}, {"COMPLETED", "", 0}, {"COMPLETED", "12 4\n", 0}, {"RUNNING", "13 0\n", 0}} {
		w := newWait(t, io.Discard)
		w.take(mergeAs(c.state))
		if c.left != "" {
			if err := os.WriteFile(w.script(statusName), []byte(c.left), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.until(t); status(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAWaitThatIsInterruptedLeavesTheJobs(t *testing.T) {
	w := newWait(t, io.Discard)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&signalError{os.Interrupt})
	err := w.interrupted(ctx)
	if status(err) != 130 || !strings.Contains(err.Error(), "the jobs continue") || !strings.Contains(hintOf(err), "scancel 12 13") {
		t.Error(err, hintOf(err))
	}
}

func TestWithoutSlurmTheHintSaysWhere(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Chdir(t.TempDir())
	o := &slurmOptions{shards: 2}
	var err error
	if o.job, err = parseJob(&IO{}, []string{"analyze", "x.csv", "-o", "out"}); err != nil {
		t.Fatal(err)
	}
	err = runSubmitSlurm(t.Context(), &IO{Out: io.Discard, Err: io.Discard}, o)
	if status(err) != statusUsage || !strings.Contains(hintOf(err), "where Slurm's commands are in PATH") {
		t.Error(status(err), err, hintOf(err))
	}
	if _, err := os.Stat("out.parts"); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was written:", err)
	}
}

func mergeAs(state string) []cluster.Task {
	if state == gone {
		return nil
	}
	return []cluster.Task{{Job: "13", Index: -1, State: state}}
}

// putPart leaves an empty part of a shard.
func putPart(t *testing.T, p *slurmPlan, shard int) {
	t.Helper()
	plan := part.Plan{Command: p.job.command, Shards: p.shards, Fingerprint: "f"}
	if err := part.Join(t.Context(), p.parts, &plan); err != nil {
		t.Fatal(err)
	}
	w, err := part.Create(t.Context(), p.parts, chunker.Shard{I: shard, N: p.shards}, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(&part.Footer{Command: plan.Command, Shard: shard, Shards: p.shards, Fingerprint: "f"}); err != nil {
		t.Fatal(err)
	}
}

func TestMissingShardsAloneAreSubmitted(t *testing.T) {
	w := newWait(t, io.Discard)
	p := w.slurmPlan
	chosen := func(missing bool) string {
		p.set, p.missing = nil, missing
		done, err := p.selectShards(&IO{Err: io.Discard})
		return fmt.Sprintln(part.Ranges(p.selected), done, err)
	}
	if got := chosen(true); got != "1-4 false <nil>\n" {
		t.Error("nothing is there yet:", got)
	}
	putPart(t, p, 1)
	putPart(t, p, 4)
	if got := chosen(true); got != "2,3 false <nil>\n" {
		t.Error(got)
	}
	if got := chosen(false); got != "1-4 false <nil>\n" {
		t.Error("without --missing:", got)
	}
	putPart(t, p, 2)
	putPart(t, p, 3)
	if got := chosen(true); got != " false <nil>\n" {
		t.Error("all are there, and not merged:", got)
	}
	output := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(output, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(output)
	if err != nil {
		t.Fatal(err)
	}
	m := &part.Merged{Output: output, Fingerprint: "f", Status: statusFailures, Modified: info.ModTime()}
	if err := part.WriteMerged(t.Context(), p.parts, m); err != nil {
		t.Fatal(err)
	}
	if got := chosen(true); got != " true <nil>\n" {
		t.Error("all is merged:", got)
	}
	p.wait = true
	if _, err := p.selectShards(&IO{Err: io.Discard}); status(err) != statusFailures {
		t.Error("the wait for a merge that has ended:", err)
	}
	if err := os.Remove(output); err != nil {
		t.Fatal(err)
	}
	if got := chosen(true); got != " false <nil>\n" {
		t.Error("the merged output has gone:", got)
	}
	p.shards = 5
	if got := chosen(false); !strings.Contains(got, "has the parts of analyze in 4 shards") {
		t.Error("another number of shards:", got)
	}
}
