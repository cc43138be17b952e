package analyze

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// sameForAll analyzes text in chunks of several sizes, on one worker and three,
// and returns the report, which must be the same for all.
func sameForAll(t *testing.T, text string, change func(*Options)) string {
	t.Helper()
	name, want := tempFile(t, text), ""
	for _, size := range []int{1 << 20, 1, 7, 64, 999} {
		for _, workers := range []int{1, 3} {
			opt := defaults(name)
			change(opt)
			opt.ChunkSize = size
			r := start(t, opt, workers)
			if r.err != nil || len(r.reports) != 1 {
				t.Fatalf("%v %+v", r.err, r.records)
			}
			got := fmt.Sprint(toJSON(t, r.reports[0]), toJSON(t, r.records), r.warned, toJSON(t, r.bad))
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("chunks of %d, %d workers:\n%s\nwant\n%s", size, workers, got, want)
			}
		}
	}
	return want
}

// escapedRecords returns records as MySQL writes them.
func escapedRecords(seed uint64, n int) string {
	rnd := rand.New(rand.NewPCG(seed, 11))
	var b strings.Builder
	b.WriteString("id,note,x\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,", i)
		for range 1 + rnd.IntN(4) {
			b.WriteString([]string{`a\,b`, "\\\n", `\\`, `\"`, "\\\r\n", "text", `\N`, "é"}[rnd.IntN(8)])
		}
		switch rnd.IntN(4) {
		case 0:
			b.WriteString(`,\N`)
		case 1:
			fmt.Fprintf(&b, `,"%d\.5"`, i)
		case 2:
			b.WriteString(`,"x\",` + "\n" + `\\""y"`)
		default:
			fmt.Fprintf(&b, ",%d", i)
		}
		b.WriteString([]string{"\n", "\r\n", "\r"}[rnd.IntN(3)])
	}
	return b.String()
}

func TestEscapesAreReadAlikeInChunksOfAnySize(t *testing.T) {
	for seed := range uint64(4) {
		text := escapedRecords(seed, 60)
		report := sameForAll(t, text, func(opt *Options) { opt.Source.Escape, opt.Source.Header = '\\', source.HeaderYes })
		if !strings.Contains(report, `"rows":60,"bad_rows":0,"ragged_rows":0`) {
			t.Errorf("%q: %s", text, report)
		}
		sameForAll(t, text, func(opt *Options) {
			opt.Source.Escape, opt.Source.SkipInitialSpace, opt.BadRows, opt.Profile.MaxDistinct = '\\', true, Skip, 5
		})
		sameForAll(t, text, func(opt *Options) { opt.Source.Escape, opt.Source.Quote, opt.Profile.Exact = '\\', 0, true })
	}
}
