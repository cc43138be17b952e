package analyze

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

// sameForAll analyzes text in chunks of several sizes, on one worker and three,
// from a file and from a pipe. It returns the report and all that is said,
// which must be the same for all.
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
			if opt.Profile.Exact {
				continue // not from a pipe
			}
			opt.Source.Paths, opt.Source.Stdin = []string{"-"}, strings.NewReader(text)
			r = start(t, opt, workers)
			if r.err != nil || len(r.reports) != 1 {
				t.Fatalf("pipe: %v %+v", r.err, r.records)
			}
			r.reports[0].Files = []string{name}
			if got := toJSON(t, r.reports[0]); !strings.HasPrefix(want, got) {
				t.Fatalf("pipe in chunks of %d, %d workers:\n%s\nwant\n%s", size, workers, got, want)
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

// Blank lines are counted, or taken for nulls, wherever chunks are cut: also
// between CR and LF.
func TestBlankLinesAreCountedInChunksOfAnySize(t *testing.T) {
	ends := []string{"\n", "\r\n", "\r"}
	for seed := range uint64(18) {
		rnd := rand.New(rand.NewPCG(seed, 12))
		text, blank, values := "h\n", 0, 0
		if seed%3 == 0 {
			text = "h,i\r\n"
		}
		for range rnd.IntN(30) {
			end := ends[rnd.IntN(3)]
			switch rnd.IntN(3) {
			case 0:
				if strings.HasSuffix(text, "\r") && end == "\n" {
					continue // they are one
				}
				blank++
			case 1:
				text += "v"
				values++
			case 2:
				text += "\"\n\n\""
				values++
			}
			text += end
		}
		skipped := sameForAll(t, text, func(opt *Options) { opt.Source.Header, opt.Source.Delimiter = source.HeaderYes, ',' })
		if want := fmt.Sprintf(`"rows":%d,"bad_rows":0,"ragged_rows":%d,"blank_lines":%d,`, values, ragged(seed%3 == 0, values), blank); !strings.Contains(skipped, want) {
			t.Fatalf("%q: %s, want %s", text, skipped, want)
		}
		taken := sameForAll(t, text, func(opt *Options) {
			opt.Source.Header, opt.Source.Delimiter, opt.Blank, opt.BadRows = source.HeaderYes, ',', BlankNull, Pad
		})
		if want := fmt.Sprintf(`"rows":%d,"bad_rows":0,"ragged_rows":%d,"blank_lines":0,`, values+blank, ragged(seed%3 == 0, values)); !strings.Contains(taken, want) {
			t.Fatalf("%q: %s, want %s", text, taken, want)
		}
		if want := fmt.Sprintf(`"count":%d,"nulls":%d,`, values, blank); !strings.Contains(taken, want) {
			t.Fatalf("%q: %s, want %s", text, taken, want)
		}
	}
}

func ragged(all bool, n int) int {
	if all {
		return n
	}
	return 0
}
