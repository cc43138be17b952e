package preset

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"fanout/processors/hash/format"
)

// firebase has one set of parameters for a file, which the file does not hold.
var firebase = &Target{
	Name: "firebase",
	algorithms: []algorithm{
		{name: "bcrypt"},
		{name: "scrypt"},
		{name: "pbkdf2-sha256", costs: map[string]int{"iterations": 120_000}, keys: []int{32}, bounds: []bound{{"iterations", 1, 120_000}}},
	},
	settings: []setting{verifiedSetting},
	file:     file{base: "users", ext: ".json", in: inArray("users")},
	limits:   limits{users: 1000},
	own:      []attribute{identifier, email, emailVerified},
	members: []member{
		{fullName, "displayName", text}, {picture, "photoUrl", text}, {phone, "phoneNumber", text},
		{disabled, "disabled", truth}, {created, "createdAt", milliseconds}, {lastLogin, "lastSignedInAt", milliseconds},
	},
	// An equal localId replaces a user, an equal address makes a second one.
	keys: func(r *row) ([]string, error) {
		id, err := r.localID()
		if err != nil {
			return nil, err
		}
		address, err := r.mail()
		if address == "" || address == id {
			return []string{id}, err
		}
		return []string{id, address}, err
	},
	lowerMail: true,
	record: func(dst []byte, r *row) ([]byte, error) {
		id, err := r.localID()
		if err != nil {
			return dst, err
		}
		o := begin(dst)
		o.string("localId", id)
		address, err := r.mail()
		if err != nil {
			return dst, err
		}
		if address != "" {
			o.string("email", address)
			if err := r.verified(o, "emailVerified"); err != nil {
				return dst, err
			}
		}
		if r.Params.Scheme.Name == "bcrypt" {
			o.base64("passwordHash", []byte(bcryptString(r.Entry, "2b")))
		} else {
			o.base64("passwordHash", r.Key)
			o.base64("salt", r.Salt)
		}
		if err := r.rest(o); err != nil {
			return dst, err
		}
		return o.end(), nil
	},
	parse: parseFirebase,
	next: func(p *Preset) string {
		return fmt.Sprintf("for each file: firebase auth:import FILE %s", firebaseFlags(p))
	},
	note: "firebase takes the parameters on the command line that is shown at the end, not from the files",
}

// localID returns the identifier of a user: that of a column, or the name.
func (r *row) localID() (string, error) {
	id, err := r.text(identifier)
	if id == "" && err == nil {
		id = r.name
	}
	return id, err
}

// firebaseFlags returns the flags of auth:import that say the parameters.
func firebaseFlags(p *Preset) string {
	switch v := func(name string) int { return value(p.params, name) }; p.params.Scheme.Name {
	case "bcrypt":
		return "--hash-algo=BCRYPT"
	case "scrypt":
		return fmt.Sprintf("--hash-algo=STANDARD_SCRYPT --mem-cost=%d --block-size=%d --parallelization=%d --dk-len=%d",
			v("n"), v("r"), v("p"), p.params.KeyBytes)
	default:
		return fmt.Sprintf("--hash-algo=PBKDF2_SHA256 --rounds=%d", v("iterations"))
	}
}

// parseFirebase decodes a user. Only bcrypt says its own parameters; the others
// are filled in by the Reader.
func parseFirebase(text []byte, _ *Settings) (e format.Entry, err error) {
	var u struct {
		ID   string `json:"localId"`
		Hash string `json:"passwordHash"`
		Salt string `json:"salt"`
	}
	if err := json.Unmarshal(text, &u); err != nil {
		return e, err
	}
	hash, errHash := base64.StdEncoding.Strict().DecodeString(u.Hash)
	salt, errSalt := base64.StdEncoding.Strict().DecodeString(u.Salt)
	switch {
	case errHash != nil || errSalt != nil:
		return refuse(u.ID, "its salt or hash is not in base64 with padding")
	case u.Salt == "":
		return withUser(u.ID, string(hash))
	}
	return format.Entry{User: u.ID, Salt: salt, Key: hash}, nil
}
