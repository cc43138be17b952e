package profile

import "testing"

func TestQuantileAskedForTwiceIsThereOnce(t *testing.T) {
	if qs, err := ParseQuantiles("25,50,25"); err != nil || len(qs) != 2 {
		t.Errorf("%v, %v", qs, err)
	}
}
