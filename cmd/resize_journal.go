package cmd

// checkJournal refuses what does not go together about the journal.
func (o *resizeOptions) checkJournal(given func(flag string) bool) error {
	switch o.journal {
	case "none":
		o.job.NoJournal = true
	case "-":
		return usage("--journal -: the journal must be a file of its own")
	case "":
		if given("journal") {
			return usage("--journal \"\": name a FILE, or none")
		}
	default:
		o.job.Journal = o.journal
	}
	if o.job.Checksum && o.job.NoJournal {
		return usage("--checksum goes by the journal: leave out --journal none")
	}
	return nil
}
