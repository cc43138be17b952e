//go:build linux && amd64

package faults

import (
	"fmt"
	"testing"
)

// A kill point is a call before which the program is killed, or after half of
// it.
type killPoint struct {
	at   int // the call's number among those that change files
	half bool
}

// killPoints returns all points at which a run can be killed.
func (j job) killPoints(t *testing.T, dir string, arguments []string) []killPoint {
	t.Helper()
	var points []killPoint
	n := 0
	j.trace(t, dir, arguments, func(c *call) action {
		if c.changes() {
			points = append(points, killPoint{at: n})
			if c.name == "write" || c.name == "pwrite64" {
				points = append(points, killPoint{n, true})
			}
			n++
		}
		return action{}
	})
	return points
}

// killAt runs the program until the point is reached, and returns the call
// there, or nil if the run had ended before.
func (j job) killAt(t *testing.T, dir string, arguments []string, p killPoint) *call {
	t.Helper()
	n := 0
	var last *call
	e := j.trace(t, dir, arguments, func(c *call) action {
		if !c.changes() {
			return action{}
		}
		n++
		if n-1 != p.at {
			return action{}
		}
		last = c
		return action{kill: true, half: p.half}
	})
	if last != nil && e.status != 128+9 {
		t.Fatalf("killed at %v, it ends with %v", last, e)
	}
	return last
}

// spread returns about n of the points, the first and the last among them.
func spread[T any](points []T, n int) []T {
	if len(points) <= n {
		return points
	}
	chosen := make([]T, 0, n)
	for i := range n {
		chosen = append(chosen, points[i*(len(points)-1)/(n-1)])
	}
	return chosen
}

func TestKillAtAnyCallLosesNothing(t *testing.T) {
	needsTrace(t)
	for _, j := range tracedJobs() {
		t.Run(j.name, func(t *testing.T) {
			u := j.undisturbed(t)
			points := j.killPoints(t, j.fresh(t), j.command)
			if level == "short" {
				points = spread(points, 6)
			}
			for _, p := range points {
				dir := j.fresh(t)
				c := j.killAt(t, dir, j.command, p)
				if err := u.resumed(t, dir); err != nil {
					t.Errorf("killed at call %d, %v (half of it: %t): %v", p.at, c, p.half, err)
				}
			}
			t.Logf("%d kill points", len(points))
		})
	}
}

func TestKillOfASecondAndAThirdRunLosesNothing(t *testing.T) {
	needsLong(t)
	needsTrace(t)
	for _, j := range tracedJobs() {
		t.Run(j.name, func(t *testing.T) {
			u := j.undisturbed(t)
			first := spread(j.killPoints(t, j.fresh(t), j.command), 12)
			killed := 0
			for i, p := range first {
				dir := j.fresh(t)
				where := fmt.Sprint(j.killAt(t, dir, j.command, p))
				for run := range 2 {
					// They spread over the run, another for each first one.
					second := killPoint{at: (i*7 + run*11) % (len(first) * 2)}
					if c := j.killAt(t, dir, j.again, second); c != nil {
						killed++
						where += fmt.Sprintf(", then %v", c)
					}
				}
				if err := u.resumed(t, dir); err != nil {
					t.Errorf("killed at %s: %v", where, err)
				}
			}
			t.Logf("%d kill points", killed+len(first))
		})
	}
}
