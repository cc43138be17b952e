package analyze

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// hintColumns write values that are text for different reasons; one in a while
// is something else.
var hintColumns = map[string]func(r *rand.Rand) string{
	"price": func(r *rand.Rand) string {
		return fmt.Sprintf(`"%d,%03d.%02d"`, 1+r.IntN(99), r.IntN(1000), r.IntN(100))
	},
	"amount": func(r *rand.Rand) string { return fmt.Sprintf(`"$%d,%03d"`, 1+r.IntN(99), r.IntN(1000)) },
	"share":  func(r *rand.Rand) string { return fmt.Sprintf("%.1f %%", 100*r.Float64()) },
	"day":    func(r *rand.Rand) string { return fmt.Sprintf("%d/%d/2024", 1+r.IntN(28), 1+r.IntN(12)) },
	"flag":   func(r *rand.Rand) string { return string("tf"[r.IntN(2)]) },
	"score":  func(r *rand.Rand) string { return [...]string{"n/a", fmt.Sprint(r.IntN(100000))}[min(1, r.IntN(50))] },
	"text":   func(r *rand.Rand) string { return fmt.Sprintf("word %x", r.Uint64()) },
	"mixed": func(r *rand.Rand) string {
		return [...]string{fmt.Sprint(r.Uint32(), "x"), fmt.Sprint(r.Uint32())}[min(1, r.IntN(50))]
	},
}

func TestHintsAreTheSameHoweverTheInputIsCut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"price", "amount", "share", "day", "flag", "score", "text", "mixed"}
	var b strings.Builder
	b.WriteString(strings.Join(names, ",") + "\n")
	for range 4000 {
		for i, name := range names {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(hintColumns[name](r))
		}
		b.WriteByte('\n')
	}
	name := tempFile(t, b.String())
	hints := func(chunk, workers, distinct int) string {
		opt := defaults(name)
		opt.ChunkSize, opt.Profile.MaxDistinct = chunk, distinct
		got := start(t, opt, workers)
		if got.err != nil || len(got.reports) != 1 {
			t.Fatal(got.err)
		}
		text := ""
		for _, c := range got.reports[0].Columns {
			text += fmt.Sprintf("%s: %v\n", c.Name, c.Hints)
		}
		return text
	}
	want := hints(0, 1, 65536)
	for _, name := range []string{"price", "amount", "share", "day", "flag", "score", "mixed"} {
		if strings.Contains(want, name+": []") {
			t.Errorf("%s has no hint", name)
		}
	}
	if !strings.Contains(want, "text: []") {
		t.Errorf("text is explained: %s", want)
	}
	for _, chunk := range []int{1 << 10, 20_000, 256 << 10} {
		for _, workers := range []int{1, 2, 7} {
			for _, distinct := range []int{1, 30, 1000, 65536} {
				if got := hints(chunk, workers, distinct); got != want {
					t.Fatalf("chunks of %d bytes, %d workers, %d distinct values:\n%s\nwant\n%s", chunk, workers, distinct, got, want)
				}
			}
		}
	}
}
