package preset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fanout/processors/hash/format"
)

// maxRecord is the longest record that is read in bytes.
const maxRecord = 1 << 20

// errLongRecord ends the reading of a file that is none of a target.
var errLongRecord = fmt.Errorf("has a record of more than %d bytes", maxRecord)

// A Reader reads a file that was written for a target.
type Reader struct {
	preset *Preset
	name   string
	from   *capped
	next   func() (format.Entry, error) // nil: at the start
	number int64                        // of the record read last
}

// NewReader reads the file of that name from r.
func (p *Preset) NewReader(name string, r io.Reader) *Reader {
	return &Reader{preset: p, name: name, from: &capped{r: r}}
}

// Next returns the next entry, and io.EOF at the end. A file that is not of the
// target's shape is a format.FormatError.
func (r *Reader) Next() (e format.Entry, err error) {
	if r.next == nil {
		r.next = map[containerKind]func() func() (format.Entry, error){
			jsonArray: r.array, lines: r.lines, blocks: r.blocks, csvLines: r.cognito, csvQuoted: r.csv,
		}[r.preset.file.in.kind]()
	}
	r.from.left = maxRecord
	r.number++
	switch e, err = r.next(); {
	case err == io.EOF:
		return e, err
	case errors.Is(err, errRead):
		return e, fmt.Errorf("%q: %w", r.name, errors.Unwrap(err))
	case err != nil:
		return e, &format.FormatError{Name: r.name, Line: r.number, Text: fmt.Sprintf("is no record of %s", r.preset.Name)}
	}
	if e.Err == nil && e.Params.Scheme == nil {
		r.preset.fill(&e)
	}
	return e, nil
}

// fill gives an entry of a file without parameters those of the preset.
func (p *Preset) fill(e *format.Entry) {
	e.Params = p.params
	switch {
	case p.params.Scheme.FixedKey:
		e.Err = errors.New("its salt stands apart, but bcrypt's hashes hold it")
	case len(e.Key) < minKey:
		e.Err = fmt.Errorf("the hash is cut to %d bytes", len(e.Key))
	default:
		e.Params.KeyBytes = len(e.Key)
		e.Err = e.Params.Check()
	}
}

// errRead marks an error of the system.
var errRead = errors.New("cannot be read")

// A readError is one.
type readError struct{ error }

func (e readError) Is(target error) bool { return target == errRead }
func (e readError) Unwrap() error        { return e.error }

// A capped reader ends where a record is too long.
type capped struct {
	r    io.Reader
	left int
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLongRecord
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	if err != nil && err != io.EOF {
		err = readError{err}
	}
	return n, err
}

// array reads the records of a JSON text.
func (r *Reader) array() func() (format.Entry, error) {
	d := json.NewDecoder(r.from)
	begun := false
	return func() (e format.Entry, err error) {
		if !begun {
			if err := findArray(d, r.preset.file.in.array); err != nil {
				return e, notEOF(err)
			}
			begun = true
		}
		if !d.More() {
			_, err := d.Token()
			if err == nil {
				err = io.EOF
			} else {
				err = notEOF(err)
			}
			return e, err
		}
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			return e, notEOF(err)
		}
		return r.preset.parse(text, r.preset.settings)
	}
}

// notEOF makes an end in the middle an error.
func notEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// findArray reads on to the first element of an array: that of member name in
// an object, or the text itself.
func findArray(d *json.Decoder, name string) error {
	errShape := errors.New("is of another shape")
	if name == "" {
		if t, err := d.Token(); err != nil || t != json.Delim('[') {
			return errors.Join(errShape, err)
		}
		return nil
	}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(errShape, err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key == name {
			if t, err := d.Token(); err != nil || t != json.Delim('[') {
				return errors.Join(errShape, err)
			}
			return nil
		}
		var other json.RawMessage
		if err := d.Decode(&other); err != nil {
			return err
		}
	}
	return errShape
}

// line returns a function that reads lines, the empty ones too.
func (r *Reader) line() func() ([]byte, error) {
	in := bufio.NewReaderSize(r.from, 64<<10)
	var long []byte
	return func() ([]byte, error) {
		long = long[:0]
		for {
			text, err := in.ReadSlice('\n')
			if err == nil && len(long) == 0 {
				return bytes.TrimRight(text, "\r\n"), nil
			}
			long = append(long, text...)
			switch {
			case len(long) > maxRecord:
				return nil, errLongRecord
			case err == io.EOF && len(long) == 0:
				return nil, io.EOF
			case err == nil, err == io.EOF:
				return bytes.TrimRight(long, "\r\n"), nil
			case !errors.Is(err, bufio.ErrBufferFull):
				return nil, err
			}
		}
	}
}

// lines reads a record a line.
func (r *Reader) lines() func() (format.Entry, error) {
	line := r.line()
	return func() (e format.Entry, err error) {
		for {
			text, err := line()
			if err != nil {
				return e, err
			}
			if len(text) > 0 {
				return r.preset.parse(text, r.preset.settings)
			}
		}
	}
}

// blocks reads records of several lines, some of them folded.
func (r *Reader) blocks() func() (format.Entry, error) {
	line := r.line()
	return func() (e format.Entry, err error) {
		var block []byte
		for {
			text, err := line()
			if err != nil && (err != io.EOF || len(block) == 0) {
				return e, err
			}
			switch {
			case len(text) > 0 && text[0] == ' ' && len(block) > 0:
				block = append(bytes.TrimSuffix(block, []byte("\n")), text[1:]...)
			case len(text) > 0:
				block = append(block, text...)
			}
			if len(text) > 0 {
				block = append(block, '\n')
			}
			if len(block) > maxRecord {
				return e, errLongRecord
			}
			if (len(text) == 0 || err == io.EOF) && len(block) > 0 {
				if !bytes.HasPrefix(block, []byte("version:")) || bytes.Contains(block, []byte("\ndn:")) {
					return r.preset.parse(block, r.preset.settings)
				}
				block = block[:0]
			}
		}
	}
}

// cognito reads rows without quotes below a header.
func (r *Reader) cognito() func() (format.Entry, error) {
	line := r.line()
	var header []string
	return func() (e format.Entry, err error) {
		for {
			text, err := line()
			switch {
			case err != nil:
				return e, err
			case len(text) == 0:
			case header == nil:
				header = cognitoSplit(string(text))
			default:
				return cognitoRow(header, string(text), r.preset.settings)
			}
		}
	}
}

// csv reads rows below a header.
func (r *Reader) csv() func() (format.Entry, error) {
	in := csv.NewReader(r.from)
	in.ReuseRecord = true
	headed := false
	return func() (e format.Entry, err error) {
		for {
			values, err := in.Read()
			if err != nil {
				return e, err
			}
			if headed {
				return csvRow(values)
			}
			headed = true
		}
	}
}
