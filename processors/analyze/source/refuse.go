package source

import (
	"fmt"

	"fanout/internal/charset"
	"fanout/internal/unpack"
)

const (
	advisePipe  = " FILE | fanout analyze -"
	adviseSheet = "save its table as CSV"
)

// A FormatError is a file that is no CSV file but one of another format.
type FormatError struct {
	Kind    string // "JSON", "a PDF document"
	Advice  string // what a user may do; may be empty
	Setting string // what has it read all the same; "": nothing
}

func (e *FormatError) Error() string {
	text, _ := e.Explain(func(setting string) string { return setting })
	return text
}

// Explain returns the message; name gives the name of the setting.
func (e *FormatError) Explain(name func(string) string) (message, hint string) {
	message = "not a CSV file but " + e.Kind
	if e.Advice != "" {
		message += "; " + e.Advice
	}
	if e.Setting != "" {
		message += "; use " + name(e.Setting) + " to read it as CSV anyway"
	}
	return message, ""
}

// refuseBinary names a file that is no text. Text may begin like one, but
// without control characters.
func refuseBinary(head []byte, whole bool) error {
	if charset.Controls(head[:min(len(head), maxSample)]) == 0 {
		return nil
	}
	if b, ok := unpack.BinaryOf(head, whole); ok {
		return &FormatError{Kind: b.Kind, Advice: b.AdviceFor("analyze")}
	}
	return nil
}

// refuseControls refuses what has many control characters. The limits are far
// above what text has, and below random bytes, of which a tenth are such.
// Fields of fixed width may be filled up with NULs.
func refuseControls(sample []byte, unicode bool) error {
	const some, most = 50, 2 // one in so many
	n, limit := charset.Controls(sample), some
	if unicode {
		limit = most
	}
	if n*limit <= len(sample) {
		return nil
	}
	return &FormatError{
		Kind:    fmt.Sprintf("binary: %d of its first %d bytes are control characters", n, len(sample)),
		Setting: "Encoding",
	}
}
