//go:build !purego

package scrypt

import "fanout/internal/cpu"

//go:generate go run -C _asm . mix

var useAVX512, useAVX2 bool

func init() {
	cpu.Register("scrypt",
		cpu.Variant{Name: "avx512", Level: cpu.AVX512, Supported: cpu.HasAVX512, Use: &useAVX512},
		cpu.Variant{Name: "avx2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useAVX2},
	)
}

// maxLanes returns the largest number of parts that are mixed at a time.
func maxLanes() int {
	switch {
	case useAVX512:
		return 8
	case useAVX2:
		return 6
	}
	return 1
}

// vectorLanes returns the number of lanes in a vector for a number of units. A
// single unit is no faster with AVX2, as that has no rotations.
func vectorLanes(units int) int {
	switch {
	case useAVX512:
		return 4
	case useAVX2 && units > 1:
		return 2
	}
	return 1
}

// store stores the states x of some lanes, a multiple of vectorLanes, in rows,
// and sets y to scryptBlockMix of x. Of the 2*r blocks it computes those from
// 2*from to 2*to-1.
func store(x, y []uint32, rows *[8]*uint32, lanes, r, from, to int) {
	switch {
	case useAVX512 && lanes == 4:
		storeAVX512x1(&x[0], &y[0], (*[4]*uint32)(rows[:]), r, from, to)
	case useAVX512:
		storeAVX512x2(&x[0], &y[0], rows, r, from, to)
	case lanes == 2:
		storeAVX2x1(&x[0], &y[0], (*[2]*uint32)(rows[:]), r, from, to)
	case lanes == 4:
		storeAVX2x2(&x[0], &y[0], (*[4]*uint32)(rows[:]), r, from, to)
	default:
		storeAVX2x3(&x[0], &y[0], (*[6]*uint32)(rows[:]), r, from, to)
	}
}

// xor is like store, but sets y to scryptBlockMix of x xor rows.
func xor(x, y []uint32, rows *[8]*uint32, lanes, r, from, to int) {
	switch {
	case useAVX512 && lanes == 4:
		xorAVX512x1(&x[0], &y[0], (*[4]*uint32)(rows[:]), r, from, to)
	case useAVX512:
		xorAVX512x2(&x[0], &y[0], rows, r, from, to)
	case lanes == 2:
		xorAVX2x1(&x[0], &y[0], (*[2]*uint32)(rows[:]), r, from, to)
	case lanes == 4:
		xorAVX2x2(&x[0], &y[0], (*[4]*uint32)(rows[:]), r, from, to)
	default:
		xorAVX2x3(&x[0], &y[0], (*[6]*uint32)(rows[:]), r, from, to)
	}
}
