package preset

import (
	"fmt"
	"strconv"
	"strings"
)

// A file is the shape of the files that a target reads.
type file struct {
	base, ext string // of its name
	single    bool   // all users are in one
	in        container

	// head is what comes before the first record. nil: what the container
	// begins with.
	head func(s *Settings, columns []string) string
	// realm: the name begins with that of a realm, and the number of the first
	// file is 0, without leading zeros.
	realm bool
}

// A container is how a file holds its records.
type container struct {
	between, tail string
	// array is the member that holds the records in a JSON object. "": it is
	// the array itself, or no JSON.
	array string
	kind  containerKind
}

type containerKind uint8

const (
	jsonArray containerKind = iota // one JSON text, with an array of records
	lines                          // a record a line
	csvLines                       // a header, and a record a line
	csvQuoted                      // the same, with quotes as RFC 4180 has them
	blocks                         // records with an empty line between them
)

// The containers of several targets.
var (
	inLines     = container{between: "\n", tail: "\n", kind: lines}
	inCSV       = container{between: "\n", tail: "\n", kind: csvLines}
	inQuotedCSV = container{between: "\n", tail: "\n", kind: csvQuoted}
)

// inArray is a JSON object whose member name is an array of records.
func inArray(name string) container {
	if name == "" {
		return container{between: ",\n", tail: "\n]\n"}
	}
	return container{between: ",\n", tail: "\n]}\n", array: name}
}

// headOf returns what comes before the first record.
func (t *Target) headOf(s *Settings, columns []string) string {
	switch {
	case t.file.head != nil:
		return t.file.head(s, columns)
	case t.file.in.kind != jsonArray:
		return ""
	case t.file.in.array == "":
		return "[\n"
	}
	return `{` + strconv.Quote(t.file.in.array) + ":[\n"
}

// minDigits is how many digits the number of a file has at least.
const minDigits = 3

// prefix returns what the names of numbered files begin with.
func (t *Target) prefix(s *Settings) string {
	if !t.file.realm {
		return t.file.base + "-"
	}
	realm := s.get(setRealm)
	if realm == "" {
		realm = "realm"
	}
	return realm + "-" + t.file.base + "-"
}

// nameOf returns the name of file number n of last, from 1.
func (t *Target) nameOf(s *Settings, n, last int) string {
	switch {
	case t.file.single:
		return t.file.base + t.file.ext
	case t.file.realm:
		return t.prefix(s) + strconv.Itoa(n-1) + t.file.ext
	}
	digits := max(minDigits, len(strconv.Itoa(last)))
	return fmt.Sprintf("%s%0*d%s", t.prefix(s), digits, n, t.file.ext)
}

// FileNames returns the names of that many files.
func (p *Preset) FileNames(files int) (names []string) {
	for n := range files {
		names = append(names, p.nameOf(p.settings, n+1, files))
	}
	return names
}

// IsOurs reports whether a file of that name is one that an import of this
// target has.
func (p *Preset) IsOurs(name string) bool {
	if p.file.single {
		return name == p.file.base+p.file.ext
	}
	rest, ok := strings.CutPrefix(name, p.prefix(p.settings))
	number, isFile := strings.CutSuffix(rest, p.file.ext)
	return ok && isFile && number != "" && strings.Trim(number, "0123456789") == ""
}
