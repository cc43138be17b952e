//go:build !amd64 || purego

package jpeg

import "fanout/internal/cpu"

func init() { cpu.Register("jpeg rgb") }

func lumaVector(y, src []byte) int                    { return 0 }
func chromaVector(cb, cr, src []byte) int             { return 0 }
func chroma420Vector(cb, cr, upper, lower []byte) int { return 0 }
