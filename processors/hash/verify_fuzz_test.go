package hash

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fanout/pool"
	"fanout/processors"
)

// FuzzVerify verifies lists that may come from anywhere: every password has one
// verdict, and a list in order has the same ones whether it is kept in memory
// or read as it comes.
func FuzzVerify(f *testing.F) {
	record := `{"line":%d,"algorithm":"pbkdf2-sha256","iterations":1,"salt":"00","hash":"000102030405060708090a0b0c0d0e0f"}` + "\n"
	f.Add("a\nb\n", fmt.Sprintf(record+record, 1, 2))
	f.Add("a\nb\n\nc\n", fmt.Sprintf(record+record+record, 4, 2, 2))
	f.Add("a\n", "$2b$04$y9h1QmLOR27cH.LfmiNaGuJ3PqBWVW.CwEMdWLfqTp3I39RZQBEdi\n$6$rounds=1000$x$y\n")
	f.Add("a\n", "ada:{SSHA}x\nbob:$y$j6T$Kq3nX8dB$8sghll87M2fWYTerBkgmpI4jUTAg4ZdQ0..gHykhb33\nroot:*:20785:0:99999:7:::\n")
	f.Add("x", "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA\n$scrypt$ln=30,r=8,p=1$AA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, list, hashes string) {
		plan := verifyPlanFor(list, hashes, 2, 16<<20)
		if err := plan.read(t.Context(), &Options{Workers: 2, Memory: 16 << 20}); err != nil {
			t.Skip() // no list of hashes
		}
		work := time.Duration(0)
		for p, n := range plan.kinds.groups() {
			work += time.Duration(n) * p.ReferenceTime()
		}
		if work > 20*time.Millisecond {
			t.Skip()
		}
		passwords, _, err := streamList("list", strings.NewReader(list)).Count(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept := outcomesOf(t, plan)
		if n := int64(len(kept)); n < passwords || n > passwords+plan.survey.entries {
			t.Errorf("%d verdicts for %d passwords and %d hashes", n, passwords, plan.survey.entries)
		}
		if !plan.survey.rising || len(kept) == 0 {
			return
		}
		merged := outcomesOf(t, verifyPlanFor(list, hashes, 2, 16<<20))
		for item, why := range kept {
			if merged[item] != why {
				t.Errorf("%s: %q if kept in memory, %q if not", item, why, merged[item])
			}
		}
		if len(merged) != len(kept) {
			t.Errorf("%d verdicts if kept in memory, %d if not", len(kept), len(merged))
		}
	})
}

// outcomesOf returns what came of each row.
func outcomesOf(t *testing.T, plan *VerifyPlan) map[string]string {
	t.Helper()
	outcomes := map[string]string{}
	m := monitor(-1, func(o processors.Outcome) { outcomes[o.Item] = string(o.Status) + " " + o.Reason })
	job := NewVerifier(plan, m)
	_, err := processors.Run(t.Context(), pool.Options{Workers: 2, Budget: 16 << 20}, job)
	v := job.Verdicts()
	if err != nil && v.Rows() > 0 {
		t.Fatal(err)
	}
	counted := m.Tally.Done.Load() + m.Tally.Failed.Load() + m.Tally.Skipped.Load()
	if v.Rows() != counted || int64(len(outcomes)) != counted {
		t.Errorf("%d verdicts, %d outcomes, %d rows in the tally", v.Rows(), len(outcomes), counted)
	}
	return outcomes
}
