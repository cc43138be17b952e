package jpeg

import "fmt"

// A FormatError reports a file that breaks the rules of T.81 so that nothing of
// it can be decoded.
type FormatError struct {
	Offset int64 // bytes from the start of the file to what is wrong
	Msg    string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("jpeg: %s at byte %d", e.Msg, e.Offset)
}

// An UnsupportedError reports a valid file of a kind that this package does not
// decode.
type UnsupportedError struct {
	Name string // as people call it: JPEG with arithmetic coding
}

func (e *UnsupportedError) Error() string { return e.Name + " is not supported" }

// A TruncatedError reports that a file is damaged or ends early. It comes with
// the picture as far as it was decoded; the rest of it is gray, or coarse if a
// progressive file lacks its later scans.
type TruncatedError struct {
	Offset int64 // bytes from the start of the file to the damage, or to its end
	Msg    string
	// Scan counts from 1: the first that was not decoded whole, or was not there.
	// MCUs of it were decoded, of Total (T.81 A.2: an MCU is the smallest group of
	// blocks); Total is 0 if it was not there.
	Scan        int
	MCUs, Total int
}

func (e *TruncatedError) Error() string {
	if e.Total == 0 {
		return fmt.Sprintf("jpeg: %s at byte %d: no scan %d", e.Msg, e.Offset, e.Scan)
	}
	if e.Scan > 1 {
		return fmt.Sprintf("jpeg: %s at byte %d: %d of %d MCUs decoded in scan %d", e.Msg, e.Offset, e.MCUs, e.Total, e.Scan)
	}
	return fmt.Sprintf("jpeg: %s at byte %d: %d of %d MCUs decoded", e.Msg, e.Offset, e.MCUs, e.Total)
}
