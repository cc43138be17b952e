package preset

import (
	"encoding/json"
	"strings"

	"fanout/processors/hash/format"
)

// zitadel has only bcrypt's verifier on by default.
var zitadel = &Target{
	Name: "zitadel",
	algorithms: []algorithm{
		{name: "bcrypt"}, {name: "argon2id"}, {name: "scrypt"},
		{name: "pbkdf2-sha512", keys: []int{64}}, {name: "pbkdf2-sha256", keys: []int{32}},
	},
	settings: []setting{verifiedSetting},
	file:     file{base: "users", ext: ".jsonl", single: true, in: inLines},
	own:      []attribute{email, emailVerified},
	members: []member{
		{firstName, "firstName", text}, {lastName, "lastName", text}, {nickname, "nickName", text},
		{fullName, "displayName", text},
	},
	keys: byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		hash, err := phcString(r.Entry)
		if strings.HasPrefix(r.Params.Scheme.Name, "pbkdf2-") {
			hash, err = notationOf("passlib", r.Entry)
		}
		if err != nil {
			return dst, err
		}
		o := begin(dst)
		o.string("userName", r.name)
		o.open("profile")
		if err := r.rest(o); err != nil {
			return dst, err
		}
		o.close()
		address, err := r.mail()
		if err != nil {
			return dst, err
		}
		if address != "" {
			o.open("email")
			o.string("email", address)
			if err := r.verified(o, "isEmailVerified"); err != nil {
				return dst, err
			}
			o.close()
		}
		o.open("hashedPassword")
		o.string("value", hash)
		o.close()
		return o.end(), nil
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Name string                 `json:"userName"`
			Hash struct{ Value string } `json:"hashedPassword"`
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		return withUser(u.Name, u.Hash.Value)
	},
	next: func(p *Preset) string {
		body := "each line is the body of one call that imports a user"
		if p.params.Scheme.Name == "bcrypt" {
			return body
		}
		return body + "; first enable the verifier of " + p.params.Scheme.Name + " in Zitadel, where only bcrypt's is on"
	},
}
