package render

import (
	"math/big"
	"strings"
	"testing"
)

// Rounding as text is rounding, whatever the digits.
func FuzzDecimal(f *testing.F) {
	for _, text := range []string{"17901233.5", "-0.00015", "9.99e+20", "0", "1e-07", "999999", "000", "-.5", "5."} {
		f.Add(text, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, digits uint8) {
		d, ok := parseDecimal(text)
		if !ok || d.exp > 400 || d.exp < -400 || len(text) > 400 {
			return
		}
		value, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no number", text)
		}
		n := int(digits)
		rounded, _ := new(big.Rat).SetString(d.round(n).fixed(false))
		grouped, _ := new(big.Rat).SetString(strings.ReplaceAll(d.round(n).fixed(true), ",", ""))
		scientific, _ := new(big.Rat).SetString(d.round(n).scientific())
		if rounded == nil || grouped == nil || scientific == nil || rounded.Cmp(grouped) != 0 || rounded.Cmp(scientific) != 0 {
			t.Fatalf("%q: %v, %v, %v", text, rounded, grouped, scientific)
		}
		half := new(big.Rat).SetFrac64(1, 2) // of the last digit that is kept
		ten := big.NewRat(10, 1)
		for e := d.exp - n; e != 0; {
			if e > 0 {
				half, e = half.Mul(half, ten), e-1
			} else {
				half, e = half.Quo(half, ten), e+1
			}
		}
		if off := new(big.Rat).Sub(value, rounded); off.Abs(off).Cmp(half) > 0 {
			t.Errorf("%q to %d digits is %s", text, n, rounded.RatString())
		}
	})
}

// Whatever a text holds, it fits, and moves no cursor.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "日本語", "e\u0301", "👩\u200d👧", "\x1b[31m", "\xff", "🇩🇪🇫🇷", "a\u200b\u202e"} {
		f.Add(s, uint8(5))
	}
	f.Fuzz(func(t *testing.T, s string, width uint8) {
		shown := textCell(s).in(int(width) + 1)
		if w := stringWidth(shown); w > int(width)+1 {
			t.Errorf("%q is %d wide, for %d", shown, w, int(width)+1)
		}
		if strings.ContainsFunc(shown, func(r rune) bool { return r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 || r == '\u202e' }) {
			t.Errorf("%q", shown)
		}
	})
}
