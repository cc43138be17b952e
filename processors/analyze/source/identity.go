package source

import (
	"fmt"

	"fanout/internal/inputs"
)

// Stamp returns size and time of the file when it was found.
func (s *Source) Stamp() inputs.Stamp { return s.stamp }

// WhyWhole says why the records can be read from the beginning of the file
// only; "" if the file is read directly.
func (s *Source) WhyWhole() string {
	switch {
	case s.pipe != nil:
		return "a pipe can be read only once"
	case s.compression != nil:
		return fmt.Sprintf("a %s stream can only be read from its start", s.compression.Name)
	case s.unwrap != nil:
		return "quotes around whole lines are taken off from the beginning on"
	case s.Encoding.Decoder() != nil:
		return fmt.Sprintf("%s text can only be decoded from its start", s.Encoding)
	}
	return ""
}
