package preset

import (
	"errors"
	"slices"
	"strings"

	"fanout/processors/hash/format"
)

// django hashes the characters of the salt, not what they may stand for.
var django = &Target{
	Name: "django",
	algorithms: []algorithm{
		{name: "pbkdf2-sha256", keys: []int{32}, salt: 16}, {name: "argon2id"}, {name: "django-bcrypt-sha256"}, {name: "bcrypt"},
		{name: "scrypt", costs: map[string]int{"n": 16384, "p": 5}, keys: []int{64}, salt: 16},
	},
	file:    csvFile("username", "password"),
	columns: true,
	keys:    byName,
	record:  csvRecord("username", "password", djangoString),
	trial: func(r *row) error {
		_, err := djangoString(r)
		return err
	},
	salts: "django",
	next: func(p *Preset) string {
		hasher := map[string]string{
			"pbkdf2-sha256": "PBKDF2PasswordHasher, with the iterations of the site, else they are hashed again at login",
			"argon2id":      "Argon2PasswordHasher", "django-bcrypt-sha256": "BCryptSHA256PasswordHasher",
			"bcrypt": "BCryptPasswordHasher, which is not there by default", "scrypt": "ScryptPasswordHasher",
		}
		return "the column password goes into that of the users' table; PASSWORD_HASHERS must have " + hasher[p.params.Scheme.Name]
	},
}

// djangoString is a hash that fits into Django's column.
func djangoString(r *row) (string, error) {
	if r.Params.Scheme.Name == "django-bcrypt-sha256" {
		return ownString(r.Entry), nil
	}
	return notationOf("django", r.Entry)
}

// laravel asks a function of PHP that knows bcrypt by the ident 2y only.
var laravel = &Target{
	Name:       "laravel",
	algorithms: []algorithm{{name: "bcrypt"}, {name: "argon2id"}},
	file:       csvFile("email", "password"),
	columns:    true,
	keys:       byMail,
	record:     csvRecord("email", "password", phpString),
	next: func(p *Preset) string {
		if p.params.Scheme.Name == "argon2id" {
			return "the column password goes into that of the users' table; hashing.driver must be argon2id"
		}
		return "the column password goes into that of the users' table"
	},
}

// phpString is a hash as PHP's password_hash writes it.
func phpString(r *row) (string, error) {
	switch r.Params.Scheme.Name {
	case "bcrypt":
		return bcryptString(r.Entry, "2y"), nil
	case "wordpress":
		return ownString(r.Entry), nil
	}
	return phcString(r.Entry)
}

// wordpress trims passwords before it hashes them.
var wordpress = &Target{
	Name:       "wordpress",
	algorithms: []algorithm{{name: "wordpress", costs: map[string]int{"cost": 10}}, {name: "bcrypt", costs: map[string]int{"cost": 10}}},
	file:       csvFile("user_login", "user_pass"),
	columns:    true,
	keys:       byName,
	record:     csvRecord("user_login", "user_pass", phpString),
	note:       "wordpress cuts white space off both ends of a password before it is hashed, and so does this run",
	next:       func(*Preset) string { return "the column user_pass goes into that of wp_users" },
}

// csvFile is a CSV file with a column for the user and one for the hash.
func csvFile(userColumn, hashColumn string) file {
	return file{base: "users", ext: ".csv", single: true, in: inQuotedCSV, head: func(_ *Settings, columns []string) string {
		var dst []byte
		for i, name := range csvColumns(userColumn, hashColumn, columns) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendCell(dst, name)
		}
		return string(append(dst, '\n'))
	}}
}

// csvColumns returns the header: user, hash, and the columns of the list.
func csvColumns(userColumn, hashColumn string, columns []string) []string {
	names := []string{userColumn, hashColumn}
	for _, name := range columns {
		if name != userColumn {
			names = append(names, name)
		}
	}
	return names
}

// errColumnTaken is the failure of rows whose list has a column with the name
// of that of the hashes.
var errColumnTaken = errors.New("its list has a column with the name of that for the hashes")

// csvRecord returns the function that appends a row of a CSV file.
func csvRecord(userColumn, hashColumn string, hash func(*row) (string, error)) func([]byte, *row) ([]byte, error) {
	return func(dst []byte, r *row) ([]byte, error) {
		if slices.Contains(r.columns, hashColumn) {
			return dst, errColumnTaken
		}
		values := map[string]string{userColumn: r.name}
		for _, f := range r.fields {
			values[f.Name] = f.Value
			if text, err := textOf(f); err == nil {
				values[f.Name] = text
			}
		}
		if userColumn == "email" {
			address, err := r.mail()
			if err != nil {
				return dst, err
			}
			values[userColumn] = address
		}
		var err error
		if values[hashColumn], err = hash(r); err != nil {
			return dst, err
		}
		for i, name := range csvColumns(userColumn, hashColumn, r.columns) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendCell(dst, values[name])
		}
		return dst, nil
	}
}

// appendCell appends a value of CSV, in quotes where RFC 4180 asks for them.
func appendCell(dst []byte, value string) []byte {
	if !strings.ContainsAny(value, "\",\r\n") && strings.TrimSpace(value) == value {
		return append(dst, value...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(value, `"`, `""`)...)
	return append(dst, '"')
}

// csvRow decodes a row by its header: the user and the hash come first.
func csvRow(values []string) (format.Entry, error) {
	if len(values) < 2 {
		return format.Entry{}, errors.New("has no user and hash")
	}
	return withUser(values[0], values[1])
}
