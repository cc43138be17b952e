package jpeg

import (
	"fmt"

	"fanout/processors/resize/format"
)

// A TruncatedError reports that a file is damaged or ends early. It comes with
// the picture as far as it was decoded; the rest of it is gray, or coarse if a
// progressive file lacks its later scans.
type TruncatedError struct {
	Offset int64 // of the damage or of the file's end, in bytes from its start
	Msg    string
	Scan   int // number, from 1, of the first scan that is damaged or missing
	// MCUs is how many minimum coded units (T.81 A.2) of that scan were
	// decoded, of Total; Total is 0 if the scan is missing.
	MCUs, Total int
}

func (e *TruncatedError) Error() string {
	if e.Total == 0 {
		return fmt.Sprintf("jpeg: %s at byte %d: scan %d is missing", e.Msg, e.Offset, e.Scan)
	}
	of := "the picture"
	if e.Scan > 1 {
		of = fmt.Sprintf("scan %d", e.Scan)
	}
	return fmt.Sprintf("jpeg: %s at byte %d: %s", e.Msg, e.Offset, format.Decoded(e.MCUs, e.Total, of))
}
