package render

import (
	"fmt"
	"strconv"
	"strings"
)

// A decimal is a number as its digits: 0.DIGITS times ten to the power of exp.
// It is rounded as text, as figures may be beyond what a float holds.
type decimal struct {
	negative bool
	digits   string // without zeros at either end; "" is 0
	exp      int
}

// parseDecimal reads a number as JSON and Go write it: -1.5, 2e-07. It refuses
// exponents of more than nine digits.
func parseDecimal(s string) (d decimal, ok bool) {
	s, d.negative = strings.CutPrefix(s, "-")
	mantissa, power, scaled := strings.Cut(strings.ToLower(s), "e")
	if scaled {
		n, err := strconv.ParseInt(power, 10, 32)
		if err != nil {
			return decimal{}, false
		}
		d.exp = int(n)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return decimal{}, false
	}
	d.exp += len(whole)
	trimmed := strings.TrimLeft(digits, "0")
	d.exp -= len(digits) - len(trimmed)
	d.digits = strings.TrimRight(trimmed, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

// round keeps n digits at most, rounding half away from zero.
func (d decimal) round(n int) decimal {
	if n >= len(d.digits) {
		return d
	}
	if n < 0 {
		return decimal{}
	}
	up := d.digits[n] >= '5'
	kept := []byte(d.digits[:n])
	for i := n - 1; up && i >= 0; i-- {
		if kept[i]++; kept[i] <= '9' {
			up = false
		} else {
			kept[i] = '0'
		}
	}
	if up { // all were nines, or none is left
		kept = append([]byte{'1'}, kept...)
		d.exp++
	}
	d.digits = strings.TrimRight(string(kept), "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// places rounds to n digits behind the point.
func (d decimal) places(n int) decimal { return d.round(d.exp + n) }

// fixed writes the number without an exponent; grouped puts commas between
// groups of three digits in front of the point.
func (d decimal) fixed(grouped bool) string {
	whole, fraction := "0", ""
	switch {
	case d.digits == "":
	case d.exp <= 0:
		fraction = strings.Repeat("0", -d.exp) + d.digits
	case d.exp >= len(d.digits):
		whole = d.digits + strings.Repeat("0", d.exp-len(d.digits))
	default:
		whole, fraction = d.digits[:d.exp], d.digits[d.exp:]
	}
	if grouped {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return d.sign() + whole
}

// scientific writes the number with an exponent: 4.9e+13.
func (d decimal) scientific() string {
	if d.digits == "" {
		return "0"
	}
	text := d.sign() + d.digits[:1]
	if len(d.digits) > 1 {
		text += "." + d.digits[1:]
	}
	return text + fmt.Sprintf("e%+03d", d.exp-1)
}

func (d decimal) sign() string {
	if d.negative {
		return "-"
	}
	return ""
}
