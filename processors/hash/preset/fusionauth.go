package preset

import (
	"encoding/json"

	"fanout/processors/hash/format"
)

// fusionauth takes 100,000 users a call. Without a scheme it would take a hash
// for a password and hash it again.
var fusionauth = &Target{
	Name: "fusionauth",
	algorithms: []algorithm{
		{name: "bcrypt"},
		{name: "pbkdf2-sha512", keys: []int{64}},
		{name: "pbkdf2-sha256", keys: []int{32, 64}},
	},
	settings: []setting{verifiedSetting},
	file:     file{base: "users", ext: ".json", in: inArray("users")},
	limits:   limits{users: 100_000},
	own:      []attribute{email, emailVerified},
	members: []member{
		{firstName, "firstName", text}, {lastName, "lastName", text}, {fullName, "fullName", text},
		{phone, "mobilePhone", text}, {picture, "imageUrl", text}, {enabled, "active", truth},
		{disabled, "active", opposite},
	},
	keys: byNameAndMail,
	record: func(dst []byte, r *row) ([]byte, error) {
		o := begin(dst)
		address, err := r.mail()
		if err != nil {
			return dst, err
		}
		if address != "" {
			o.string("email", address)
		}
		if address != r.name {
			o.string("username", r.name)
		}
		scheme := fusionAuthScheme(r.Entry)
		o.string("encryptionScheme", scheme)
		if scheme == "bcrypt" {
			salt, digest := bcryptHalves(r.Entry)
			o.number("factor", value(r.Params, "cost"))
			o.string("salt", salt)
			o.string("password", digest)
		} else {
			o.number("factor", value(r.Params, "iterations"))
			o.base64("salt", r.Salt)
			o.base64("password", r.Key)
		}
		if err := r.verified(o, "verified"); err != nil {
			return dst, err
		}
		if err := r.rest(o); err != nil {
			return dst, err
		}
		return o.end(), nil
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Email, Username, EncryptionScheme, Salt, Password string
			Factor                                            int
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		name := u.Username
		if name == "" {
			name = u.Email
		}
		if u.EncryptionScheme == "bcrypt" {
			return fromHalves(name, u.Factor, u.Salt, u.Password)
		}
		for _, s := range fusionAuthSchemes {
			if s.name == u.EncryptionScheme {
				e, err := decoded(name, u.Salt, u.Password, s.algorithm, u.Factor)
				if len(e.Key) != s.key && e.Err == nil {
					return refuse(name, "its hash has not the length of its encryptionScheme")
				}
				return e, err
			}
		}
		return refuse(name, "its encryptionScheme is not computed")
	},
	next: func(*Preset) string {
		return "POST the files to /api/user/import one after the other, not in parallel"
	},
}

// fusionAuthSchemes are FusionAuth's names of PBKDF2 by function and length of
// the key.
var fusionAuthSchemes = []struct {
	name, algorithm string
	key             int
}{
	{"salted-pbkdf2-hmac-sha256", "pbkdf2-sha256", 32},
	{"salted-pbkdf2-hmac-sha256-512", "pbkdf2-sha256", 64},
	{"salted-pbkdf2-hmac-sha512-512", "pbkdf2-sha512", 64},
}

func fusionAuthScheme(e *format.Entry) string {
	for _, s := range fusionAuthSchemes {
		if s.algorithm == e.Params.Scheme.Name && s.key == e.Params.KeyBytes {
			return s.name
		}
	}
	return "bcrypt"
}
