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
	Dated       bool // rows have Style.Day

	// notations are how one hash is written, by the names of algorithms. nil:
	// as the record of any algorithm.
	notations map[string]notation
	ident     string // of bcrypt, unless the user chooses another; "": 2b
	keyBytes  map[string]int
	salts     map[string]func(random []byte) []byte // nil: the algorithm's

	begin func(dst []byte, o *Style) []byte // nil: no header
	row   func(dst []byte, e *Entry, o *Style, f *Format) ([]byte, error)
	check func(o *Style) error // nil: any style
}

// A notation appends a hash as a string. The error is a limit of the notation.
type notation func(dst []byte, e *Entry, ident string) ([]byte, error)

// A Style is what a user decides about a format.
type Style struct {
	Users    bool     // each row has a user, which is written
	Files    bool     `json:",omitempty"` // each row names its list
	Columns  []string // the names of Entry.Fields, in their order, for a header
	Ident    string   // of bcrypt: 2a, 2b or 2y; "": the format's
	Day      int      // of the last change, in days since 1970, for shadow
	LDAPBase string   // the DN below which the users are; "": they are DNs
}

// table has the formats, the default one first.
var table = []*Format{
	JSONLines,
	csvRows,
	phcStrings,
	mcfStrings,
	passlibStrings,
	djangoStrings,
	htpasswd,
	shadow,
	ldif,
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

// DefaultAlgorithm returns the algorithm for new hashes that the format takes,
// if the user names none: the default one, or the first that is not weak.
func (f *Format) DefaultAlgorithm() *kdf.Scheme {
	all := kdf.Algorithms()
	i := slices.IndexFunc(all, func(s *kdf.Scheme) bool { return f.Takes(s) && s.Default().Weak() == "" })
	return all[max(0, i)]
}

// KeyBytes returns the only length of keys that the format takes from s, or 0.
func (f *Format) KeyBytes(s *kdf.Scheme) int { return f.keyBytes[s.Name] }

// Salt makes a salt for parameters p of random bytes: some formats have text
// for it where the algorithm takes any bytes.
func (f *Format) Salt(p kdf.Params, random []byte) []byte {
	if salt := f.salts[p.Scheme.Name]; salt != nil {
		return salt(random)
	}
	return p.Salt(random)
}

// CheckPassword returns an error if the programs that read the format do not
// take a password.
func (f *Format) CheckPassword(password []byte) error {
	if f.MaxPassword > 0 && len(password) > f.MaxPassword {
		return fmt.Errorf("password has %d bytes, and %s takes at most %d", len(password), f.Name, f.MaxPassword)
	}
	return nil
}

// Check returns an error if no row can be written that has parameters p and a
// salt of so many random bytes.
func (f *Format) Check(p kdf.Params, saltBytes int, o *Style) error {
	if !f.Takes(p.Scheme) {
		return fmt.Errorf("%s does not take %s, but %s", f.Name, p.Scheme.Name, strings.Join(f.Algorithms(), ", "))
	}
	if p.Prehash != nil && f != JSONLines {
		return fmt.Errorf("%s has no place to say that passwords are hashed with %s; %s has", f.Name, p.Prehash.Name, JSONLines.Name)
	}
	if f.NeedsUser && !o.Users {
		return fmt.Errorf("%s needs a user for each password", f.Name)
	}
	if n := f.KeyBytes(p.Scheme); n > 0 && p.KeyLength() != n {
		return fmt.Errorf("%s takes hashes of %s with %d bytes, not %d", f.Name, p.Scheme.Name, n, p.KeyLength())
	}
	if f.check != nil {
		if err := f.check(o); err != nil {
			return fmt.Errorf("%s %w", f.Name, err)
		}
	}
	if f.notations == nil {
		return nil
	}
	e := Entry{Params: p, Salt: f.Salt(p, make([]byte, saltBytes)), Key: make([]byte, p.KeyLength())}
	if _, err := f.AppendHash(nil, &e, o); err != nil {
		return fmt.Errorf("%s: with these parameters %w", f.Name, err)
	}
	return nil
}

// AppendHash appends the hash of e alone, without its user and line end.
func (f *Format) AppendHash(dst []byte, e *Entry, o *Style) ([]byte, error) {
	ident := o.Ident
	if ident == "" {
		ident = f.ident
	}
	write := f.notations[e.Params.Scheme.Name]
	if write == nil {
		return dst, fmt.Errorf("%s does not take %s", f.Name, e.Params.Scheme.Name)
	}
	return write(dst, e, ident)
}

// HasHeader reports whether the format names its columns once, before the rows.
func (f *Format) HasHeader() bool { return f.begin != nil }

// Begin appends what comes before the rows.
func (f *Format) Begin(dst []byte, o *Style) []byte {
	if f.begin == nil {
		return dst
	}
	return f.begin(dst, o)
}

// Append appends one row. The error is why the format cannot hold it; dst is
// then as it was.
func (f *Format) Append(dst []byte, e *Entry, o *Style) ([]byte, error) {
	n := len(dst)
	dst, err := f.row(slices.Grow(dst, rowBytes), e, o, f)
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
