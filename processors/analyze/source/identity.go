package source

import (
	"fmt"
	"io"

	"fanout/internal/inputs"
)

// Stamp returns size and time of the file when it was found.
func (s *Source) Stamp() inputs.Stamp { return s.stamp }

// WriteIdentity writes what the file is, and how it is read, to w: all that
// results depend on.
func (s *Source) WriteIdentity(w io.Writer) {
	err, packed := "", ""
	if s.Err != nil {
		err = s.Err.Error()
	}
	if s.compression != nil {
		packed = s.compression.Name
	}
	fmt.Fprintf(w, "%q %d %d %q %q %q %d %d %d %d %v %q %v %d %d %d %v\n", s.Name, s.stamp.Size, s.stamp.ModTime.UnixNano(), err,
		s.Encoding, packed, s.Delimiter, s.Comment, s.CommentLines, len(s.First), s.HasHeader, s.First, s.Layout, s.Body, s.BodyLine, s.mark, s.unwrap != nil)
}

// WhyWhole says why the records can be read from the beginning of the file
// only; "" if the file is read directly.
func (s *Source) WhyWhole() string {
	switch {
	case s.pipe != nil:
		return "a pipe can be read only once"
	case s.compression != nil:
		return fmt.Sprintf("a %s stream cannot be entered in the middle", s.compression.Name)
	case s.unwrap != nil:
		return "quotes around whole lines are taken off from the beginning on"
	case s.Encoding.Decoder() != nil:
		return fmt.Sprintf("text in %s is decoded from the beginning on", s.Encoding)
	}
	return ""
}
