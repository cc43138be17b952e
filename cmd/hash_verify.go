package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash"
	"fanout/processors/hash/kdf"
)

// checkVerify refuses flags that mean nothing for verifying.
func (o *hashOptions) checkVerify(given func(flag string) bool) error {
	if given("preset") || given("set") {
		return o.checkVerifyImport(given)
	}
	for _, name := range []string{"output", "resume", "format", "bcrypt-ident", "ldap-base", "shadow-date", "algo", "params", "salt-bytes", "key-bytes"} {
		if given(name) {
			return together("--"+name, "--verify")
		}
	}
	for _, option := range kdf.Options() {
		if given(option.Name) {
			return together("--"+option.Name, "--verify").because("the list says how it was hashed")
		}
	}
	if o.job.Verify == "-" && o.fromStdin() {
		return wrongValue("verify", "-", "only one of the two lists can come from stdin")
	}
	return nil
}

// checkVerifyImport is checkVerify for the import files of a preset. Flags say
// what some of them do not: Firebase's have no costs.
func (o *hashOptions) checkVerifyImport(given func(flag string) bool) error {
	for _, name := range []string{"output", "resume"} {
		if given(name) {
			return together("--"+name, "--verify")
		}
	}
	return o.checkPreset(given)
}

// verifyList makes the plan of a check, and runs it unless only the plan was
// asked for.
func (o *hashOptions) verifyList(ctx context.Context, sys *IO) error {
	plan, err := planned(ctx, &o.sharedOptions, func() (*hash.VerifyPlan, error) { return hash.NewVerifyPlan(ctx, &o.job) })
	if err != nil {
		return refused(err)
	}
	defer plan.Close()
	if err := patiently(ctx, func() error { return o.printVerifyPlan(ctx, sys, plan) }); err != nil || o.dryRun {
		return err
	}
	var job *hash.Verifier
	return runJob(ctx, sys, &o.sharedOptions, task[*hash.Chunk, *hash.Chunk]{
		verb: "verifying", noun: "passwords", items: plan.Rows, named: namedRows, replace: o.job.Overwrite,
		start: func(run *jobRun) (processors.Processor[*hash.Chunk, *hash.Chunk], pool.Options, error) {
			job = hash.NewVerifier(plan, run.Monitor)
			return job, plan.Pool(), nil
		},
		finish: func(_ pool.Stats, err error) (*summary, error) {
			v := job.Verdicts()
			switch {
			case err != nil:
				err = refused(err)
			case v.Mismatch+v.Unmatched() > 0:
				err = errCheck
			case v.Unchecked > 0:
				err = errFailures
			}
			return &summary{
				Command: "hash", noun: "password", Done: v.Match, Failed: v.Mismatch + v.Unmatched() + v.Unchecked, Skipped: v.Locked,
				counts:  []counted{{n: v.Locked, key: "locked"}},
				BytesIn: v.BytesIn, text: verdictText(&v), notes: secretNotes(),
			}, err
		},
	})
}

// namedRows is how many rows are named of those that fail for one reason: lists
// that do not belong together have a million of them.
const namedRows = 10

// printVerifyPlan says what is about to be verified and how long it may take.
func (o *hashOptions) printVerifyPlan(ctx context.Context, sys *IO, plan *hash.VerifyPlan) error {
	if o.quiet && !o.dryRun {
		return nil
	}
	for _, note := range plan.Notes {
		fmt.Fprintf(sys.Err, "fanout: %s\n", note)
	}
	estimate := plan.Estimate(ctx)
	what, time := "passwords", atMost(estimate)
	if plan.Rows > 0 {
		what, time = plural(int(plan.Rows), "password")+o.inLists(), about(estimate)
	}
	text := fmt.Sprintf("%s to verify against %q: %s, %s on %s", what, o.job.Verify, plan.Hashes, time, plural(plan.Workers(), "worker"))
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	switch {
	case o.dryRun:
		fmt.Fprintf(sys.Err, "fanout: plan: %s; nothing was verified\n", text)
	case o.verbose, estimate >= longRun:
		fmt.Fprintf(sys.Err, "fanout: %s\n", text)
	}
	return nil
}

// verdictText counts the verdicts: "5 match, 1 differs".
func verdictText(v *hash.Verdicts) string {
	count := func(n int64, one, several string) string {
		switch n {
		case 0:
			return ""
		case 1:
			return "1 " + one
		}
		return humanize.Comma(n) + " " + several
	}
	unmatched := count(v.Unmatched(), "unmatched", "unmatched")
	if unmatched != "" {
		unmatched += " (" + join(
			count(v.NoHash, "password without a hash", "passwords without a hash"),
			count(v.NoPassword, "hash without a password", "hashes without a password"),
			count(v.Twice, "named twice", "named twice"),
		) + ")"
	}
	text := join(
		count(v.Match, "matches", "match"), count(v.Mismatch, "differs", "differ"), unmatched,
		count(v.Unchecked, "cannot be checked", "cannot be checked"), count(v.Locked, "locked and not tried", "locked and not tried"),
	)
	if v.Match == 0 {
		text = strings.TrimSuffix("0 match, "+text, ", ")
	}
	return text
}

// join joins the parts that are not empty by commas.
func join(parts ...string) string {
	var all []string
	for _, part := range parts {
		if part != "" {
			all = append(all, part)
		}
	}
	return strings.Join(all, ", ")
}
