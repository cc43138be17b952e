package kube

import (
	"fmt"
	"strconv"
	"strings"
)

// A CPU is an amount of processor time, in thousandths of a core.
type CPU int64

// maxCores is more than any machine has.
const maxCores = 1 << 16

// ParseCPU reads an amount as Kubernetes writes it: 2, 0.5 or 500m.
func ParseCPU(text string) (CPU, error) {
	digits, milli := strings.CutSuffix(text, "m")
	whole, fraction, point := strings.Cut(digits, ".")
	if milli && point || len(fraction) > 3 || point && fraction == "" {
		return 0, errCPU
	}
	scale := int64(1000)
	if milli {
		scale = 1
	}
	n, err := strconv.ParseUint(whole, 10, 32)
	if err != nil {
		return 0, errCPU
	}
	value := int64(n) * scale
	if fraction != "" {
		f, err := strconv.ParseUint((fraction + "00")[:3], 10, 32)
		if err != nil {
			return 0, errCPU
		}
		value += int64(f)
	}
	if value < 1 || value > maxCores*1000 {
		return 0, errCPU
	}
	return CPU(value), nil
}

var errCPU = fmt.Errorf("must be a number of cores like 2, 0.5 or 500m")

// String returns the amount as a quoted quantity: "2" or "500m".
func (c CPU) String() string {
	if c%1000 == 0 {
		return Text(strconv.FormatInt(int64(c)/1000, 10)).String()
	}
	return Text(strconv.FormatInt(int64(c), 10) + "m").String()
}

// A Bytes is an amount of memory or storage.
type Bytes int64

// String returns the amount as a quoted quantity, in the largest unit that
// gives a whole number: "2Gi", "1500Mi", "1000000".
func (n Bytes) String() string {
	units := []string{"", "Ki", "Mi", "Gi", "Ti"}
	i := 0
	for ; i < len(units)-1 && n != 0 && n%1024 == 0; i++ {
		n /= 1024
	}
	return Text(strconv.FormatInt(int64(n), 10) + units[i]).String()
}
