package profile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/number"
	"fanout/processors/analyze/runes"
)

// A kindOfColumn writes the value of row i of a column.
type kindOfColumn struct {
	name     string
	declared Type
	value    func(rnd *rand.Rand, i int) string
}

func oneOf(rnd *rand.Rand, values ...string) string { return values[rnd.IntN(len(values))] }

// seldom returns other in one of n cases.
func seldom(rnd *rand.Rand, n int, other, value string) string {
	if rnd.IntN(n) == 0 {
		return other
	}
	return value
}

// kindsOfColumns are columns with what statistics tell apart.
var kindsOfColumns = []kindOfColumn{
	{"few words", "", func(rnd *rand.Rand, _ int) string { return oneOf(rnd, "red", "green", "blue", "") }},
	{"many words", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("w%x", rnd.IntN(900)) }},
	{"long words", "", func(rnd *rand.Rand, _ int) string { return strings.Repeat("äb", 10+rnd.IntN(600)) }},
	{"id", "", func(_ *rand.Rand, i int) string { return strconv.Itoa(1000 + i) }},
	{"falling", "", func(_ *rand.Rand, i int) string { return strconv.Itoa(-i / 3) }},
	{"sorted text", "", func(_ *rand.Rand, i int) string { return fmt.Sprintf("k%06d", i) }},
	{"constant", "", func(*rand.Rand, int) string { return "7.50" }},
	{"nothing", "", func(*rand.Rand, int) string { return "" }},
	{"integers", "", func(rnd *rand.Rand, _ int) string { return strconv.Itoa(rnd.IntN(100) - 30) }},
	{"floats", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprint(rnd.NormFloat64()) }},
	{"scales", "", func(rnd *rand.Rand, _ int) string {
		return oneOf(rnd, "1", "1.50", "1e30", "-2e-40", "0.000", "3e-300", "1.234", "1e4000", strconv.Itoa(rnd.Int()), "12.3456")
	}},
	{"long numbers", "", func(rnd *rand.Rand, _ int) string {
		return oneOf(rnd, "12345678901234567890123", "-0.1234567890123456789012345", fmt.Sprint(rnd.Uint64(), rnd.Uint64()), "9007199254740993")
	}},
	{"specials", "", func(rnd *rand.Rand, _ int) string { return oneOf(rnd, "nan", "inf", "-inf", "1", "2.5") }},
	{"booleans", "", func(rnd *rand.Rand, _ int) string { return oneOf(rnd, "true", "false", "") }},
	{"dates", "", func(rnd *rand.Rand, _ int) string {
		return fmt.Sprintf("20%02d-%02d-%02d", rnd.IntN(90), 1+rnd.IntN(12), 1+rnd.IntN(28))
	}},
	{"times", "", func(rnd *rand.Rand, i int) string {
		return fmt.Sprintf("%04d-03-04T05:06:%02d.%09d%s", 1600+rnd.IntN(900), i%60, rnd.IntN(1e9), oneOf(rnd, "Z", "", "+02:00"))
	}},
	{"growing times", "", func(_ *rand.Rand, i int) string {
		return fmt.Sprintf("2024-03-04T%02d:%02d:%02d", i/3600, i/60%60, i%60)
	}},
	{"thousands", "", func(rnd *rand.Rand, _ int) string {
		return seldom(rnd, 90, "n/a", fmt.Sprintf("%d,%03d", 1+rnd.IntN(99), rnd.IntN(1000)))
	}},
	{"money", "", func(rnd *rand.Rand, _ int) string {
		return oneOf(rnd, "$", "€", "kg ") + fmt.Sprintf("%d.%02d", rnd.IntN(999), rnd.IntN(100))
	}},
	{"odd dates", "", func(rnd *rand.Rand, _ int) string {
		return seldom(rnd, 50, "unknown", fmt.Sprintf("%d/%d/2021", 1+rnd.IntN(12), 1+rnd.IntN(28)))
	}},
	{"nearly numbers", "", func(rnd *rand.Rand, _ int) string { return seldom(rnd, 400, "sold", strconv.Itoa(rnd.IntN(1e6))) }},
	{"padded", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("%05d", rnd.IntN(1e5)) }},
	{"points", "", func(rnd *rand.Rand, _ int) string {
		return seldom(rnd, 60, "x", fmt.Sprintf("%d.%03d", 1+rnd.IntN(9), rnd.IntN(1000)))
	}},
	{"bytes", "", func(rnd *rand.Rand, _ int) string { return string([]byte{'a', byte(128 + rnd.IntN(128)), 'b'}) }},
	{"quoted", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("a \"b\"\n, %d", rnd.IntN(150)) }},
	{"hexadecimal", "", func(rnd *rand.Rand, _ int) string { return fmt.Sprintf("0x%x", rnd.IntN(5000)) }},
	{"declared number", Integer, func(rnd *rand.Rand, _ int) string {
		return oneOf(rnd, "007", "5", "x", "1.5", strconv.Itoa(rnd.IntN(500)))
	}},
	{"declared text", String, func(rnd *rand.Rand, _ int) string { return strconv.Itoa(rnd.IntN(500)) }},
	{"declared date", Date, func(rnd *rand.Rand, _ int) string {
		return oneOf(rnd, "20240102", "2024-05-06", "soon", "2024-01-01T00:00")
	}},
	{"late text", "", func(rnd *rand.Rand, i int) string {
		if i > 1500 {
			return "word"
		}
		return strconv.Itoa(rnd.IntN(3000))
	}},
	{"late variety", "", func(rnd *rand.Rand, i int) string {
		if i < 1900 {
			return strconv.Itoa(rnd.IntN(30))
		}
		return strconv.Itoa(rnd.IntN(3000))
	}},
}

// A recordBatch is records that one call of Add gets.
type recordBatch struct {
	text []byte // as CSV
	rows int
	base uint64
}

// batchesOf writes rows of the columns, as they are cut.
func batchesOf(rnd *rand.Rand, kinds []kindOfColumn, rows, size int) (batches []recordBatch) {
	base := uint64(0)
	last := ""
	for i := 0; i < rows; {
		b := recordBatch{base: base}
		for ; b.rows < size && i < rows; b.rows++ {
			var fields []string
			for _, k := range kinds {
				field := k.value(rnd, i)
				if strings.ContainsAny(field, "\",\n") {
					field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
				}
				fields = append(fields, field)
			}
			record := strings.Join(fields, ",") + "\n"
			if rnd.IntN(10) == 0 && last != "" {
				record = last
			}
			last = record
			b.text = append(b.text, record...)
			i++
		}
		base += uint64(len(b.text))
		batches = append(batches, b)
	}
	return batches
}

// addTo adds the batch as a worker does. The buffer is a copy, as fields are
// rewritten in it.
func (b *recordBatch) addTo(a *Accumulators, columns int) Order {
	buf := slices.Concat(make([]byte, Pad), b.text, make([]byte, Pad))
	end := len(buf) - Pad
	sep, _, _ := comma.Index([]uint32{Pad - 1}, buf, Pad, end, csvscan.RecordStart)
	t := &Table{Before: sep[:len(sep)-1], After: sep[1:], Columns: columns, Rows: b.rows, Class: runes.ClassOf(buf[Pad:end])}
	return a.Add(buf, t, b.base)
}

// A testDataset is what profiles are made of.
type testDataset struct {
	opt     *Options
	kinds   []kindOfColumn
	batches []recordBatch
}

func (s *testDataset) profile() *Profile {
	declared := map[int]Type{}
	indices := make([]int, len(s.kinds))
	for i, k := range s.kinds {
		indices[i] = i
		if k.declared != "" {
			declared[i] = k.declared
		}
	}
	return New(s.opt, comma, indices, declared)
}

// fill adds batches to p, each to one of that many accumulators.
func (s *testDataset) fill(p *Profile, rnd *rand.Rand, batches []recordBatch, workers int) {
	list := make([]*Accumulators, workers)
	for i := range list {
		list[i] = p.NewAccumulators()
	}
	orders := make([]Order, len(batches))
	for _, i := range rnd.Perm(len(batches)) { // workers overtake each other
		orders[i] = batches[i].addTo(list[rnd.IntN(workers)], len(s.kinds))
	}
	for _, o := range orders {
		p.AddOrder(o)
	}
}

// whole returns all that is known of p, also what is not in JSON.
func (s *testDataset) whole(t *testing.T, p *Profile) string {
	t.Helper()
	names := make([]string, len(s.kinds))
	for i, k := range s.kinds {
		names[i] = k.name
	}
	columns, refinement := p.Columns(names)
	duplicates, exact := p.Duplicates(columns)
	var b strings.Builder
	for i := range columns {
		c := &columns[i]
		text, err := Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n %+v %v %v %v %+v\n", text, c.times, c.lowest, c.highest, c.rounding, []any{c.Hints})
	}
	if duplicates != nil {
		fmt.Fprintln(&b, *duplicates, *exact)
	}
	fmt.Fprintln(&b, Keys(columns))
	if refinement != nil {
		for _, x := range refinement.columns {
			fmt.Fprintln(&b, x.at, x.index, x.count, x.long, x.rounded, x.lowest, x.highest)
			for _, k := range x.ranks {
				fmt.Fprintln(&b, " ", *k)
			}
		}
	}
	return b.String()
}

// testDatasets are datasets of all kinds of columns, with other options each.
func testDatasets(rows int) map[string]*testDataset {
	quantiles, _ := ParseQuantiles("0,12.5,50,99.9,100")
	all := map[string]*testDataset{
		"few different":  {opt: &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 64}},
		"many different": {opt: &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 2000, Duplicates: true, Trim: true}},
		"exact":          {opt: &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 300, Exact: true}},
		"other notation": {opt: &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 100, Number: number.Options{
			Nulls: []string{"n/a", "nan", "5"}, Thousands: ",", Units: []string{"$"}, DateOrder: number.DMY,
		}}},
	}
	for name, s := range all {
		rnd := rand.New(rand.NewPCG(uint64(len(name)), 3))
		s.kinds = kindsOfColumns
		s.batches = batchesOf(rnd, s.kinds, rows, 20+rnd.IntN(60))
	}
	// More values than are looked at to explain a column of text, and than few
	// registers and bins can tell apart.
	long := &testDataset{opt: &Options{Quantiles: quantiles, Top: 5, MaxDistinct: 3000}}
	for _, name := range []string{"floats", "id", "nearly numbers", "sorted text"} {
		i := slices.IndexFunc(kindsOfColumns, func(k kindOfColumn) bool { return k.name == name })
		long.kinds = append(long.kinds, kindsOfColumns[i])
	}
	long.kinds = append(long.kinds, kindOfColumn{"text", "", func(rnd *rand.Rand, i int) string {
		return seldom(rnd, 3, strconv.Itoa(i), fmt.Sprintf("text %d", rnd.IntN(1e6)))
	}})
	long.batches = batchesOf(rand.New(rand.NewPCG(7, 7)), long.kinds, 10*rows, 300)
	all["long"] = long
	return all
}
