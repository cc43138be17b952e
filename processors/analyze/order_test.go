package analyze

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/processors/analyze/source"
)

func TestSortedIsByTheTypeOfTheColumn(t *testing.T) {
	for text, want := range map[string]string{
		"1\n2\n10":        "strictly ascending",
		"10\n\n2\n1\n":    "strictly descending",
		"1\n1.0\n1e1\n10": "ascending",
		"2\n10\nx":        "", // as text
		"10\n2\nx":        "strictly ascending",
		"1\n1.0":          "constant",
		"5":               "",
		"-inf\n-5\n1e30\n99999999999999999999999999999999\ninf": "strictly ascending",
		"1\nnan\n2":              "",
		"x\nx\nx":                "constant",
		"b\na\na":                "descending",
		"abcdefgh\nabcdefghi":    "strictly ascending",
		"2024-02-01\n01.03.2024": "strictly ascending",
		"2024-01-01T10:00+02:00\n2024-01-01T09:00Z": "strictly ascending",
		"2024-01-01 10:00\n2024-01-01":              "strictly descending",
		"false\nno\ntrue\nyes":                      "ascending",
		"007\n1":                                    "strictly ascending",
	} {
		for _, size := range []int{1, 1 << 20} {
			c := analyzeText(t, "v,w\n"+strings.ReplaceAll(text, "\n", ",\n")+",\n", func(o *Options) {
				o.Source.Header, o.Source.Delimiter, o.ChunkSize = source.HeaderYes, ',', size
			}).Columns[0]
			if c.Sorted.Text != want || c.Sorted.Defined != (want != "") {
				t.Errorf("%q in chunks of %d: %q, want %q", text, size, c.Sorted.Text, want)
			}
		}
	}
}

// Beyond the exact regime only order can prove that no two values are equal.
func TestKeysAreCertain(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,shuffled,half,gap,one,empty\n")
	shuffled := rand.New(rand.NewPCG(1, 12)).Perm(3000)
	for i, s := range shuffled {
		gap := fmt.Sprint(i)
		if i == 1500 {
			gap = ""
		}
		fmt.Fprintf(&text, "%d,%d,%d,%s,x,\n", i, s, i/2, gap)
	}
	for _, maxDistinct := range []int{100, 10_000} {
		r := analyzeText(t, text.String(), func(o *Options) { o.Profile.MaxDistinct, o.ChunkSize = maxDistinct, 3000 })
		exact := maxDistinct > 3000
		wantKeys, wantUnique := []string{"id"}, []string{"true", "unknown", "false", "false", "false", "unknown"}
		if exact {
			wantKeys, wantUnique[1] = []string{"id", "shuffled"}, "true"
		}
		var unique, constant []string
		for _, c := range r.Columns {
			word := "unknown"
			if c.Unique != nil {
				word = fmt.Sprint(*c.Unique)
			}
			unique = append(unique, word)
			if c.Constant {
				constant = append(constant, c.Name)
			}
		}
		if !exact {
			wantUnique[2] = "unknown" // 1 and 01 could be two of its values
		}
		if !slices.Equal(r.Keys, wantKeys) || !slices.Equal(unique, wantUnique) || !slices.Equal(constant, []string{"one"}) {
			t.Errorf("%d distinct: keys %q, unique %q, constant %q", maxDistinct, r.Keys, unique, constant)
		}
		if id := r.Columns[0]; !id.DistinctExact || id.Distinct != 3000 || id.Sorted.Text != "strictly ascending" {
			t.Errorf("%d distinct: id has %d, exact %v, %s", maxDistinct, id.Distinct, id.DistinctExact, id.Sorted.Text)
		}
	}
}

// Order is found whatever the chunks and workers, also across files.
func TestOrderDoesNotDependOnTheChunks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 12))
	var files [2]strings.Builder
	for f := range files {
		files[f].WriteString("up,almost,text,time,mixed\n")
		for i := f * 2000; i < f*2000+2000; i++ {
			almost := i
			if i == 3999 {
				almost = 3997
			}
			fmt.Fprintf(&files[f], "%d,%d,%06d,%d,%d.%0*d\n", i, almost, i/3, i/7+1, i, 1+rnd.IntN(3), 0)
		}
	}
	a, b := tempFile(t, files[0].String()), tempFile(t, files[1].String())
	var want string
	for _, size := range []int{64, 1000, 1 << 20} {
		for workers := 1; workers <= 3; workers++ {
			opt := defaults(a, b)
			opt.ChunkSize, opt.Profile.MaxDistinct = size, 500
			r := start(t, opt, workers)
			if r.err != nil || len(r.reports) != 1 {
				t.Fatal(r.err)
			}
			got := toJSON(t, r.reports)
			if want == "" {
				want = got
				var names []string
				for _, c := range r.reports[0].Columns {
					names = append(names, c.Sorted.Text)
				}
				if !slices.Equal(names, []string{"strictly ascending", "", "ascending", "ascending", "strictly ascending"}) {
					t.Errorf("%q", names)
				}
			}
			if got != want {
				t.Errorf("chunks of %d, %d workers:\n%s\nwant\n%s", size, workers, got, want)
			}
		}
	}
	opt := defaults(b, a) // the other way round
	if c := start(t, opt, 2).reports[0].Columns[0]; c.Sorted.Defined {
		t.Errorf("%s", c.Sorted.Text)
	}
}
