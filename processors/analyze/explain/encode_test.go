package explain

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"fanout/internal/wire"
	"fanout/processors/analyze/number"
)

// Counters that were written and read again merge as they would have
// themselves, and are the same bytes, however the values were cut and ordered.
func TestEncodedCountersDoNotDependOnThePartition(t *testing.T) {
	words := []string{"n/a", "1,234", "1.234,5", "$5", "5 kg", "(7)", "8-", "3/4/2021", "3/4/2021 10:00", "N/A", "0x1f", `="007"`, "\u00a05\u00a0", "t", "", "\u2009", "x,y"}
	base := number.Options{}
	for name, value := range map[string]func(i int) string{
		"known":       func(i int) string { return words[i%len(words)] },
		"few others":  func(i int) string { return fmt.Sprint("other ", i%16) },
		"many others": func(i int) string { return fmt.Sprint("other ", i%17) },
		"too many":    func(i int) string { return fmt.Sprint("other ", i) },
		"long ones":   func(i int) string { return string(bytes.Repeat([]byte("word "), 9+i%3)) },
		"numbers and so": func(i int) string {
			return fmt.Sprintf("%d,%03d %s", i%999, i%1000, []string{"kg", "%", "€", ""}[i%4])
		},
	} {
		for _, n := range []int{1, 100, maxUnread, maxUnread + 1} {
			trials := NewTrials(&base)
			whole := NewCounter(trials)
			parts := make([]*Counter, 5)
			for i := range parts {
				parts[i] = NewCounter(trials)
			}
			rnd := rand.New(rand.NewPCG(1, 1))
			for i := range n {
				whole.Add([]byte(value(i)), 1)
				parts[rnd.IntN(len(parts))].Add([]byte(value(i)), 1)
			}
			merged := NewCounter(trials)
			for _, p := range parts {
				d := wire.NewDecoder(p.Append(nil))
				read := DecodeCounter(d, NewTrials(&base))
				if err := d.End(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				merged.Merge(read)
			}
			if !bytes.Equal(merged.Append(nil), whole.Append(nil)) {
				t.Errorf("%d of %s: other bytes", n, name)
			}
			facts := Facts{Counts: [number.Classes]uint64{number.Text: uint64(n)}}
			got, gotOK := merged.Explain(facts)
			if want, ok := whole.Explain(facts); fmt.Sprint(got, gotOK) != fmt.Sprint(want, ok) {
				t.Errorf("%d of %s: %+v, want %+v", n, name, got, want)
			}
		}
	}
}
