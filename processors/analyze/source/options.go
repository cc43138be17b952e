package source

import (
	"io"

	"fanout/internal/charset"
	"fanout/processors/analyze/csvscan"
)

// Options say which files to read, and what is known of them beforehand. The
// zero value is not ready to use: see the comments.
type Options struct {
	Paths     []string  // files, folders, glob patterns; "-" is Stdin
	Recursive bool      // descend into folders
	Hidden    bool      // take files and folders whose names start with a dot
	Include   []string  // if any: only files that match one of these globs
	Exclude   []string  // no files and folders that match one of these globs
	Stdin     io.Reader // named "-"

	Delimiter byte             // 0: detected; NoDelimiter: a record is one field
	Quote     byte             // 0: nothing is quoted
	Escape    byte             // escape character: the byte after it is ordinary; 0: none
	Header    Header           // whether the first record names the columns
	SkipLines int              // lines before the table; AutoSkip: detected
	Comment   string           // the character that lines left out begin with, or NoComment; "": detected
	Encoding  charset.Encoding // Auto: detected
	Invalid   Invalid          // what becomes of text that is not valid in its encoding
	MaxRecord int64            // limit of one record in bytes
	Memory    int64            // of the run in bytes, of which unpacking a file takes a quarter at most; 0: the usual

	UnwrapLines      bool // quotes around whole lines are taken off first
	SkipInitialSpace bool // blanks at the start of a field are no part of it
}

// A Header says whether the first record names the columns.
type Header int

// The values of Options.Header.
const (
	HeaderAuto Header = iota // detected
	HeaderYes
	HeaderNo
)

// Dialect returns the dialect in which the records of a source are read.
func (s *Source) Dialect(opt *Options) csvscan.Dialect {
	d := opt.Dialect(s.Delimiter)
	d.Comment = s.Comment
	return d
}

// Dialect returns the dialect for a delimiter.
func (o *Options) Dialect(delimiter byte) csvscan.Dialect {
	return csvscan.Dialect{Delimiter: delimiter, Quote: o.Quote, Escape: o.Escape, SkipInitialSpace: o.SkipInitialSpace}
}
