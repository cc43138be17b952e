package preset

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"fanout/processors/hash/format"
)

// kratos takes 1,000 users with hashes a call.
var kratos = &Target{
	Name: "kratos",
	algorithms: []algorithm{
		{name: "argon2id"}, {name: "bcrypt"}, {name: "scrypt"}, {name: "pbkdf2-sha512"}, {name: "pbkdf2-sha256"}, {name: "sha512crypt"},
	},
	settings: []setting{{name: "schema-id", usage: "the identity schema", fallback: "default"}},
	file:     file{base: "identities", ext: ".json", in: inArray("identities")},
	limits:   limits{users: 1000},
	columns:  true,
	keys: func(r *row) ([]string, error) {
		if address, err := r.mail(); address != "" || err != nil {
			return []string{address}, err
		}
		return []string{r.name}, nil
	},
	record: func(dst []byte, r *row) ([]byte, error) {
		hash, err := kratosString(r.Entry)
		if err != nil {
			return dst, err
		}
		o := begin(dst)
		o.open("create")
		o.string("schema_id", r.settings.get("schema-id"))
		o.open("traits")
		if err := r.traits(o); err != nil {
			return dst, err
		}
		o.close()
		o.open("credentials")
		o.open("password")
		o.open("config")
		o.string("hashed_password", hash)
		for range 4 {
			o.close()
		}
		return o.end(), nil
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Create struct {
				Traits      struct{ Email, Username string }
				Credentials struct {
					Password struct {
						Config struct {
							Hash string `json:"hashed_password"`
						}
					}
				}
			}
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		name := u.Create.Traits.Email
		if name == "" {
			name = u.Create.Traits.Username
		}
		return withUser(name, fromKratos(u.Create.Credentials.Password.Config.Hash))
	},
	next: func(*Preset) string { return "each file is the body of one PATCH to /admin/identities" },
}

// traits adds what is known of a user under the names of the columns.
func (r *row) traits(o *object) error {
	address, err := r.mail()
	if err != nil {
		return err
	}
	if address != "" {
		o.string("email", address)
	}
	_, named := r.field(username)
	if address != r.name && !named {
		o.string("username", r.name)
	}
	for _, f := range r.fields {
		switch a := attributeOf(f.Name); {
		case isEmpty(f):
		case a == email && address != "", a == username && f.Name != "username":
		case f.JSON:
			o.raw(f.Name, compact(f.Value))
		default:
			o.string(f.Name, f.Value)
		}
	}
	return nil
}

// kratosString returns the hash in Kratos's dialect: scrypt's ln is N itself,
// and salt and hash are padded; sha512crypt has a long name.
func kratosString(e *format.Entry) (string, error) {
	switch p := e.Params; p.Scheme.Name {
	case "scrypt":
		return fmt.Sprintf("$scrypt$ln=%d,r=%d,p=%d$%s$%s", value(p, "n"), value(p, "r"), value(p, "p"),
			base64.StdEncoding.EncodeToString(e.Salt), base64.StdEncoding.EncodeToString(e.Key)), nil
	case "sha512crypt":
		return "$sha512-crypt$" + strings.TrimPrefix(ownString(e), "$6$"), nil
	}
	return phcString(e)
}

// fromKratos returns a hash of kratosString as others write it: a small N would
// be taken for its logarithm.
func fromKratos(hash string) string {
	rest, ok := strings.CutPrefix(hash, "$scrypt$ln=")
	number, rest, found := strings.Cut(rest, ",")
	if n, err := strconv.Atoi(number); ok && found && err == nil && n > 1 && n&(n-1) == 0 {
		ln := 0
		for ; n > 1; n >>= 1 {
			ln++
		}
		parts := strings.Split(rest, "$")
		for i := range parts[1:] {
			parts[1+i] = strings.TrimRight(parts[1+i], "=")
		}
		return fmt.Sprintf("$scrypt$ln=%d,%s", ln, strings.Join(parts, "$"))
	}
	return hash
}
