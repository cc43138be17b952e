// Package format reads and writes hashed passwords in the notations of other
// programs: JSON lines of our own, PHC strings, modular crypt strings, and the
// files of Django, Apache, LDAP and Linux.
package format

import (
	"fmt"
	"slices"
	"strings"

	"fanout/processors/hash/kdf"
)

// A Format is a way to write a list of hashes. It is a row of a table.
type Format struct {
	Name      string
	NeedsUser bool // each row is somebody's
	// Numbered: a row names its line or its user, so that a row that is left
	// out does not move the others.
	Numbered bool
	// MaxPassword is how many bytes of a password the programs take that read
	// the format; 0: any number.
	MaxPassword int

	// notations are how one hash is written, by the names of algorithms.
	notations map[string]notation
	begin     func(dst []byte, o *Style) []byte // nil: no header
	// row appends a row; hash appends the hash alone.
	row func(dst []byte, e *Entry, o *Style, hash notation) ([]byte, error)
}

// A notation appends a hash as a string. The error is a limit of the format.
type notation func(dst []byte, e *Entry, o *Style) ([]byte, error)

// A Style is what a user decides about a format.
type Style struct {
	Users   bool     // each row has a user, which is written
	Columns []string // the names of Entry.Fields, in their order, for a header
}

// table has the formats, the default one first.
var table = []*Format{
	JSONLines,
}

// Lookup returns the format of that name.
func Lookup(name string) (*Format, error) {
	for _, f := range table {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("format %q is none of %v", name, Names())
}

// Names returns the names of all formats, the default first.
func Names() (names []string) {
	for _, f := range table {
		names = append(names, f.Name)
	}
	return names
}

// Takes reports whether the format has a notation for hashes of s.
func (f *Format) Takes(s *kdf.Scheme) bool {
	return f.notations == nil || f.notations[s.Name] != nil
}

// Algorithms returns the names of those for new hashes that the format takes.
func (f *Format) Algorithms() (names []string) {
	for _, s := range kdf.Algorithms() {
		if f.Takes(s) {
			names = append(names, s.Name)
		}
	}
	return names
}

// Check returns an error if no row of parameters p can be written.
func (f *Format) Check(p kdf.Params, o *Style) error {
	if !f.Takes(p.Scheme) {
		return fmt.Errorf("%s does not take %s, but %s", f.Name, p.Scheme.Name, strings.Join(f.Algorithms(), ", "))
	}
	if f.NeedsUser && !o.Users {
		return fmt.Errorf("%s needs a user for each password", f.Name)
	}
	return nil
}

// CheckPassword returns an error if the programs that read the format do not
// take a password.
func (f *Format) CheckPassword(password []byte) error {
	if f.MaxPassword > 0 && len(password) > f.MaxPassword {
		return fmt.Errorf("password has %d bytes, and %s takes at most %d", len(password), f.Name, f.MaxPassword)
	}
	return nil
}

// Begin appends what comes before the rows.
func (f *Format) Begin(dst []byte, o *Style) []byte {
	if f.begin == nil {
		return dst
	}
	return f.begin(dst, o)
}

// Append appends one row, or nothing. The error is why the format cannot hold
// the row.
func (f *Format) Append(dst []byte, e *Entry, o *Style) ([]byte, error) {
	n := len(dst)
	dst, err := f.row(slices.Grow(dst, rowBytes), e, o, f.notations[e.Params.Scheme.Name])
	if err != nil {
		return dst[:n], err
	}
	return dst, nil
}

// rowBytes is about how long a row is.
const rowBytes = 256

// AppendGap appends what stands for a row that is left out: an empty line,
// where rows are known by their place alone.
func (f *Format) AppendGap(dst []byte, o *Style) []byte {
	if f.Numbered || o.Users {
		return dst
	}
	return append(dst, '\n')
}
