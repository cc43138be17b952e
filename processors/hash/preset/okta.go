package preset

import (
	"encoding/json"

	"fanout/processors/hash/format"
)

// okta takes one user a call: the body of each is a line.
var okta = &Target{
	Name: "okta",
	algorithms: []algorithm{
		{name: "bcrypt", bounds: []bound{{"cost", 1, 20}}},
		{name: "pbkdf2-sha512", bounds: []bound{{"iterations", 4096, 0}}},
		{name: "pbkdf2-sha256", bounds: []bound{{"iterations", 4096, 0}}},
	},
	file: file{base: "users", ext: ".jsonl", single: true, in: inLines},
	own:  []attribute{email},
	members: []member{
		{firstName, "firstName", text}, {lastName, "lastName", text}, {phone, "mobilePhone", text},
		{nickname, "nickName", text}, {fullName, "displayName", text},
	},
	keys: byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		o := begin(dst)
		o.open("profile")
		o.string("login", r.name)
		address, err := r.mail()
		if err != nil {
			return dst, err
		}
		if address != "" {
			o.string("email", address)
		}
		if err := r.rest(o); err != nil {
			return dst, err
		}
		o.close()
		o.open("credentials")
		o.open("password")
		o.open("hash")
		if p := r.Params; p.Scheme.Name == "bcrypt" {
			salt, digest := bcryptHalves(r.Entry)
			o.string("algorithm", "BCRYPT")
			o.number("workFactor", value(p, "cost"))
			o.string("salt", salt)
			o.string("value", digest)
		} else {
			o.string("algorithm", "PBKDF2")
			o.string("digestAlgorithm", oktaDigests[p.Scheme.Name])
			o.number("iterationCount", value(p, "iterations"))
			o.number("keySize", len(r.Key))
			o.base64("salt", r.Salt)
			o.base64("value", r.Key)
		}
		o.close()
		o.close()
		o.close()
		return o.end(), nil
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Profile     struct{ Login string }
			Credentials struct {
				Password struct {
					Hash struct {
						Algorithm, DigestAlgorithm, Salt, Value string
						WorkFactor, IterationCount, KeySize     int
					}
				}
			}
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		h := &u.Credentials.Password.Hash
		if h.Algorithm == "BCRYPT" {
			return fromHalves(u.Profile.Login, h.WorkFactor, h.Salt, h.Value)
		}
		for name, digest := range oktaDigests {
			if h.Algorithm == "PBKDF2" && h.DigestAlgorithm == digest {
				e, err := decoded(u.Profile.Login, h.Salt, h.Value, name, h.IterationCount)
				if len(e.Key) != h.KeySize && e.Err == nil {
					return refuse(u.Profile.Login, "its keySize is not the hash's")
				}
				return e, err
			}
		}
		return refuse(u.Profile.Login, "its algorithm is not computed")
	},
	next: func(*Preset) string {
		return "each line is the body of one call that creates a user; a user must be new or STAGED"
	},
}

// oktaDigests are Okta's names of PBKDF2's hash functions.
var oktaDigests = map[string]string{"pbkdf2-sha512": "SHA512_HMAC", "pbkdf2-sha256": "SHA256_HMAC"}
