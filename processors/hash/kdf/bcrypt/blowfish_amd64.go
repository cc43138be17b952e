//go:build !purego

package bcrypt

import "fanout/internal/cpu"

//go:generate go run -C _asm . pi
//go:generate go run -C _asm . blowfish

var useBMI2 bool

func init() {
	cpu.Register("bcrypt", cpu.Variant{Name: "bmi2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useBMI2})
}

// lanes returns the largest number of states for rekey.
func lanes() int {
	if useBMI2 {
		return maxLanes
	}
	return 1
}

// rekey is rekeyRef for at most lanes states. It takes less than 0.1 ms.
func rekey(states []boxes) {
	if !useBMI2 {
		states[0].rekeyRef()
		return
	}
	first := &states[0].p[0]
	switch len(states) {
	case 1:
		rekey1BMI2(first)
	case 2:
		rekey2BMI2(first)
	case 3:
		rekey3BMI2(first)
	case 4:
		rekey4BMI2(first)
	case 5:
		rekey5BMI2(first)
	default:
		panic("bcrypt: internal error: too many states")
	}
}
