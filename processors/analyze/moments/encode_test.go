package moments

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"fanout/internal/wire"
	"fanout/processors/analyze/number"
)

// Sums that were written and read again merge as they would have themselves,
// and are the same bytes, however the values were cut and ordered.
func TestEncodedSumsDoNotDependOnThePartition(t *testing.T) {
	for name, make := range kinds {
		rng := rand.New(rand.NewPCG(3, 5))
		all := texts(rng, 2*blockSize, make)
		var whole Moments
		addFields(&whole, all)
		want := whole.Append(nil)
		for _, size := range []int{1, 100, 2 * blockSize} {
			rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			var merged Moments
			for left := all; len(left) > 0; {
				n := min(len(left), size)
				var part Moments
				addFields(&part, left[:n])
				d := wire.NewDecoder(part.Append(nil))
				read := Decode(d)
				if err := d.End(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				merged.Merge(read)
				left = left[n:]
			}
			if got, want := describe(merged.Summary()), describe(whole.Summary()); got != want || merged.Long() != whole.Long() {
				t.Fatalf("%s:\n%s, want\n%s", name, got, want)
			}
			if !bytes.Equal(merged.Append(nil), want) {
				t.Errorf("%s in parts of %d: other bytes", name, size)
			}
		}
	}
}

func TestEncodedSumsHoldTheLargestNumbers(t *testing.T) {
	for _, text := range []string{"1e4096", "-1e-4096", "0." + string(bytes.Repeat([]byte("9"), number.MaxDigits-1)) + "e-4096", string(bytes.Repeat([]byte("9"), number.MaxDigits)) + "e4096"} {
		var m Moments
		addFields(&m, []string{text, "9e-4096", "1e4096", "-9223372036854775808"})
		d := wire.NewDecoder(m.Append(nil))
		read := Decode(d)
		if err := d.End(); err != nil {
			t.Errorf("%.10s: %v", text, err)
		} else if got, want := describe(read.Summary()), describe(m.Summary()); got != want {
			t.Errorf("%.10s:\n%s, want\n%s", text, got, want)
		}
	}
}
