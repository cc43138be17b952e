package analyze

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// A randomTable is CSV text with everything that may stand in it, and options
// under which it is read.
type randomTable struct {
	*rand.Rand
	b strings.Builder
}

func (x *randomTable) pick(s ...string) string { return s[x.IntN(len(s))] }

// odds returns true once in n times.
func (x *randomTable) odds(n int) bool { return x.IntN(n) == 0 }

// field writes a field, mostly a usual one.
func (x *randomTable) field(messy int) {
	switch {
	case !x.odds(messy):
		x.b.WriteString(x.pick("1", "-2.5", "abc", "2024-01-02", "", "true", "12345678901234567890.5", fmt.Sprint(x.IntN(100))))
	case x.odds(2):
		x.b.WriteByte('"')
		for range x.IntN(12) {
			x.b.WriteString(x.pick("a", "1,2,3", "\n", "\r\n", "\r", `""`, "text", "# no", `\"`, `\`, "é", "1,2,3\n1,2,3\n1,2,3\n", strings.Repeat("long ", x.IntN(30))))
		}
		x.b.WriteString(x.pick(`"`, `"`, `"`, `"`, `"`, `"`, `" `, `"x`, ``))
	default:
		x.b.WriteString(x.pick(`5" pipe`, ` "blank"`, `\,`, "\\\n", "\\\r\n", `\N`, `\"`, "inv\xff", "nul\x00", "\ufeff", `"`, `""`, "é", "#", `x"y"`, " "))
	}
}

// text returns a table of so many records.
func (x *randomTable) text(rows int) string {
	x.b.Reset()
	messy := 2 + x.IntN(40)
	end := x.pick("\n", "\n", "\r\n", "\r", "")
	names := "a,b,c"
	if x.odds(5) {
		names = "only"
	}
	if x.odds(8) {
		x.b.WriteString("\ufeff")
	}
	lineEnd := func() {
		if end == "" {
			x.b.WriteString(x.pick("\n", "\r\n", "\r"))
			return
		}
		x.b.WriteString(end)
	}
	x.b.WriteString(names)
	lineEnd()
	for range rows {
		if x.odds(4 * messy) {
			x.b.WriteString(x.pick("", "", "\r", "\n\n", "# comment, \"with quote", "\ufeff"+names, names, "only one", "1,2,3,4,5", strings.Repeat("long,", x.IntN(60))))
			lineEnd()
			continue
		}
		x.field(messy)
		for range strings.Count(names, ",") {
			x.b.WriteByte(',')
			x.field(messy)
		}
		lineEnd()
	}
	if x.odds(4) {
		x.b.WriteString(x.pick("1,2", "1,\"open\n1,2,3\n", "\"", "\\", "#", "\r"))
	}
	return x.b.String()
}

// change changes options at random.
func (x *randomTable) change(opt *Options) {
	opt.Source.Delimiter = ','
	opt.Source.Header = source.Header(x.IntN(3))
	opt.BadRows = BadRows(x.IntN(3))
	opt.Blank = BlankLines(x.IntN(2))
	opt.Repeated = RepeatedHeaders(x.IntN(2))
	opt.Profile.MaxDistinct = 2 + x.IntN(50)
	opt.Profile.Duplicates = x.odds(3)
	opt.Profile.Exact = x.odds(4)
	opt.Profile.Trim = x.odds(5)
	opt.ChunkSize = 16 + x.IntN(400)
	if x.odds(3) {
		opt.Source.Escape = '\\'
	}
	if x.odds(3) {
		opt.Source.SkipInitialSpace = true
	}
	if x.odds(3) {
		opt.Source.Comment = "#"
	}
	if x.odds(6) {
		opt.Source.Quote = 0
	}
	if x.odds(5) {
		opt.Source.Invalid = source.Refuse
	}
	if x.odds(5) {
		opt.Source.MaxRecord = 64 + x.Int64N(1000)
	}
	if x.odds(6) {
		opt.Source.SkipLines = x.IntN(3)
	}
}

// Shards and their merge tell what a single run does: any text, any options,
// any number of shards and files.
func TestShardsAgreeWithASingleRunOnRandomTables(t *testing.T) {
	seed := randomSeed(t)
	x := &randomTable{Rand: rand.New(rand.NewPCG(seed, 2))}
	dir := t.TempDir()
	trials, again := 400, 0
	if testing.Short() {
		trials = 120
	}
	for range trials {
		opt := defaults()
		x.change(opt)
		opt.PerFile = x.odds(3)
		for i := range 1 + x.IntN(3) {
			name := filepath.Join(dir, fmt.Sprintf("%d.csv", i))
			overwrite(t, name, x.text(x.IntN(60)))
			opt.Source.Paths = append(opt.Source.Paths, name)
		}
		if x.odds(4) {
			opt.Source.Paths = append(opt.Source.Paths, compressedFile(t, x.text(x.IntN(60))))
			x.Shuffle(len(opt.Source.Paths), func(i, k int) {
				opt.Source.Paths[i], opt.Source.Paths[k] = opt.Source.Paths[k], opt.Source.Paths[i]
			})
		}
		if _, err := NewPlan(t.Context(), opt); err != nil {
			opt.PerFile = true
		}
		s := sharding{shards: 1 + x.IntN(9), workers: 1 + x.IntN(3), window: 1 + x.Int64N(300), unit: 1 + x.Int64N(100)}
		again += len(s.check(t, opt))
	}
	if again == 0 { // usual are 7 and more
		t.Errorf("no shard in %d trials was read again: there are no wrong guesses to test", trials)
	}
}

// randomSeed returns FANOUT_SEED, or a seed that the test names if it fails.
func randomSeed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("FANOUT_SEED"); text != "" {
		if _, err := fmt.Sscan(text, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("FANOUT_SEED=%d", seed)
		}
	})
	return seed
}
