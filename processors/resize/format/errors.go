package format

import (
	"errors"
	"fmt"
)

// ErrNotImage is returned for files that neither are images nor claim to be.
var ErrNotImage = errors.New("not an image")

// An UnsupportedError reports a valid image of a kind that fanout does not
// decode.
type UnsupportedError struct {
	Name string // as people call it: HEIC, camera raw (.nef), JPEG with arithmetic coding
}

func (e *UnsupportedError) Error() string { return e.Name + " is not supported" }

// A MismatchError reports a file that is named like an image of ours but holds
// none.
type MismatchError struct {
	Ext   string // the extension in lower case
	Empty bool   // the file has no content at all
}

func (e *MismatchError) Error() string {
	if e.Empty {
		return "named " + e.Ext + ", but the file is empty"
	}
	return "named " + e.Ext + ", but it is not an image"
}

// A FormatError reports an image file that breaks the rules of its format.
type FormatError struct {
	Format string // its name; unknown if nothing could be read
	Offset int64  // bytes from the start of the file to what is wrong
	Msg    string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s: %s at byte %d", e.Format, e.Msg, e.Offset)
}
