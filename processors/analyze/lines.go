package analyze

import "bytes"

// countLines counts the line ends in b: LF, CR, and CRLF as one.
func countLines(b []byte) int64 {
	n := bytes.Count(b, []byte{'\n'})
	if cr := bytes.Count(b, []byte{'\r'}); cr > 0 {
		n += cr - bytes.Count(b, []byte("\r\n"))
	}
	return int64(n)
}
