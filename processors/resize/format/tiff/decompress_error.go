package tiff

// A codeError says what is wrong with the compressed data of a strip or tile.
type codeError struct {
	Offset int    // bytes from the start of the data
	Msg    string // the cause
	// Harmless says that no pixel is missing.
	Harmless bool
}

func (e *codeError) Error() string { return e.Msg }

// msgEndsEarly is the cause that readers of lines tell from bad codes.
const msgEndsEarly = "the data ends too early"

// endsEarly is the error of data of n bytes that are too few.
func endsEarly(n int) error { return &codeError{Offset: n, Msg: msgEndsEarly} }
