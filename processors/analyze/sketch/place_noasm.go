//go:build !amd64 || purego

package sketch

import "fanout/internal/cpu"

func init() {
	cpu.Register("csv bins")
	cpu.Register("csv hash")
}

func placeMany(at []uint32, values []float64, s *spot) (n int) { return 0 }

const useHash = false

func hashMany(hashes []uint64, buf []byte, start, end []uint32) (n int) { return 0 }
