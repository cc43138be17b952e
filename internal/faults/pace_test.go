//go:build linux && amd64

package faults

import (
	"strings"
	"testing"
	"time"
)

// tracedJobs are the jobs, and those that keep a state once more on a slow
// disk: a state is written about once a second, and never by a run that is
// quicker. The long form has them.
func tracedJobs() []job {
	all := jobs
	for _, j := range jobs {
		if j.keepsState && level == "long" {
			j.slow = true
			j.name += " slowly"
			all = append(all, j)
		}
	}
	return all
}

// trace is trace at the pace of the job.
func (j job) trace(t *testing.T, dir string, arguments []string, before func(*call) action) end {
	t.Helper()
	if !j.slow {
		return trace(t, dir, arguments, before)
	}
	writes := 0
	return trace(t, dir, arguments, func(c *call) action {
		if c.name == "pwrite64" && strings.HasSuffix(c.path, ".fanout-partial") {
			writes++
			if writes%2 == 0 {
				time.Sleep(1100 * time.Millisecond)
			}
		}
		return before(c)
	})
}
