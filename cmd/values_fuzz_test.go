package cmd

import (
	"fmt"
	"image/color"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// What flags take is what it says, and nothing else is taken.
func FuzzFlags(f *testing.F) {
	for _, text := range []string{
		"0", "12", "-1", "9223372036854775807", "9223372036854775808", "512M", "512MiB", "1.5 GB", "1,5GB", "1,024M", "1e400", "50%", "100%", "0%", "NaN%", "1e-300%",
		"800x600", "800X", "x600", "x", "1x2x3", "+1x2", "#fff", "#12345678", "#äff", "white", "0x10", "16EiB", "-1B", "tab", `\t`, ",", "é",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, units := range []bool{false, true} {
			if n, err := parseNumber(text, units); err == nil {
				checkNumber(t, text, n)
			}
		}
		for _, bytes := range []bool{false, true} {
			p := percentage{bytes: bytes}
			if err := p.Set(text); err == nil && (p.n < 0 || p.percent < 0 || p.percent > 100 || p.of(math.MaxInt64) < 0 || p.of(10) > max(10, p.n)) {
				t.Errorf("%q is %+v", text, p)
			}
		}
		if w, h, err := parseSize(text); err == nil {
			again := strings.ReplaceAll(fmt.Sprintf("%dx%d", w, h), "x0", "x")
			if w == 0 {
				again = fmt.Sprintf("x%d", h)
			}
			if w2, h2, err := parseSize(again); w < 0 || h < 0 || w+h == 0 || w2 != w || h2 != h || err != nil {
				t.Errorf("%q is %d by %d, %v", text, w, h, err)
			}
		}
		if c, err := parseColor(text); err == nil {
			if again, err := parseColor(fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)); again != c || err != nil {
				t.Errorf("%q is %v, again %v, %v", text, c, again, err)
			}
			if len(text) > len("transparent") || c == (color.NRGBA{}) && !strings.HasPrefix(text, "#0") && text != "transparent" {
				t.Errorf("%q is %v", text, c)
			}
		}
		if c, err := parseDelimiter(text); err == nil && (c == 0 && text != "" || c == '\n' || c == '\r' || c >= utf8.RuneSelf) {
			t.Errorf("%q is %q", text, c)
		}
		var p pixels
		if err := p.Set(text); err == nil && p < 1 {
			t.Errorf("%q is %d", text, p)
		}
	})
}

// checkNumber compares n with what exact arithmetic makes of text's digits.
func checkNumber(t *testing.T, text string, n int64) {
	t.Helper()
	if n < 0 {
		t.Fatalf("%q is %d", text, n)
	}
	end := strings.LastIndexAny(text, "0123456789.,") + 1
	digits := strings.ReplaceAll(text[:end], ",", "")
	for i, part := range strings.Split(text[:end], ",") {
		whole, _, _ := strings.Cut(part, ".")
		if i > 0 && len(whole) != 3 {
			t.Errorf("%q is %d", text, n)
		}
	}
	exact, ok := new(big.Float).SetPrec(200).SetString(digits)
	unit, known := map[string]float64{
		"": 1, "b": 1, "k": 1e3, "kb": 1e3, "kib": 1 << 10, "ki": 1 << 10, "m": 1e6, "mb": 1e6, "mib": 1 << 20, "mi": 1 << 20,
		"g": 1e9, "gb": 1e9, "gib": 1 << 30, "gi": 1 << 30, "t": 1e12, "tb": 1e12, "tib": 1 << 40, "ti": 1 << 40,
		"p": 1e15, "pb": 1e15, "pib": 1 << 50, "pi": 1 << 50, "e": 1e18, "eb": 1e18, "eib": 1 << 60, "ei": 1 << 60,
	}[strings.ToLower(strings.TrimSpace(text[end:]))]
	if !ok || !known {
		t.Fatalf("%q is %d", text, n)
	}
	want, _ := exact.Mul(exact, big.NewFloat(unit)).Float64()
	if off := math.Abs(want - float64(n)); off > 1+want*1e-9 {
		t.Errorf("%q is %d, want %g", text, n, want)
	}
}

// What is shown cannot move the cursor, and says which bytes it stands for.
func FuzzShow(f *testing.F) {
	for _, text := range []string{"photo.jpg", "\x1b[2J", "a\nb", "\xff\xfe", "\u202e", "é", `a"\`, "\u00a0", "\ufeff", "\u2028"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, keep := range []bool{false, true} {
			shown := show(text, keep)
			for _, r := range shown {
				if !strconv.IsPrint(r) && !(keep && r == '\n') {
					t.Fatalf("%q is shown as %q", text, shown)
				}
			}
			if !utf8.ValidString(shown) || show(shown, keep) != shown {
				t.Errorf("%q is shown as %q", text, shown)
			}
		}
		if !strings.ContainsAny(text, `\"`) {
			if back, err := strconv.Unquote(`"` + show(text, false) + `"`); back != text || err != nil {
				t.Errorf("%q comes back as %q, %v", text, back, err)
			}
		}
	})
}
