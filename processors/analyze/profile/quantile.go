package profile

import (
	"fmt"
	"slices"
	"strings"
)

// A Quantile is Num/Den, called Name.
type Quantile struct {
	Name     string // in percent, as the user wrote it: 25, 99.9
	Num, Den uint64
}

// The quartiles, whose distance is the IQR.
var (
	firstQuartile = Quantile{Name: "25", Num: 1, Den: 4}
	thirdQuartile = Quantile{Name: "75", Num: 3, Den: 4}
)

// ParseQuantiles reads percentages with commas between.
func ParseQuantiles(text string) ([]Quantile, error) {
	var qs []Quantile
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		q, ok := parseQuantile(name)
		if !ok {
			return nil, fmt.Errorf("%q: must be a percentage from 0 to 100", name)
		}
		if !slices.Contains(qs, q) { // a key of JSON is there once
			qs = append(qs, q)
		}
	}
	return qs, nil
}

func parseQuantile(name string) (Quantile, bool) {
	whole, fraction, _ := strings.Cut(name, ".")
	const maxFraction = 9 // digits
	if whole == "" || len(whole) > 3 || len(fraction) > maxFraction {
		return Quantile{}, false
	}
	q := Quantile{Name: name, Den: 100}
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return Quantile{}, false
		}
		q.Num = q.Num*10 + uint64(c-'0')
	}
	for range fraction {
		q.Den *= 10
	}
	return q, q.Num <= q.Den
}

// Quantiles are written as an object, in the order asked for.
type Quantiles []QuantileValue

// A QuantileValue is a quantile and its name.
type QuantileValue struct {
	Name  string
	Value Scalar
}

// MarshalJSON writes an object; null if there are none.
func (qs Quantiles) MarshalJSON() ([]byte, error) {
	if qs == nil {
		return []byte("null"), nil
	}
	var b strings.Builder
	b.WriteByte('{')
	for i, q := range qs {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := Marshal(q.Name)
		if err != nil {
			return nil, err
		}
		value, err := q.Value.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}
