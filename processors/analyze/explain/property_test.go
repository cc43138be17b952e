package explain

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fanout/processors/analyze/number"
)

// follow checks that the settings of a finding do to values what it says.
func follow(t *testing.T, base number.Options, f Finding, values []string) {
	t.Helper()
	if len(f.Hint.Settings) == 0 {
		return
	}
	p, err := number.NewParser(With(base, f.Changes))
	if err != nil {
		t.Fatalf("%q: %v cannot be followed: %v", values, f.Hint, err)
	}
	names := flags(f)
	var n [number.Classes]int64
	for _, v := range values {
		field := []byte(v)
		if strings.Contains(names, "Trim=yes") {
			field = trimSpaces(field)
		}
		_, class := p.Parse(field)
		n[class]++
	}
	integers := n[number.Int] + n[number.BigInt]
	floats := n[number.Float] + n[number.BigFloat] + n[number.NaN] + n[number.PosInf] + n[number.NegInf]
	times := n[number.DateTime] + n[number.ZonedTime]
	read, of := int64(0), ""
	switch {
	case floats > 0 && f.Type == "integer" && strings.Contains(names, "Types="):
		read, of = integers, "integer" // the rest is left out
	case floats > 0:
		read, of = integers+floats, "float"
	case integers > 0:
		read, of = integers, "integer"
	}
	if d := n[number.Date] + times; d > read {
		read, of = d, "date"
		if times > 0 {
			of = "datetime"
		}
	}
	if b := n[number.Bool]; b > read {
		read, of = b, "boolean"
	}
	declared := strings.Contains(names, "Types=")
	if declared && f.Type == "boolean" {
		return // zeros and ones are read as the type is declared
	}
	if declared && of == f.Type && read > f.Hint.Count {
		return // a number like "0," is read but not promised: the type says what is left out
	}
	if of != f.Type || read != f.Hint.Count {
		t.Errorf("%q: %s %s: promised %d of type %s, got %d of %s: %v", values, f.Hint.Text, names, f.Hint.Count, f.Type, read, of, n)
	}
	if !declared && read+n[number.Null] != int64(len(values)) {
		t.Errorf("%q: %s %s: %d are read and %d null", values, f.Hint.Text, names, read, n[number.Null])
	}
}

// styles write a number or date of pieces in many ways.
var styles = []func(r *rand.Rand) string{
	func(r *rand.Rand) string { return fmt.Sprint(r.IntN(2000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%.*f", r.IntN(4), 9999*r.Float64()) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d,%03d", 1+r.IntN(999), r.IntN(1000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d.%03d", r.IntN(999), r.IntN(1000)) },
	func(r *rand.Rand) string {
		return fmt.Sprintf("%d,%03d.%02d", 1+r.IntN(999), r.IntN(1000), r.IntN(100))
	},
	func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%03d,%02d", 1+r.IntN(999), r.IntN(1000), r.IntN(100))
	},
	func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%03d.%03d", 1+r.IntN(999), r.IntN(1000), r.IntN(1000))
	},
	func(r *rand.Rand) string { return fmt.Sprintf("%d,%d", r.IntN(3000), r.IntN(1000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d'%03d", 1+r.IntN(999), r.IntN(1000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d\u202f%03d", 1+r.IntN(999), r.IntN(1000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d_%03d", 1+r.IntN(999), r.IntN(1000)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d/%d/%d", r.IntN(14), r.IntN(32), 1990+r.IntN(40)) },
	func(r *rand.Rand) string { return fmt.Sprintf("%d.%d.%02d", 1+r.IntN(31), 1+r.IntN(12), r.IntN(100)) },
	func(r *rand.Rand) string {
		return fmt.Sprintf("20%02d-%02d-%02d", r.IntN(30), 1+r.IntN(12), 1+r.IntN(28))
	},
	func(r *rand.Rand) string {
		return fmt.Sprintf("%d/%d/%d %d:%02d", 1+r.IntN(12), 1+r.IntN(31), r.IntN(100), r.IntN(24), r.IntN(60))
	},
	func(r *rand.Rand) string { return [...]string{"t", "f", "T", "F", "true", "1", "0"}[r.IntN(7)] },
	func(r *rand.Rand) string { return [...]string{"ja", "nein", "Ja", "no"}[r.IntN(4)] },
	func(r *rand.Rand) string {
		return [...]string{"NA", "n/a", "-", " ", "#N/A", "\u00a0", "name"}[r.IntN(7)]
	},
	func(r *rand.Rand) string {
		return [...]string{"inf", "NaN", "1e5", "-3E-2", ".5", "007", "-"}[r.IntN(7)]
	},
	func(r *rand.Rand) string { return [...]string{"other", "12 apples", "1,2,3", "x", "a,b"}[r.IntN(5)] },
}

// decorations are put around numbers.
var decorations = []string{"%s", "%s", "%s", "$%s", "%s €", "-%s", "(%s)", "%s-", "\u2212%s", "%s %%", "%s kg", "-$%s", "($%s)", "\u00a0%s", " %s", "%s\u00a0", "%sk", "$ -%s", "+%s", "EUR %s"}

// randomColumn returns values of a few styles.
func randomColumn(r *rand.Rand) (values []string) {
	var mine []func() string
	for range 1 + r.IntN(3) {
		style, around := styles[r.IntN(len(styles))], decorations[r.IntN(len(decorations))]
		mine = append(mine, func() string { return fmt.Sprintf(around, style(r)) })
	}
	for range 1 + r.IntN(30) {
		values = append(values, mine[r.IntN(len(mine))]())
	}
	return values
}

var bases = []number.Options{
	{}, {}, {Decimal: ','}, {Thousands: ","}, {Thousands: ".", Decimal: ','}, {Units: []string{"$"}}, {DateOrder: number.DMY},
	{Nulls: []string{"NA"}}, {Negatives: []string{number.Parentheses}}, {True: []string{"t"}, False: []string{"f"}}, {Decimal: '.'},
}

func TestAdviceDoesWhatItPromises(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	found := 0
	for range 20_000 {
		base := bases[r.IntN(len(bases))]
		values := randomColumn(r)
		if f, ok := column(t, base, values...); ok {
			found++
			follow(t, base, f, values)
		}
	}
	if found < 5_000 {
		t.Errorf("only %d columns were explained", found)
	}
}

func FuzzAdviceDoesWhatItPromises(f *testing.F) {
	r := rand.New(rand.NewPCG(12, 2))
	for range 100 {
		f.Add([]byte(strings.Join(randomColumn(r), "\n")), uint8(r.IntN(256)))
	}
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		base := bases[int(which)%len(bases)]
		var values []string
		for _, line := range bytes.Split(data, []byte("\n")) {
			if len(line) > 0 && len(values) < 200 {
				values = append(values, string(line))
			}
		}
		if f, ok := column(t, base, values...); ok {
			follow(t, base, f, values)
		}
	})
}

func TestFindingsDoNotDependOnOrderOrMerging(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 3))
	for range 300 {
		values := randomColumn(r)
		for range r.IntN(3) * 20 {
			values = append(values, fmt.Sprint("free text ", r.IntN(40)))
		}
		one := NewCounter(NewTrials(&number.Options{}))
		parts := make([]*Counter, 1+r.IntN(4))
		for i := range parts {
			parts[i] = NewCounter(NewTrials(&number.Options{}))
		}
		var facts Facts
		many := uint64(1 + r.IntN(2)*maxUnread/16)
		for _, i := range r.Perm(len(values)) {
			v := []byte(values[i])
			_, class := number.Plain.Parse(v)
			facts.Counts[class] += many
			if class == number.Text {
				one.Add(v, many)
				parts[r.IntN(len(parts))].Add(v, many)
			}
		}
		for len(parts) > 1 {
			parts[0].Merge(parts[1])
			parts = slices.Delete(parts, 1, 2)
		}
		a, okA := one.Explain(facts)
		b, okB := parts[0].Explain(facts)
		if okA != okB || fmt.Sprint(a) != fmt.Sprint(b) || one.GaveUp() != parts[0].GaveUp() {
			t.Fatalf("%q: %v in one part, %v in several", values, a, b)
		}
	}
}
