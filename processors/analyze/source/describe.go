package source

import (
	"cmp"
	"fmt"
	"strings"

	"fanout/internal/charset"
)

// Describe says in words how the source is read: "comma-delimited, gzip, with a
// header".
func (s *Source) Describe() string {
	if s.Empty() {
		return "empty"
	}
	parts := []string{"one column"}
	if s.Delimiter != NoDelimiter {
		parts[0] = delimiterName(s.Delimiter) + "-delimited"
	}
	if s.Encoding != charset.UTF8 {
		parts = append(parts, string(s.Encoding))
	}
	if s.compression != nil {
		parts = append(parts, s.compression.Name)
	}
	if s.HasHeader {
		parts = append(parts, "with a header")
	} else {
		parts = append(parts, "no header")
	}
	return strings.Join(parts, ", ")
}

// Plain reports whether the file is written as its name lets expect, with a
// header, and nothing was guessed that its user would want to know.
func (s *Source) Plain() bool {
	usual := cmp.Or(delimiterByName(s.Name), ',')
	return s.Empty() || s.Delimiter == usual && s.Encoding == charset.UTF8 && s.HasHeader && len(s.Hints) == 0
}

func delimiterName(d byte) string {
	switch d {
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case '|':
		return "pipe"
	case ' ':
		return "blank"
	case ':':
		return "colon"
	}
	return fmt.Sprintf("%q", d)
}
