package faults

import "testing"

func TestUndisturbedRunsEndWell(t *testing.T) {
	needs(t)
	for _, j := range jobs {
		t.Run(j.name, func(t *testing.T) { j.undisturbed(t) })
	}
}
