package profile

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/analyze/csvscan"
)

var comma = csvscan.New(csvscan.Dialect{Delimiter: ',', Quote: '"'})

// tableOf returns records as a worker makes a table of them. A record that is
// too short has missing fields.
func tableOf(columns int, records []string) (buf []byte, t *Table) {
	buf = make([]byte, Pad)
	t = &Table{Columns: columns, Rows: len(records)}
	for _, rec := range records {
		fields := strings.Split(rec, ",")
		for i := range columns {
			if i >= len(fields) {
				t.Before, t.After = append(t.Before, uint32(len(buf)-1)), append(t.After, uint32(len(buf)-1))
				continue
			}
			t.Before = append(t.Before, uint32(len(buf)-1))
			buf = append(buf, fields[i]...)
			t.After = append(t.After, uint32(len(buf)))
			buf = append(buf, ',')
		}
		buf[len(buf)-1] = '\n'
	}
	return append(buf, make([]byte, Pad)...), t
}

// numbers returns records of a number, a word, a date, and sometimes nothing.
func numbers(n int) (records []string) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range n {
		rec := fmt.Sprintf("%v,w%d,2024-01-%02d", rnd.NormFloat64()*1000, rnd.IntN(100), 1+rnd.IntN(28))
		if rnd.IntN(10) == 0 {
			rec, _, _ = strings.Cut(rec, ",")
		}
		records = append(records, rec)
	}
	return records
}

// A sink is Accumulators or a Refiner.
type sink interface {
	Add(buf []byte, t *Table, base uint64) Order
}

// add adds the records to the sinks in turn, in batches of the given size.
func add(records []string, size int, sinks ...sink) {
	base := uint64(0)
	for i := 0; len(records) > 0; i++ {
		n := min(size, len(records))
		buf, t := tableOf(3, records[:n])
		sinks[i%len(sinks)].Add(buf, t, base)
		base += uint64(len(buf))
		records = records[n:]
	}
}

func testOptions(exact bool) *Options {
	quantiles, _ := ParseQuantiles("0,12.5,50,99.9,100")
	return &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 64, Exact: exact}
}

// The figures do not depend on which accumulators get which records.
func TestColumnsDoNotDependOnTheAccumulators(t *testing.T) {
	records := numbers(5000)
	var want string
	for _, size := range []int{5000, 1000, 7} {
		for n := 1; n <= 3; n++ {
			p := New(testOptions(false), comma, []int{2, 0, 1}, nil)
			var sinks []sink
			for range n {
				sinks = append(sinks, p.NewAccumulators())
			}
			p.NewAccumulators() // one that gets nothing
			add(records, size, sinks...)
			columns, refinement := p.Columns([]string{"x", "word", "day"})
			if refinement != nil {
				t.Error("a refinement that is not wanted")
			}
			text, err := json.Marshal(columns)
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				want = string(text)
			}
			if string(text) != want {
				t.Errorf("%d accumulators, batches of %d:\n%s\nwant\n%s", n, size, text, want)
			}
			if names := []string{columns[0].Name, columns[1].Name, columns[2].Name}; !slices.Equal(names, []string{"day", "x", "word"}) {
				t.Errorf("columns %q", names)
			}
		}
	}
}

func TestColumnsOfNoRecordsAreNull(t *testing.T) {
	columns, refinement := New(testOptions(true), comma, []int{1}, nil).Columns([]string{"a", "b"})
	if len(columns) != 1 || columns[0].Name != "b" || columns[0].Type != Null || refinement != nil {
		t.Errorf("%+v, %v", columns, refinement)
	}
}

// refined returns the columns of the records, after as many further readings as
// they take.
func refined(t *testing.T, first, further []string) ([]Column, error) {
	t.Helper()
	p := New(testOptions(true), comma, []int{0, 1, 2}, nil)
	add(first, 100, p.NewAccumulators(), p.NewAccumulators())
	columns, r := p.Columns([]string{"x", "word", "day"})
	if r == nil {
		t.Fatal("no refinement")
	}
	for !r.Done() {
		add(further, 77, r.NewRefiner(), r.NewRefiner(), r.NewRefiner())
		if err := r.Narrow(); err != nil {
			return nil, err
		}
	}
	r.Write(columns)
	return columns, nil
}

func TestRefinementFindsTheValuesAtTheQuantiles(t *testing.T) {
	records := numbers(40_001)
	var values []float64
	for _, rec := range records {
		field, _, _ := strings.Cut(rec, ",")
		x, err := strconv.ParseFloat(field, 64)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, x)
	}
	slices.Sort(values)
	columns, err := refined(t, records, records)
	if err != nil {
		t.Fatal(err)
	}
	c := columns[0]
	if !*c.QuantilesExact || c.QuantilesError.Text != "0" {
		t.Errorf("exact %v, error %s", *c.QuantilesExact, c.QuantilesError.Text)
	}
	for i, rank := range []int{0, 5000, 20_000, 39_960, 40_000} {
		if got, want := c.Quantiles[i].Value, floatScalar(values[rank]); got != want {
			t.Errorf("quantile %s is %s, want %s", c.Quantiles[i].Name, got.Text, want.Text)
		}
	}
}

// Records that change between the readings must not end in wrong quantiles.
func TestRefinementNoticesOtherRecords(t *testing.T) {
	if _, err := refined(t, numbers(40_001), []string{"1", "2"}); err != errOtherValues {
		t.Errorf("%v", err)
	}
}
