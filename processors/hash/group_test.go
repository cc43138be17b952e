package hash

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fanout/pool"
	"fanout/processors"
	"fanout/processors/hash/kdf"
)

// grouped returns the chunks of pairs with these parameters.
func grouped(rows []kdf.Params, workers int) (chunks []*Chunk) {
	var g grouper
	prepare := func(c *Chunk, p kdf.Params) int {
		c.params, c.lanes = p, 8
		return fullChunk(p, 8)
	}
	for i, p := range rows {
		r := row{line: int64(i + 1)}
		if p == (kdf.Params{}) {
			r.err = errNoHash
		}
		if c := g.add(pair{row: r, params: p, password: fmt.Appendf(nil, "password %d", i)}, prepare); c != nil {
			chunks = append(chunks, c)
		}
	}
	return append(chunks, g.flush(workers)...)
}

func TestEveryRowIsInOneChunkOfItsParameters(t *testing.T) {
	kinds := append([]kdf.Params{{}, params("scrypt"), params("bcrypt")}, cheap...)
	var rows []kdf.Params
	for i := range 3000 {
		rows = append(rows, kinds[i*i%97%len(kinds)])
	}
	seen := map[int64]bool{}
	for _, c := range grouped(rows, 2) {
		for _, r := range c.rows {
			i := r.line - 1
			if seen[i] || r.seq != i {
				t.Fatalf("row %d came before, or has place %d", i, r.seq)
			}
			seen[i] = true
			if !r.hashed() {
				continue
			}
			if text := string(c.text[r.from:r.to]); c.params != rows[i] || text != fmt.Sprintf("password %d", i) {
				t.Errorf("row %d is among rows of %v and has %q", i, c.params, text)
			}
		}
	}
	if len(seen) != len(rows) {
		t.Errorf("%d rows of %d", len(seen), len(rows))
	}
}

func TestMixedParametersStillFillTheLanes(t *testing.T) {
	slow := []kdf.Params{params("pbkdf2-sha512"), params("pbkdf2-sha256")}
	var rows []kdf.Params
	for i := range 320 {
		rows = append(rows, slow[i%2])
	}
	for i, c := range grouped(rows, 2) {
		if c.work != 8 {
			t.Errorf("chunk %d has %d rows, want 8", i, c.work)
		}
	}
}

func TestTheLastRowsAreSharedOut(t *testing.T) {
	rows := make([]kdf.Params, 14)
	for i := range rows {
		rows[i] = params("bcrypt")
	}
	var got []int
	for _, c := range grouped(rows, 2) {
		got = append(got, c.work)
	}
	if fmt.Sprint(got) != "[8 3 3]" {
		t.Errorf("chunks of %v rows", got)
	}
}

func TestRareParametersAreNotHeldBackForLong(t *testing.T) {
	rare := params("bcrypt")
	for _, usual := range []kdf.Params{cheap[0], params("scrypt")} {
		list := []kdf.Params{rare}
		for range 2 * heldRows {
			list = append(list, usual)
		}
		rows, work := 0, time.Duration(0)
		for _, c := range grouped(list, 2) {
			if c.params == rare {
				break
			}
			rows += len(c.rows)
			work += time.Duration(c.work) * usual.ReferenceTime()
		}
		if rows > heldRows || work > heldWork {
			t.Errorf("%d rows of %s, %v of work, came before", rows, usual.Scheme.Name, work)
		}
	}
}

func TestVerdictsComeInOrder(t *testing.T) {
	list := strings.Repeat("x\n", 500)
	var of [2][]string
	for i := range of {
		of[i] = strings.SplitAfter(hashed(t, cheap[i], list), "\n")
	}
	var hashes strings.Builder
	for i := range 500 {
		hashes.WriteString(of[i%3%2][i])
	}
	for _, workers := range []int{1, 2, 7} {
		next := 1
		job := NewVerifier(verifyPlanFor(list, hashes.String(), workers, 64<<20), monitor(-1, func(o processors.Outcome) {
			if want := fmt.Sprintf("list:%d", next); o.Item != want || o.Status != processors.Done {
				t.Errorf("%s %s %s, want %s", o.Item, o.Status, o.Reason, want)
			}
			next++
		}))
		if _, err := processors.Run(t.Context(), pool.Options{Workers: workers}, job); err != nil || next != 501 {
			t.Errorf("%d workers: %v, %d verdicts", workers, err, next-1)
		}
	}
}
