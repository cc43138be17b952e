//go:build !amd64 || purego

package jpeg

import "fanout/internal/cpu"

func init() { cpu.Register("jpeg huffman") }

func (r *mcuRun) run() runState { return r.runRef() }
