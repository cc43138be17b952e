package bmp

import (
	"math"
	"testing"
)

// The last bit of a power may differ between machines. No sample may depend on
// it: each is far enough from where rounding changes.
func TestLinearColoursRoundAlikeEverywhere(t *testing.T) {
	last := uint8(0)
	for i, v := range linearTable() {
		exact := 12.92 * 255 * float64(i) / linearOne
		if 10_000*i > 31*linearOne {
			exact = 255 * (1.055*math.Pow(float64(i)/linearOne, 1/2.4) - 0.055)
		}
		if d := math.Abs(exact - float64(v)); d > 0.5-1e-6 {
			t.Errorf("%d becomes %d, %f from %f", i, v, d, exact)
		}
		if v < last || v-last > 1 {
			t.Errorf("%d becomes %d, after %d", i, v, last)
		}
		last = v
	}
	if last != 255 {
		t.Errorf("white is %d", last)
	}
}
