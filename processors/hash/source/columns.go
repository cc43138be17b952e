package source

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Columns are those of a CSV list, or the members of the objects of JSON lines.
type Columns struct {
	Names     []string // of JSON lines: of the first object
	Delimiter byte     // of CSV

	User, Password   string // the columns taken for them; User may be ""
	UserFound        bool   // nobody has said so
	PasswordFound    bool
	HeaderUnfamiliar bool // no name in it is a usual one: it may be no header

	user, password int // places among Names of CSV; user may be -1
}

// The usual names of columns, by keyOf; of the users' those that tell more come
// first.
var (
	passwordNames = []string{"password", "passwd", "pass", "pwd", "passphrase", "secret", "plaintext", "plaintextpassword", "userpassword", "passwort", "motdepasse", "contrasena", "senha", "wachtwoord", "kennwort"}
	userNames     = [][]string{
		{"user", "username", "login", "loginname", "account", "accountname", "benutzer", "benutzername", "cognitousername"},
		{"email", "emailaddress", "mail", "useremail"},
		{"id", "userid", "uid"},
	}
	otherNames = []string{"name", "firstname", "lastname", "fullname", "displayname", "givenname", "surname", "createdat", "updatedat", "created", "updated", "role", "roles", "group", "groups", "phone", "phonenumber", "active", "enabled", "status", "url", "notes", "comment", "title", "domain", "department", "hash", "salt", "digest", "passwordhash", "emailverified", "locale", "language", "country", "city"}
)

// keyOf returns the letters and digits of a name, in small letters.
func keyOf(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// isHeader reports whether one of the names is a usual one of passwords, and
// another a usual one of something else.
func isHeader(names []string) bool {
	passwords := 0
	usual := 0
	for _, name := range names {
		if slices.Contains(passwordNames, keyOf(name)) {
			passwords++
		}
		if familiar(name) {
			usual++
		}
	}
	return passwords > 0 && usual > passwords
}

// familiar reports whether a name is a usual one of any column.
func familiar(name string) bool {
	key := keyOf(name)
	return slices.Contains(passwordNames, key) || slices.Contains(otherNames, key) ||
		slices.ContainsFunc(userNames, func(names []string) bool { return slices.Contains(names, key) })
}

// choose finds the columns of the passwords and the users, as opt or their
// names say. The error is a RefusedError.
func (c *Columns) choose(path string, opt *Options, kind Kind) error {
	c.HeaderUnfamiliar = !slices.ContainsFunc(c.Names, familiar)
	if name, twice := duplicate(c.Names); twice {
		return c.refuse(path, fmt.Sprintf("two columns are named %s", c.Show(name)), nil)
	}
	var err error
	if c.password, err = c.find(opt.PasswordColumn, "passwords", kind, [][]string{passwordNames}); err != nil {
		return c.refuse(path, err.Error(), passwordColumn)
	}
	if c.user, err = c.find(opt.UserColumn, "users", kind, userNames); err != nil && err != errNoColumn {
		return c.refuse(path, err.Error(), userColumn)
	}
	c.Password, c.PasswordFound = c.nameOf(c.password, opt.PasswordColumn), opt.PasswordColumn == ""
	c.User, c.UserFound = c.nameOf(c.user, opt.UserColumn), opt.UserColumn == ""
	if c.User == c.Password {
		return c.refuse(path, "one column cannot be the user's and the password's", userColumn)
	}
	return nil
}

// The settings that decide about columns.
func passwordColumn(name func(string) string) string { return name("PasswordColumn") }
func userColumn(name func(string) string) string     { return name("UserColumn") }

// nameOf returns the name of the column at i, or what was given for one that
// the first object does not have.
func (c *Columns) nameOf(i int, given string) string {
	if i >= 0 {
		return c.Names[i]
	}
	return given
}

// errNoColumn says that no column has a usual name; of users, it is no error.
var errNoColumn = errors.New("no column is named like passwords")

// find returns the place of the column of what: the given one, or the only one
// that has a name of the first of the lists in which any has.
func (c *Columns) find(given, what string, kind Kind, lists [][]string) (int, error) {
	if given != "" {
		if i := slices.Index(c.Names, given); i >= 0 {
			return i, nil
		}
		if kind == JSONL { // other objects may have it
			return -2, nil
		}
		if i := slices.IndexFunc(c.Names, func(n string) bool { return strings.EqualFold(n, given) }); i >= 0 {
			return i, nil
		}
		if n, err := strconv.Atoi(given); err == nil && 1 <= n && n <= len(c.Names) {
			return n - 1, nil
		}
		return -1, fmt.Errorf("there is no column %q", given)
	}
	for _, names := range lists {
		var found []int
		for i, name := range c.Names {
			if slices.Contains(names, keyOf(name)) {
				found = append(found, i)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return -1, fmt.Errorf("several columns could hold the %s", what)
		}
	}
	return -1, errNoColumn
}

// duplicate returns a name that stands twice among names.
func duplicate(names []string) (string, bool) {
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			return n, true
		}
		seen[n] = true
	}
	return "", false
}

// refuse returns the error that no columns can be chosen; the setting decides.
func (c *Columns) refuse(path, problem string, setting func(name func(string) string) string) error {
	text := ": " + problem + "; "
	switch {
	case c.HeaderUnfamiliar:
		text += fmt.Sprintf("its first line has %s without a usual name, and is not shown, as it may not be a header", countOf(len(c.Names), "column"))
	default:
		shown := make([]string, 0, len(c.Names))
		const few = 50
		for _, n := range c.Names[:min(few, len(c.Names))] {
			shown = append(shown, c.Show(n))
		}
		if len(c.Names) > few {
			shown = append(shown, "…")
		}
		text += "its columns are " + strings.Join(shown, ", ")
	}
	return &RefusedError{path, func(name func(string) string) (message, hint string) {
		if setting == nil {
			return text, "give its columns names that differ"
		}
		return text, setting(name) + " NAME decides"
	}}
}

// Show returns a name for a message, or the number of its column if the header
// may be no header.
func (c *Columns) Show(name string) string {
	const long = 60
	if c.HeaderUnfamiliar {
		return fmt.Sprint("column ", slices.Index(c.Names, name)+1)
	}
	if len(name) > long {
		name = name[:long] + "…"
	}
	return strconv.Quote(name)
}

// delimiters are those of CSV, the usual one first.
var delimiters = []byte{',', ';', '\t', '|'}

// header returns the names of the columns of a list that begins with text, and
// the delimiter of CSV.
func header(kind Kind, text []byte, whole bool) (names []string, delimiter byte, err error) {
	if kind == JSONL {
		names, err = firstMembers(text, whole)
		return names, 0, err
	}
	record, ok := firstRecord(text, whole)
	if !ok {
		return nil, 0, errors.New("its header does not end")
	}
	most := 0
	delimiter = delimiters[0]
	for _, d := range delimiters {
		var p csvRecord
		if err := p.split(trimEnd(record), d); err == nil && len(p.fields) > most {
			most, delimiter = len(p.fields), d
		}
		p.clear()
	}
	names, err = splitHeader(record, delimiter)
	if err == nil && len(names) == 0 {
		err = errors.New("it has no header")
	}
	return names, delimiter, err
}

// firstRecord returns the first record of CSV that is not blank, with its end.
func firstRecord(text []byte, whole bool) (record []byte, ok bool) {
	s := newScanner(bytes.NewReader(text))
	defer s.clear()
	for {
		line, end, err := s.record(maxRecord, delimiters)
		line, text = text[:len(line)], text[len(line):]
		switch {
		case err != nil:
			return nil, false
		case end == ended || end == atEnd && whole:
			if len(trimEnd(line)) > 0 {
				return line, true
			}
		default:
			return nil, false
		}
	}
}

// splitHeader returns the names in a header. One without a name has its number.
func splitHeader(record []byte, delimiter byte) (names []string, err error) {
	named := 0
	var p csvRecord
	defer p.clear()
	if err := p.split(trimEnd(record), delimiter); err != nil {
		return nil, err
	}
	for i := range p.fields {
		name := strings.TrimSpace(string(p.field(i)))
		if !utf8.ValidString(name) {
			return nil, errors.New("its header is not valid UTF-8")
		}
		if name != "" {
			named++
		} else {
			name = fmt.Sprint("column ", i+1)
		}
		names = append(names, name)
	}
	if named == 0 {
		return nil, nil
	}
	return names, nil
}

// HasUsers reports whether the list names a user for each password.
func (l *List) HasUsers() bool {
	return l.Kind == UserPass || l.Columns != nil && l.Columns.User != ""
}

// Carried returns the names of the columns that are neither the users' nor the
// passwords'. Those of JSON lines are of the first object.
func (l *List) Carried() (names []string) {
	if l.Columns == nil {
		return nil
	}
	for _, name := range l.Columns.Names {
		if name != l.Columns.User && name != l.Columns.Password {
			names = append(names, name)
		}
	}
	return names
}
