package formattest

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"fanout/processors/resize/format"
)

// A Header is a file, and what its headers say, but for Format and HeaderBytes.
type Header struct {
	Name string
	File []byte
	Want format.Facts
}

// CheckHeaders compares what is read of files of one format.
func CheckHeaders(t *testing.T, of *format.Format, headers []Header) {
	t.Helper()
	for _, h := range headers {
		got := Probe(t, format.Table{of}, h.File)
		h.Want.Format, h.Want.HeaderBytes = of, got.HeaderBytes
		if !reflect.DeepEqual(got, h.Want) {
			t.Errorf("%s:\n got %+v\nwant %+v", h.Name, got, h.Want)
		}
	}
}

// A Refusal is a file whose headers cannot be used, and why: Malformed is a
// part of a *format.FormatError's message, Unsupported the name in a
// *format.UnsupportedError.
type Refusal struct {
	Name                   string
	File                   []byte
	Malformed, Unsupported string
}

// CheckRefusals checks the errors over files of one format.
func CheckRefusals(t *testing.T, of *format.Format, refusals []Refusal) {
	t.Helper()
	for _, r := range refusals {
		facts, err := format.Table{of}.Probe(bytes.NewReader(r.File), int64(len(r.File)), "")
		var malformed *format.FormatError
		var unsupported *format.UnsupportedError
		switch {
		case !reflect.DeepEqual(facts, format.Facts{}):
			t.Errorf("%s: %+v with an error", r.Name, facts)
		case r.Unsupported != "":
			if !errors.As(err, &unsupported) || unsupported.Name != r.Unsupported {
				t.Errorf("%s: %v, want %q", r.Name, err, r.Unsupported)
			}
		case !errors.As(err, &malformed) || malformed.Format != of.Name || !strings.Contains(malformed.Msg, r.Malformed):
			t.Errorf("%s: %v, want %q", r.Name, err, r.Malformed)
		}
	}
}
