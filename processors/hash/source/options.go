package source

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"fanout/internal/charset"
)

// Options say where a list is and how it is read.
type Options struct {
	Path string    // of the list, or "-" for In
	In   io.Reader // a stream that is read once
	// Type reads a list that a person types without echo, in place of In; nil
	// if In is no terminal. The list goes to secret.Put after use.
	Type func(ctx context.Context) ([]byte, error)
	// IsTerminal reports whether a device is a terminal, which would show what
	// is typed; nil: none is.
	IsTerminal func(f *os.File) bool

	Memory   int64            // of the run in bytes, of which unpacking the list takes a quarter at most; 0: the usual
	Kind     Kind             // Auto: by the name of the list, or else Lines
	Encoding charset.Encoding // charset.Auto: by a byte order mark, or UTF-16's zeros; else bytes as they are

	UserColumn     string    // of CSV and JSONL: a name or, for CSV, a number from 1; "": by usual names
	PasswordColumn string    // the same
	Normalize      Normalize // of passwords
	// Digest is the name of what the list has in place of passwords, and
	// ReadDigest appends the form of one that is hashed to dst; nil: passwords.
	Digest     string
	ReadDigest func(dst, text []byte) ([]byte, error)
}

// A Kind says what a list is.
type Kind int

// The kinds of lists.
const (
	Auto     Kind = iota // by its name
	Lines                // a password a line
	UserPass             // user:password a line, cut at the first colon
	CSV                  // records of RFC 4180 below a header
	JSONL                // a JSON object a line
)

// KindNames are the names of the kinds, but of Auto, in their order.
var KindNames = []string{"lines", "user:pass", "csv", "jsonl"}

// String returns the name of the kind.
func (k Kind) String() string {
	if k == Auto {
		return "auto"
	}
	return KindNames[k-1]
}

// KindOf returns the kind of the list with a name; Auto if the name does not
// tell.
func KindOf(path string) Kind {
	switch filepath.Ext(unpackedName(path)) {
	case ".csv", ".tsv":
		return CSV
	case ".jsonl", ".ndjson":
		return JSONL
	}
	return Auto
}
