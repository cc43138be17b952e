// Package csvtest reads CSV text by encoding/csv, to compare results with.
package csvtest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
)

// Records returns the records of data as encoding/csv reads them. In quoted
// fields it replaces CRLF by LF. ok is false if encoding/csv rejects data, or
// if data contains a CR without LF, which encoding/csv does not accept as a
// line break.
func Records(data []byte) (all [][]string, ok bool) {
	if bytes.Contains(bytes.ReplaceAll(data, []byte("\r\n"), nil), []byte("\r")) {
		return nil, false
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, true
		}
		if err != nil {
			return nil, false
		}
		all = append(all, rec)
	}
}
