package hash

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// hashed returns what hashing list gives.
func hashed(t *testing.T, p kdf.Params, list string) string {
	t.Helper()
	var out memory
	if r := runJob(t, optionsFor(p), list, Position{}, &out, 2, -1); r.err != nil && !errors.As(r.err, new(*EmptyError)) {
		t.Fatal(r.err)
	}
	return string(out.text)
}

// verifyPlanFor returns the plan for verifying list in memory bytes.
func verifyPlanFor(list, hashes string, workers int, memory int64) *VerifyPlan {
	return &VerifyPlan{
		name: "hashes",
		in:   setOf(streamList("list", strings.NewReader(list))), hashes: streamList("hashes", strings.NewReader(hashes)),
		allocation: allocateVerifying(workers, memory),
	}
}

// verify checks list against hashes and returns the rows that do not match.
func verify(t *testing.T, list, hashes string, workers int, limit int64) (v Verdicts, wrong string, err error) {
	t.Helper()
	return verifyIn(t, 1<<20, list, hashes, workers, limit)
}

// verifyIn is verify in that much memory.
func verifyIn(t *testing.T, memory int64, list, hashes string, workers int, limit int64) (v Verdicts, wrong string, err error) {
	t.Helper()
	var rows []string
	m := monitor(limit, func(o processors.Outcome) {
		if o.Status != processors.Done {
			rows = append(rows, o.Item+" "+o.Reason)
		}
	})
	job := NewVerifier(verifyPlanFor(list, hashes, workers, memory), m)
	_, err = processors.Run(t.Context(), pool.Options{Workers: workers, Budget: 64 << 20}, job)
	v = job.Verdicts()
	counted := m.Tally.Done.Load() + m.Tally.Failed.Load() + m.Tally.Skipped.Load()
	if n := v.Rows(); err == nil && counted != n {
		t.Errorf("%d rows in the tally, %d verdicts", counted, n)
	}
	return v, strings.Join(rows, "\n"), err
}

func TestTheRightListMatches(t *testing.T) {
	list, _ := anyPasswords(300)
	var mixed strings.Builder // algorithms and costs may change within a list
	for i, line := range strings.SplitAfter(list, "\n") {
		one := strings.Repeat("\n", i) + line
		mixed.WriteString(hashed(t, cheap[i/3%len(cheap)], one))
	}
	for _, workers := range []int{1, 2, 7} {
		v, wrong, err := verify(t, list, mixed.String(), workers, -1)
		if err != nil || v.Match+v.NoHash != 300 || v.Rows() != 300 || v.Match < 250 {
			t.Errorf("%d workers: %+v %v\n%s", workers, v, err, wrong)
		}
	}
}

func TestEachDifferenceIsNamed(t *testing.T) {
	list := "one\ntwo\n\nfour\nfive\nsix\n"
	records := strings.SplitAfter(hashed(t, cheap[0], list), "\n")
	changed := strings.Replace(records[1], `"hash":"`, `"hash":"00`, 1)
	changed = changed[:len(changed)-5] + "\"}\n" // of the same length as before
	cut := strings.Replace(records[3], `"salt":"`, `"salt":"x`, 1)
	hashes := records[0] + changed + strings.Replace(records[2], `"line":4`, `"line":3`, 1) + cut + records[4] + strings.Replace(records[0], `"line":1`, `"line":9`, 1)
	v, wrong, err := verify(t, list, hashes, 2, -1)
	want := `list:2 the password does not match the hash
hashes:3 there is no password for this hash
list:4 there is no hash for this password
list:5 its hash cannot be checked: salt: encoding/hex: invalid byte: U+0078 'x'
hashes:6 there is no password for this hash`
	if wrong != want || err != nil {
		t.Errorf("got:\n%s\nwant:\n%s\n%v", wrong, want, err)
	}
	if want := (Verdicts{Match: 2, Mismatch: 1, NoHash: 1, NoPassword: 2, Unchecked: 1, BytesIn: int64(len(list))}); v != want {
		t.Errorf("%+v, want %+v", v, want)
	}
}

func TestAnotherPasswordDoesNotMatch(t *testing.T) {
	for _, p := range cheap {
		v, _, err := verify(t, "hunter3\n", hashed(t, p, "hunter2\n"), 1, -1)
		if v.Mismatch != 1 || v.Match != 0 || err != nil {
			t.Errorf("%s: %+v %v", p.Scheme.Name, v, err)
		}
	}
}

func TestCostlyHashesAreRefused(t *testing.T) {
	for _, record := range []string{
		`{"line":1,"algorithm":"pbkdf2-sha512","iterations":2147483647,"salt":"00","hash":"00"}`,
		`{"line":1,"algorithm":"argon2id","memory_kib":19456,"time":1,"parallelism":1,"salt":"00","hash":"00000000"}`, // over 1 MiB
	} {
		v, wrong, err := verify(t, "x\n", record, 1, -1)
		if v.Unchecked != 1 || err != nil {
			t.Errorf("%s: %+v %v %s", record, v, err, wrong)
		}
	}
}

func TestVerifyingStopsAtTooManyDifferences(t *testing.T) {
	list, _ := anyPasswords(50)
	v, _, err := verify(t, list, hashed(t, cheap[0], strings.Repeat("x\n", 50)), 7, 2)
	if !errors.Is(err, processors.ErrTooManyFailures) || v.Mismatch != 3 {
		t.Errorf("%+v %v", v, err)
	}
}

func TestAListThatIsNoHashesEndsTheVerifying(t *testing.T) {
	_, _, err := verify(t, "x\n", "hunter2\n", 1, -1)
	if wrong := (*format.FormatError)(nil); !errors.As(err, &wrong) || strings.Contains(fmt.Sprint(err), "hunter2") {
		t.Error(err)
	}
}

func TestLongListsToVerifyComeInSmallChunks(t *testing.T) {
	long := strings.Repeat(strings.Repeat("x", source.MaxLine)+"\n", 20) + strings.Repeat("y\n", 3000)
	job := NewVerifier(verifyPlanFor(long, hashed(t, cheap[0], long), 2, 64<<20), monitor(-1, ignore))
	for c, err := range job.Chunks() {
		if err != nil {
			t.Fatal(err)
		}
		if len(c.rows) > chunkRows || len(c.text) > chunkBytes+source.MaxLine {
			t.Errorf("a chunk of %d rows and %d bytes", len(c.rows), len(c.text))
		}
	}
}
