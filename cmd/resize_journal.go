package cmd

import (
	"fmt"

	"fanout/processors/resize"
)

// checkJournal refuses what does not go together about the journal and the
// flags that go by it.
func (o *resizeOptions) checkJournal(given func(flag string) bool) error {
	switch o.journal {
	case "none":
		o.job.NoJournal = true
	case "-":
		return wrongValue("journal", "-", "must be a file of its own, or none")
	case "":
		if given("journal") {
			return wrongValue("journal", "", "must be the name of a file, or none")
		}
	default:
		o.job.Journal = o.journal
	}
	if o.job.Update && o.job.Overwrite {
		return together("--update", "--overwrite always")
	}
	for _, f := range []struct {
		flag string
		on   bool
	}{{"--checksum", o.job.Checksum}, {"--resume", o.job.Resume}, {"--retry-failed", o.job.RetryFailed}} {
		switch {
		case !f.on:
		case o.job.NoJournal:
			return together(f.flag, "--journal none").because("%s needs the journal", f.flag)
		case o.job.Update && f.flag != "--checksum":
			return together("--update", f.flag).because("--update tries again what has failed, and renews what has changed")
		}
	}
	return nil
}

// again says how to go on with a run that has ended early.
func (o *resizeOptions) again(plan *resize.Plan) string {
	if !o.shard.Whole() {
		return shardAgain
	}
	with := "--resume"
	switch {
	case o.job.Update, plan.Journal() == "" && !o.job.Overwrite:
		with = "--update"
	case plan.Journal() == "":
		with = "--update instead of --overwrite always"
	case o.job.RetryFailed:
		with = "--retry-failed"
	}
	return fmt.Sprintf("run the same command with %s: finished images are kept", with)
}

// damagedRecords says what the journal cannot tell any more.
func damagedRecords(plan *resize.Plan) string {
	return fmt.Sprintf("%s of the journal damaged: those images are made again", plural(int(plan.DamagedRecords), "line"))
}

// journalNotes say what the journal could not tell.
func journalNotes(plan *resize.Plan, total resize.Total) (notes []string) {
	if plan.DamagedRecords > 0 {
		notes = append(notes, damagedRecords(plan))
	}
	if n := total.ByTime; n > 0 {
		why := "when there was no journal (--overwrite always replaces outputs)"
		switch {
		case plan.Journal() == "":
			why = "as there is no journal (with --journal FILE the next run knows what was made)"
		case plan.NewJournal():
			why = "as there was no journal (from now on there is one)"
		}
		notes = append(notes, fmt.Sprintf("%s considered up to date by %s alone, %s", plural(int(n), "output"), choose(n, "its time", "their times"), why))
	}
	if n := total.Again; n > 0 {
		notes = append(notes, fmt.Sprintf("%s of an earlier run reported again (--retry-failed tries %s again)", plural(int(n), "failure"), choose(n, "that image", "those images")))
	}
	return notes
}
