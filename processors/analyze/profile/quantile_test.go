package profile

import (
	"math"
	"strconv"
	"testing"
)

func TestQuantileAskedForTwiceIsThereOnce(t *testing.T) {
	if qs, err := ParseQuantiles("25,50,25"); err != nil || len(qs) != 2 {
		t.Errorf("%v, %v", qs, err)
	}
}

// A quantile is the fraction that its name says.
func FuzzQuantiles(f *testing.F) {
	for _, text := range []string{"25,50,75", "99.9", "100", "0", "100.000000001", "1.", ".5", "1e1", " 5 ,,5", "005", "0.1234567891", "-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		qs, err := ParseQuantiles(text)
		if err != nil {
			return
		}
		for _, q := range qs {
			want, err := strconv.ParseFloat(q.Name, 64)
			if got := 100 * float64(q.Num) / float64(q.Den); err != nil || q.Num > q.Den || math.Abs(got-want) > 1e-9 {
				t.Errorf("%q: %+v is %g", text, q, got)
			}
		}
	})
}
