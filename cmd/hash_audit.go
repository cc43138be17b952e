package cmd

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"fanout/processors"
	"fanout/processors/hash/audit"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

const (
	auditTable, auditJSON = "table", "json"
	// auditGarbage makes the collector run often, as what an audit keeps grows
	// with the list, and what it drops is much more.
	auditGarbage = 25
	// auditWidth is the width of a table that goes into a file.
	auditWidth = 80
)

// checkAudit refuses flags that mean nothing where only hashes are read.
func (o *hashOptions) checkAudit(given func(flag string) bool) error {
	for _, name := range append([]string{
		"verify", "tune", "output", "overwrite", "resume", "preset", "set", "algo", "params", "salt-bytes", "pepper-file",
		"bcrypt-ident", "ldap-base", "shadow-date", "input-digest",
		"dry-run", "report", "summary-json", "trace", "on-error", "max-errors",
	}, listFlags...) {
		if given(name) {
			return together("--"+name, "--audit")
		}
	}
	if given("format") && o.format.value != auditTable && o.format.value != auditJSON {
		return together("--format "+o.format.value, "--audit").because("an audit is written as %s or %s", auditTable, auditJSON)
	}
	for _, option := range kdf.Options() {
		if given(option.Name) {
			return together("--"+option.Name, "--audit").because("the list says how it was hashed")
		}
	}
	return nil
}

// auditHashes reads a list of hashes and says what it is worth.
func (o *hashOptions) auditHashes(ctx context.Context, sys *IO) error {
	if sys.Getenv("GOGC") == "" {
		debug.SetGCPercent(auditGarbage)
	}
	list, err := source.Open(ctx, source.Options{
		Kind: source.Lines, // of hashes: they look like what passwords do not
		Path: o.audit, In: sys.In, IsTerminal: func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) },
	})
	if err != nil {
		return refused(err)
	}
	defer list.Close()
	tally := &processors.Tally{}
	meter := sys.showProgress(o.mode(), o.color.value, "auditing", "hashes", false, nil, tally)
	report, err := audit.Read(ctx, o.audit, list, o.job.Memory/2, tally)
	meter.Stop()
	if err == nil {
		err = list.Unchanged()
	}
	switch {
	case err != nil:
		return refused(err)
	case report.Hashes == 0:
		return &noMatchError{text: fmt.Sprintf("%q holds no hash", o.audit)}
	}
	if err := o.writeAudit(sys, report); err != nil {
		return err
	}
	switch {
	case !report.Clean():
		return errCheck
	case report.Unread.Hashes > 0:
		return errFailures
	}
	return nil
}

// writeAudit prints the report.
func (o *hashOptions) writeAudit(sys *IO, report *audit.Report) error {
	if o.format.value == auditJSON {
		enc := newEncoder(sys.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(report)
	}
	width := auditWidth
	if sys.OutTerminal {
		width = sys.OutWidth()
	}
	return report.WriteTable(sys.Out, width)
}
