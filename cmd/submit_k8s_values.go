package cmd

import "fanout/internal/kube"

// A cores is a flag that takes an amount of processor time.
type cores struct {
	n    kube.CPU
	text string
}

func (c *cores) String() string { return c.text }
func (c *cores) Type() string   { return "CORES" }
func (c *cores) takes() string  { return "a number of cores such as 2, 0.5 or 500m" }
func (c *cores) Set(text string) error {
	n, err := kube.ParseCPU(text)
	if err != nil {
		return mustBe(c)
	}
	*c = cores{n, text}
	return nil
}

// A storage is a flag that takes bytes with a unit. It is at least 16 MiB, so
// that a 4 that should be 4 GiB is an error.
type storage struct {
	n    int64
	text string
}

func (s *storage) String() string { return s.text }
func (s *storage) Type() string   { return "SIZE" }
func (s *storage) takes() string  { return "a size such as 4GiB, at least 16MiB" }
func (s *storage) Set(text string) error {
	n, err := parseNumber(text, true)
	if err != nil || n < 16<<20 || n > 1<<53 {
		return mustBe(s)
	}
	*s = storage{n, text}
	return nil
}
