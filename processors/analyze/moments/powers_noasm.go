//go:build !amd64 || purego

package moments

import "fanout/internal/cpu"

func init() { cpu.Register("csv moments") }

func surveyMany(mants []int64) (s survey, n int) { return survey{}, 0 }

func sumPowersMany(mants []int64, lo int64) (s sums, n int) { return sums{}, 0 }
