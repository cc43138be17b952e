package hash

import (
	"fmt"
	mathrand "math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// BenchmarkVerifyMixed compares verifying a list of hashes of all schemes, in
// random order, with the time in which each scheme hashes its rows alone.
func BenchmarkVerifyMixed(b *testing.B) {
	for name, kinds := range map[string][]kdf.Params{
		"cheap": {
			params("argon2id", 2048, 1, 1), params("bcrypt", 5), params("pbkdf2-sha512", 10_000),
			params("pbkdf2-sha256", 10_000), params("scrypt", 1<<11, 8, 1), params("sha512crypt", 5000),
		},
		"usual": {
			params("argon2id"), params("bcrypt", 10), params("pbkdf2-sha512", 210_000),
			params("scrypt", 1<<15, 8, 1), params("sha512crypt", 100_000),
		},
	} {
		rows := map[string]int{"cheap": 10_000, "usual": 500}[name]
		b.Run(name, func(b *testing.B) { verifyMixed(b, kinds, rows) })
	}
}

func verifyMixed(b *testing.B, kinds []kdf.Params, rows int) {
	rng := mathrand.New(mathrand.NewPCG(1, 2))
	lists := make([]strings.Builder, len(kinds)) // with empty lines for the rows of others
	var all strings.Builder
	for i := range rows {
		k := rng.IntN(len(kinds))
		for j := range lists {
			if j == k {
				fmt.Fprintf(&lists[j], "password %d", i)
			}
			lists[j].WriteByte('\n')
		}
		fmt.Fprintf(&all, "password %d\n", i)
	}
	workers := runtime.GOMAXPROCS(0)
	of := make([]string, rows)
	var hashing, verifying time.Duration
	for b.Loop() {
		for j, p := range kinds {
			start := time.Now()
			out := hashedBy(b, p, lists[j].String(), workers)
			hashing += time.Since(start)
			for line := range strings.Lines(out) {
				n := 0
				if _, err := fmt.Sscanf(line, `{"line":%d,`, &n); err != nil {
					b.Fatal(err)
				}
				of[n-1] = line
			}
		}
		start := time.Now()
		job := NewVerifier(verifyPlanFor(all.String(), strings.Join(of, ""), workers, 4<<30), monitor(0, ignore))
		if _, err := processors.Run(b.Context(), pool.Options{Workers: workers, Budget: 4 << 30}, job); err != nil {
			b.Fatal(err)
		}
		verifying += time.Since(start)
	}
	b.ReportMetric(verifying.Seconds()/hashing.Seconds(), "of-hashing")
}

// hashedBy returns what hashing list gives.
func hashedBy(b *testing.B, p kdf.Params, list string, workers int) string {
	a, ok := allocate(p, workers, 4<<30)
	if !ok {
		b.Fatal("no room")
	}
	opt := optionsFor(p)
	plan := &Plan{Allocation: a, opt: &opt, in: setOf(streamList("list", strings.NewReader(list))), Rows: int64(strings.Count(list, "password"))}
	var out memory
	job := newJob(plan, &out, Position{}, monitor(0, ignore))
	if _, err := processors.Run(b.Context(), plan.Pool(), job); err != nil {
		b.Fatal(err)
	}
	return string(out.text)
}
