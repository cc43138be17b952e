//go:build !amd64 || purego

package scrypt

import (
	"context"

	"fanout/internal/cpu"
)

func init() { cpu.Register("scrypt") }

func maxLanes() int { return 1 }

// mix replaces each unit, at most h.lanes, by scryptROMix of it.
func (h *Hasher) mix(ctx context.Context, units [][]byte) error {
	for _, b := range units {
		if err := h.mixRef(ctx, b); err != nil {
			return err
		}
	}
	return nil
}
