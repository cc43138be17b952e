package inputs

import "fmt"

// A PathError is a PATH of the command line that cannot be used.
type PathError struct {
	Path string // as the user named it
	Err  error  // why, without the path
}

func (e *PathError) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return fmt.Sprintf("%q: %v", e.Path, e.Err)
}

// Unwrap returns Err.
func (e *PathError) Unwrap() error { return e.Err }
