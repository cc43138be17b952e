//go:build !purego

package jpeg

import (
	"unsafe"

	"fanout/internal/cpu"
)

//go:generate go run -C _asm . huffman

var useRunBMI2 bool

func init() {
	cpu.Register("jpeg huffman", cpu.Variant{Name: "bmi2", Level: cpu.AVX2, Supported: cpu.HasAVX2, Use: &useRunBMI2})
}

// run decodes MCUs until remaining is 0 or something else ends the run.
func (r *mcuRun) run() runState {
	if !useRunBMI2 {
		return r.runRef()
	}
	r.check()
	return runState(runBMI2((*byte)(unsafe.Pointer(r))))
}

// The generator of the assembly has these offsets and sizes.
const (
	_ = -uint(unsafe.Offsetof(mcuRun{}.buf))
	_ = -uint(unsafe.Offsetof(mcuRun{}.bits) ^ 24)
	_ = -uint(unsafe.Offsetof(mcuRun{}.count) ^ 32)
	_ = -uint(unsafe.Offsetof(mcuRun{}.pos) ^ 40)
	_ = -uint(unsafe.Offsetof(mcuRun{}.beginLimit) ^ 48)
	_ = -uint(unsafe.Offsetof(mcuRun{}.endLimit) ^ 56)
	_ = -uint(unsafe.Offsetof(mcuRun{}.remaining) ^ 64)
	_ = -uint(unsafe.Offsetof(mcuRun{}.end) ^ 72)
	_ = -uint(unsafe.Offsetof(mcuRun{}.index) ^ 80)
	_ = -uint(unsafe.Offsetof(mcuRun{}.coeffs) ^ 88)
	_ = -uint(unsafe.Offsetof(mcuRun{}.n) ^ 112)
	_ = -uint(unsafe.Offsetof(mcuRun{}.blocks) ^ 120)
	_ = -uint(unsafe.Offsetof(mcuRun{}.pred) ^ 520)
	_ = -uint(unsafe.Sizeof(mcuBlock{}) ^ 40)
	_ = -uint(unsafe.Offsetof(mcuBlock{}.component) ^ 32)
	_ = -uint(unsafe.Offsetof(acTable{}.skip) ^ 8<<pairBits)
	_ = -uint(unsafe.Offsetof(acTable{}.fast) ^ (8<<pairBits + 2<<skipBits))
	_ = -uint(unsafe.Offsetof(acTable{}.canonical) ^ (8<<pairBits + 2<<skipBits + 4<<acBits))
	_ = -uint(unsafe.Offsetof(dcTable{}.canonical) ^ 2048)
)
