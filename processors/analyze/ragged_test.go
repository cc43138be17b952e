package analyze

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestRaggedRowsAreExplained(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		skip       bool
	}{
		{text: "a,b\n" + strings.Repeat("1,2\n", 20) + "1\n", want: "1 of 21 rows has 1 field instead of 2; BadRows skip leaves them out"},
		{text: "a,b\n" + strings.Repeat("1,2\n", 20) + "1\n1,2,3\n", want: "2 of 22 rows have too few or too many fields; BadRows skip leaves them out"},
		{text: "a,b\n1,2\n1,2\n1,2\n1\n", want: "1 of 4 rows has 1 field instead of 2; BadRows error names the first of them"},
		{text: "a,b\n1,2\n1,2\n1,2\n1\n", want: "1 of 4 rows has 1 field instead of 2 and was left out", skip: true},
		{text: "a,b,c\n1,2\n1,2\n1,2\n1,2\n", want: "all 4 rows have 2 fields, the header has 3: names and values may not belong together"},
		{text: "a,b,c\n1,2\n1,2\n1,2\n1,2\n", want: "all 4 rows have 2 fields, the header has 3: names and values may not belong together", skip: true},
		{text: "a,b\nOslo, N,1\nRome, I,2\nParis, F,3\n", want: "all 3 rows have 3 fields, the header has 2: a name may be missing, or a field has a delimiter in it"},
		{text: "a,b\n1,2\n3,4\n"},
		{text: "A,B\n1,2,\n3,4,\n"},
	} {
		for _, size := range []int{1, 9, 0} {
			r := analyzeText(t, tt.text, func(o *Options) {
				o.ChunkSize, o.Source.Delimiter = size, ','
				if tt.skip {
					o.BadRows = Skip
				}
			})
			got := ""
			for _, h := range r.Hints {
				if h.Kind == "ragged_rows" {
					got += h.Text
					for _, s := range h.Settings {
						got += "; " + s.Name + " " + s.Value + " " + h.Remedy
					}
				}
			}
			if got != tt.want {
				t.Errorf("%.30q, chunks of %d: %q, want %q", tt.text, size, got, tt.want)
			}
		}
	}
}

// A hostile file has records of many lengths: those counted in the end must
// not depend on which worker saw them.
func TestFieldCountsDoNotDependOnTheOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	fields := make([]int, 3000)
	for i := range fields {
		if fields[i] = 1 + rng.IntN(300); fields[i] == 100 {
			fields[i]++
		}
	}
	var want []int
	for _, parts := range []int{1, 2, 17} {
		sums := make([]fieldCounts, parts)
		rng.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		for i, n := range fields {
			sums[i%parts].usual = 100
			sums[i%parts].add(n, 1)
		}
		var all fieldCounts
		for i := range sums {
			all.merge(&sums[i])
		}
		got := []int{int(all.total)}
		for _, n := range all.frequent() {
			got = append(got, n, int(all.counts[n]))
		}
		if want == nil {
			want = got
		}
		if len(got) != 1+2*maxFieldCounts || !slices.Equal(got, want) {
			t.Errorf("%d parts: %v, want %v", parts, got, want)
		}
	}
}
