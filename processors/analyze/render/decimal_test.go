package render

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"fanout/processors/analyze/profile"
)

func TestDecimalsAreRoundedAsText(t *testing.T) {
	for _, c := range []struct {
		text   string
		digits int
		want   string
	}{
		{"17901233.5", 9, "17901233.5"}, {"17901233.5", 8, "17901234"}, {"-0.00015", 1, "-0.0002"}, {"99.96", 3, "100"},
		{"1e3", 6, "1000"}, {"2.5e-07", 6, "0.00000025"}, {"0", 3, "0"}, {"-0.0", 3, "0"}, {"0012.50", 9, "12.5"}, {"5", 0, "10"}, {"4", 0, "0"},
		{"123456789012345678901234567890.5", 31, "123456789012345678901234567890.5"},
	} {
		d, ok := parseDecimal(c.text)
		if got := d.round(c.digits).fixed(false); !ok || got != c.want {
			t.Errorf("%s to %d digits is %s, want %s", c.text, c.digits, got, c.want)
		}
	}
	for _, text := range []string{"", "-", ".", "1.2.3", "2024-01-02", "1e", "1e99999999999", "NaN", "Inf", "0x1", "1_0", "+1"} {
		if d, ok := parseDecimal(text); ok {
			t.Errorf("%q is %v", text, d)
		}
	}
}

// Every form of a number is the number, to half a unit of its last digit.
func TestFormsOfANumberAreRounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		text := strconv.FormatInt(r.Int64N(1<<r.IntN(62)+1), 10)
		if r.IntN(2) == 0 {
			text = "-" + text
		}
		switch r.IntN(3) {
		case 0:
			text += "." + strconv.Itoa(r.IntN(100_000))
		case 1:
			text += "e" + strconv.Itoa(r.IntN(60)-40)
		}
		value, _ := new(big.Rat).SetString(text)
		c := numberCell(profile.Scalar{Text: text, Defined: true}, numberStyle{grouped: r.IntN(2) == 0}, allDigits, "")
		for i, form := range c.forms {
			if i > 0 && len(form) >= len(c.forms[i-1]) {
				t.Errorf("%s: %q", text, c.forms)
			}
			plain := strings.ReplaceAll(form, ",", "")
			shown, ok := new(big.Rat).SetString(plain)
			if !ok {
				t.Fatalf("%s is shown as %q", text, form)
			}
			if !closeEnough(value, shown, plain) {
				t.Errorf("%s is shown as %s", text, form)
			}
		}
	}
}

// closeEnough reports whether two numbers differ by no more than half a unit of
// the last digit of text, of which zeros at the end may be left out.
func closeEnough(value, shown *big.Rat, text string) bool {
	mantissa, _, _ := strings.Cut(text, "e")
	digits := len(strings.Trim(strings.ReplaceAll(mantissa, ".", ""), "-0"))
	difference := new(big.Rat).Sub(value, shown)
	f, _ := difference.Abs(difference).Float64()
	size, _ := new(big.Rat).Abs(shown).Float64()
	if size == 0 {
		return f == 0
	}
	unit := 1.0 // of the last digit, as a part of the number: at most 10^(1-digits)
	for range digits - 1 {
		unit /= 10
	}
	return f <= size*unit/2*1.0000001
}

func TestWideCharactersTakeTwoColumns(t *testing.T) {
	for s, want := range map[string]int{"abc": 3, "日本": 4, "e\u0301": 1, "👩\u200d👧": 2, "🇩🇪": 2, "▁█": 2, "Zürich": 6, "": 0, "한글": 4, "ｱ": 1} {
		if got := stringWidth(s); got != want {
			t.Errorf("%q is %d wide, want %d", s, got, want)
		}
	}
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{{"日本語", 5, "日本…"}, {"日本語", 4, "日…"}, {"日本語", 6, "日本語"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"abc", 1, "…"}} {
		if got := cut(c.text, c.width); got != c.want {
			t.Errorf("%q to %d is %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
