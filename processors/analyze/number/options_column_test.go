package number

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// randomOptions returns options that go together.
func randomOptions(rng *rand.Rand) Options {
	var opt Options
	pick := func(list ...string) (picked []string) {
		for _, s := range list {
			if rng.IntN(3) == 0 {
				picked = append(picked, s)
			}
		}
		return picked
	}
	opt.Decimal = []byte{0, '.', ',', ','}[rng.IntN(4)]
	opt.Thousands = []string{"", "", ",", ".", "'", " ", "_"}[rng.IntN(7)]
	if mark := string(rune(max(opt.Decimal, '.'))); opt.Thousands == mark || opt.Decimal == ',' && opt.Thousands == "," {
		opt.Thousands = ""
	}
	opt.Units = pick("$", "€", "%", "kg", "Rs", "kr.", "USD", ".-")
	opt.Negatives = pick(NegativeForms...)
	opt.Nulls = pick("NA", " ", "-1", "-", "1,5", "0000-00-00", "2024-01-02")
	opt.True, opt.False = pick("t", "Ja"), pick("f", "Nein")
	opt.DateOrder = DateOrder(rng.IntN(4))
	return opt
}

// randomWritten writes what may be a number or a date, as people write it.
func randomWritten(rng *rand.Rand) string {
	var b strings.Builder
	around := []string{"", "", "", "", "-", "+", "$", "€", "(", ")", "%", " ", "kg", "Rs", "kr.", "-$", "\u2212", "\u00a0", ".-"}
	b.WriteString(around[rng.IntN(len(around))])
	separator := []string{"", ",", ".", "'", " ", "_", "\u202f", "\u2019", "/", "-"}[rng.IntN(10)]
	for i := range 1 + rng.IntN(4) {
		if i > 0 {
			b.WriteString(separator)
		}
		for range [...]int{3, 3, 3, 2, 1, 4}[rng.IntN(6)] {
			b.WriteByte('0' + byte(rng.IntN(10)))
		}
	}
	if rng.IntN(2) == 0 {
		b.WriteByte(".,"[rng.IntN(2)])
		for range rng.IntN(4) {
			b.WriteByte('0' + byte(rng.IntN(10)))
		}
	}
	if rng.IntN(8) == 0 {
		b.WriteString([]string{"e5", "E-3", " 9:05", " 2:05 PM", "x"}[rng.IntN(5)])
	}
	b.WriteString(around[rng.IntN(len(around))])
	return b.String()
}

func TestParseColumnEqualsParseWhateverTheOptions(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	other := []string{"", "NA", "-", "-1", "1", "0", "true", "Ja", "F", "nan", "007", "text", " ", "2024-01-02", "3/4/24", "12345678901234567890123", "1,5", "1.5"}
	for range 2000 {
		opt := randomOptions(rng)
		p, err := NewParser(opt)
		if err != nil {
			t.Fatalf("%+v: %v", opt, err)
		}
		fields := make([]string, 1+rng.IntN(40))
		usual := rng.IntN(3)
		for i := range fields {
			switch rng.IntN(4 + usual*20) {
			case 0, 1:
				fields[i] = randomWritten(rng)
			case 2:
				fields[i] = other[rng.IntN(len(other))]
			default:
				fields[i] = randomNumber(rng)
			}
		}
		checkColumn(t, p, fields)
		for _, f := range fields {
			readAs(p, f) // Big agrees
		}
	}
}

// What the plain grammar reads is the same with options that only add to it.
func TestOptionsThatAddChangeNothingElse(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	p := MustParser(Options{Thousands: ",", Units: []string{"$", "%"}, Negatives: NegativeForms, True: []string{"t"}, False: []string{"f"}, DateOrder: DMY})
	for range 50_000 {
		field := randomNumber(rng)
		if rng.IntN(2) == 0 {
			field = randomWritten(rng)
		}
		v, class := Plain.Parse([]byte(field))
		if got, gotClass := p.Parse([]byte(field)); class != Text && class != Date && (got != v || gotClass != class) {
			t.Fatalf("%q: %v of class %d, want %v of class %d", field, got, gotClass, v, class)
		}
	}
}

// FuzzOptions looks for options under which ParseColumn is not Parse, or which
// make it fail.
func FuzzOptions(f *testing.F) {
	for seed, text := range []string{"1,5|2,25|-0,5", "$1,234.50|(5)|5-", "3/4/24|03.04.2024 2:05 PM", "1 234,5|12 %|−5", "t|f|NA| "} {
		f.Add(uint64(seed), text)
	}
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		p, err := NewParser(randomOptions(rand.New(rand.NewPCG(seed, 1))))
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Split(text, "|")
		checkColumn(t, p, append(fields, fields...))
		for _, field := range fields {
			if got := readAs(p, field); strings.HasPrefix(got, "Big says") {
				t.Fatalf("%q: %s", field, got)
			}
		}
	})
}
