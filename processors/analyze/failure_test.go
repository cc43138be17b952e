package analyze

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// faulty returns CSV text in which records fail for all reasons, in any order.
func faulty(rnd *rand.Rand, rows int) string {
	var b strings.Builder
	b.WriteString("a,b\n")
	for range rows {
		switch rnd.IntN(30) {
		case 0:
			b.WriteString("ragged")
		case 1:
			b.WriteString("inv\xffalid,1")
		case 2:
			fmt.Fprintf(&b, "long,\"%s\nrecord\"", strings.Repeat("x", 40+rnd.IntN(60)))
		case 3:
			b.WriteString(`"text"after,2`)
		case 4:
			fmt.Fprintf(&b, "long\xff,%s", strings.Repeat("y", 90))
		case 5:
			fmt.Fprintf(&b, "ragged,long,%s", strings.Repeat("z", 90))
		case 6:
			b.WriteString("\ufeffmarked,3")
		default:
			fmt.Fprintf(&b, "v%d,%d", rnd.IntN(9), rnd.IntN(100))
		}
		b.WriteString([]string{"\n", "\r\n", "\r"}[rnd.IntN(3)])
	}
	if rnd.IntN(3) == 0 {
		b.WriteString("9,\"open to the end\n")
	}
	return b.String()
}

// The first record that fails is the one that is reported, and what comes
// before it, however the file is cut.
func TestFailuresDoNotDependOnChunks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 1))
	name := tempFile(t, "")
	for range 150 {
		text := faulty(rnd, 3+rnd.IntN(40))
		overwrite(t, name, text)
		opt := defaults(name)
		opt.BadRows = BadRows(rnd.IntN(3))
		opt.Source.Invalid = source.Invalid(rnd.IntN(2))
		opt.Source.MaxRecord = 64 + rnd.Int64N(50)
		opt.Source.Header = source.HeaderYes
		want := ""
		for _, size := range []int{1 << 20, 1, 7, 64, 65 + rnd.IntN(200)} {
			opt.ChunkSize = size
			got := outcome(t, start(t, opt, 2))
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("%q, chunks of %d: %s\nwant %s", text, size, got, want)
			}
		}
	}
}

// outcome is all that a run has told, as text.
func outcome(t testing.TB, r *run) string {
	t.Helper()
	text := toJSON(t, []any{r.reports, r.records, r.bad, r.warned, r.total})
	return fmt.Sprint(text, r.err)
}
