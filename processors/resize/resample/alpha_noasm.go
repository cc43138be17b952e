//go:build !amd64 || purego

package resample

import "fanout/internal/cpu"

func init() { cpu.Register("resample alpha") }

func premultiply(dst []int16, src []uint8, bits int) { premultiplyRef(dst, src, bits) }

func unpremultiply(dst []uint8, src []int16) { unpremultiplyRef(dst, src) }
