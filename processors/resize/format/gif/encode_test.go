package gif

import "testing"

func TestLoopCountsSurvive(t *testing.T) {
	for _, plays := range []int{0, 1, 2, 7} {
		if got := playsOf(repetitionsOf(plays)); got != plays {
			t.Errorf("%d plays become %d", plays, got)
		}
	}
}
