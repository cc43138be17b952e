package preset

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// auth0: at most 500 KB a file, in bytes of UTF-8.
var auth0 = &Target{
	Name: "auth0",
	algorithms: []algorithm{
		{name: "argon2id"}, {name: "bcrypt"}, {name: "scrypt"}, {name: "pbkdf2-sha512"}, {name: "pbkdf2-sha256"},
	},
	settings: []setting{verifiedSetting},
	file:     file{base: "users", ext: ".json", in: inArray("")},
	limits:   limits{bytes: 499_999},
	own:      []attribute{email, emailVerified},
	members: []member{
		{identifier, "user_id", text}, {username, "username", text}, {firstName, "given_name", text},
		{lastName, "family_name", text}, {fullName, "name", text}, {nickname, "nickname", text},
		{picture, "picture", text}, {disabled, "blocked", truth}, {appMetadata, "app_metadata", structured},
		{userMetadata, "user_metadata", structured},
	},
	keys: byMail, lowerMail: true,
	record: func(dst []byte, r *row) ([]byte, error) {
		keys, err := byMail(r)
		if err != nil {
			return dst, err
		}
		o := begin(dst)
		o.string("email", keys[0])
		if err := r.verified(o, "email_verified"); err != nil {
			return dst, err
		}
		if err := r.rest(o); err != nil {
			return dst, err
		}
		if err := auth0Hash(o, r.Entry); err != nil {
			return dst, err
		}
		return o.end(), nil
	},
	parse: parseAuth0,
	next: func(p *Preset) string {
		if isAuth0Bcrypt(p.params) {
			return "import the files one after the other; a password_hash cannot be changed by a later import"
		}
		return "import the files one after the other; with upsert, a hash can be sent again until the user's first login"
	},
}

// auth0Hash adds the hash of e in the form that Auth0 has for its algorithm.
func auth0Hash(o *object, e *format.Entry) error {
	if isAuth0Bcrypt(e.Params) {
		o.string("password_hash", bcryptString(e, "2b"))
		return nil
	}
	o.open("custom_password_hash")
	defer o.close()
	p := e.Params
	if p.Scheme.Name == "scrypt" {
		o.string("algorithm", "scrypt")
		o.open("hash")
		o.string("value", hex.EncodeToString(e.Key))
		o.string("encoding", "hex")
		o.close()
		o.open("salt")
		o.string("value", hex.EncodeToString(e.Salt))
		o.string("encoding", "hex")
		o.close()
		o.number("keylen", len(e.Key))
		o.number("cost", value(p, "n"))
		if r := value(p, "r"); r != 8 {
			o.number("blockSize", r)
		}
		if n := value(p, "p"); n != 1 {
			o.number("parallelization", n)
		}
		return nil
	}
	hash, err := phcString(e)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(p.Scheme.Name, "-")
	o.string("algorithm", strings.TrimSuffix(name, "id"))
	o.open("hash")
	o.string("value", hash)
	o.string("encoding", "utf8")
	o.close()
	return nil
}

// parseAuth0 decodes what auth0Hash has written.
func parseAuth0(text []byte, _ *Settings) (e format.Entry, err error) {
	type encoded struct {
		Value    string `json:"value"`
		Encoding string `json:"encoding"`
	}
	var u struct {
		Email  string `json:"email"`
		Hash   string `json:"password_hash"`
		Custom struct {
			Algorithm string  `json:"algorithm"`
			Hash      encoded `json:"hash"`
			Salt      encoded `json:"salt"`
			KeyLen    int     `json:"keylen"`
			Cost      *int    `json:"cost"`
			Block     *int    `json:"blockSize"`
			Parallel  *int    `json:"parallelization"`
			Password  *any    `json:"password"`
		} `json:"custom_password_hash"`
	}
	if err := json.Unmarshal(text, &u); err != nil {
		return e, err
	}
	c := &u.Custom
	switch {
	case u.Hash != "":
		return withUser(u.Email, u.Hash)
	case c.Password != nil:
		return refuse(u.Email, "its password is encoded or salted in a way that is not computed")
	case c.Algorithm != "scrypt" && c.Salt.Value == "":
		return withUser(u.Email, c.Hash.Value)
	case c.Algorithm != "scrypt":
		return refuse(u.Email, "its salt stands apart, which is not computed")
	}
	key, err := decodeText(c.Hash.Value, c.Hash.Encoding)
	if err != nil {
		return refuse(u.Email, "its hash is in no known encoding")
	}
	salt, err := decodeText(c.Salt.Value, c.Salt.Encoding)
	if err != nil || c.KeyLen != len(key) {
		return refuse(u.Email, "its salt is in no known encoding, or its keylen is not the hash's")
	}
	return computed(u.Email, salt, key, "scrypt", or(c.Cost, 16384), or(c.Block, 8), or(c.Parallel, 1))
}

// or returns *v, or fallback.
func or(v *int, fallback int) int {
	if v == nil {
		return fallback
	}
	return *v
}

// decodeText decodes text in an encoding that a JSON file names.
func decodeText(text, encoding string) ([]byte, error) {
	switch encoding {
	case "hex":
		return hex.DecodeString(text)
	case "base64":
		return base64.StdEncoding.Strict().DecodeString(text)
	case "utf8":
		return []byte(text), nil
	}
	return nil, fmt.Errorf("encoding %q is not known", encoding)
}

// isAuth0Bcrypt reports whether hashes go into password_hash, which has one
// cost only.
func isAuth0Bcrypt(p kdf.Params) bool { return p.Scheme.Name == "bcrypt" && value(p, "cost") == 10 }
