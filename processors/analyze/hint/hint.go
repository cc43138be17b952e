// Package hint holds what analyze tells its user besides figures: what was
// guessed about a file, and why a column is text, each with the settings that
// decide.
package hint

import (
	"bytes"
	"encoding/json"
	"strings"
)

// A Hint is one thing that a user should know.
type Hint struct {
	Kind     string    `json:"kind"`            // a stable word for programs: thousands, null_values, header
	Text     string    `json:"text"`            // what is so: "1,204 of 1,210 values are numbers with a comma for thousands"
	Count    int64     `json:"count,omitempty"` // values, rows or lines that it is about
	Of       int64     `json:"of,omitempty"`    // the whole that Count is a part of
	Settings []Setting `json:"-"`               // what decides, together; may be none
	Flags    string    `json:"flags,omitempty"` // the same as a user writes it; the command line fills it in
	Remedy   string    `json:"-"`               // what the settings do: "reads them"
}

// A List of hints is a list in JSON too where there are none.
type List []Hint

// MarshalJSON writes a list, also of a nil one, and < > & as they are.
func (l List) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode([]Hint(l))
	return b.Bytes(), err
}

// A Setting is the name of an option and a value that changes what the hint is
// about.
type Setting struct {
	Name, Value string
}

// Sentence returns the text and, if there are flags, what they do.
func (h Hint) Sentence() string {
	if h.Flags == "" {
		return h.Text
	}
	return h.Text + "; " + strings.TrimSpace(h.Flags+" "+h.Remedy)
}

// Name fills in the flags of hints; flags returns those for settings.
func Name(hints []Hint, flags func([]Setting) string) {
	for i := range hints {
		hints[i].Flags = flags(hints[i].Settings)
	}
}
