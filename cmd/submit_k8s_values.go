package cmd

import (
	"fmt"

	"fanout/internal/kube"
)

// A cores is a flag that takes an amount of processor time.
type cores struct {
	n    kube.CPU
	text string
}

func (c *cores) String() string { return c.text }
func (c *cores) Type() string   { return "CORES" }
func (c *cores) Set(text string) error {
	n, err := kube.ParseCPU(text)
	if err == nil {
		*c = cores{n, text}
	}
	return err
}

// A storage is a flag that takes bytes with a unit. It is at least 16 MiB, so
// that a 4 that should be 4 GiB is an error.
type storage struct {
	n    int64
	text string
}

func (s *storage) String() string { return s.text }
func (s *storage) Type() string   { return "SIZE" }
func (s *storage) Set(text string) error {
	n, err := parseNumber(text, true)
	if err == nil && (n < 16<<20 || n > 1<<53) {
		err = fmt.Errorf("must be at least 16MiB: %s is in bytes, 4GiB has a unit", text)
	}
	if err == nil {
		*s = storage{n, text}
	}
	return err
}
