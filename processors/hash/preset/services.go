package preset

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"fanout/processors/hash/format"
)

// supabase takes one user a call.
var supabase = &Target{
	Name:       "supabase",
	algorithms: []algorithm{{name: "argon2id"}, {name: "bcrypt"}},
	settings:   []setting{verifiedSetting},
	file:       file{base: "users", ext: ".jsonl", single: true, in: inLines},
	own:        []attribute{email, emailVerified},
	members: []member{
		{phone, "phone", text}, {appMetadata, "app_metadata", structured}, {userMetadata, "user_metadata", structured},
	},
	keys: byMail,
	record: func(dst []byte, r *row) ([]byte, error) {
		return simple(dst, r, func(o *object, address, hash string) error {
			o.string("email", address)
			o.string("password_hash", hash)
			if err := r.verified(o, "email_confirm"); err != nil {
				return err
			}
			return r.rest(o)
		})
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Email string
			Hash  string `json:"password_hash"`
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		return withUser(u.Email, u.Hash)
	},
	next: func(*Preset) string { return "each line is the body of one call of the admin's createUser" },
}

// simple appends the record of a user with an address and a PHC string.
func simple(dst []byte, r *row, add func(o *object, address, hash string) error) ([]byte, error) {
	keys, err := byMail(r)
	if err != nil {
		return dst, err
	}
	hash, err := phcString(r.Entry)
	if err != nil {
		return dst, err
	}
	o := begin(dst)
	if err := add(o, keys[0], hash); err != nil {
		return dst, err
	}
	return o.end(), nil
}

// workos takes one user a call. The names of the parameters in its scrypt and
// PBKDF2 strings were found nowhere, so that these are not written.
var workos = &Target{
	Name:       "workos",
	algorithms: []algorithm{{name: "argon2id"}, {name: "bcrypt"}},
	open:       []string{"scrypt", "pbkdf2-sha512", "pbkdf2-sha256"},
	settings:   []setting{verifiedSetting},
	file:       file{base: "users", ext: ".jsonl", single: true, in: inLines},
	own:        []attribute{email, emailVerified},
	members: []member{
		{firstName, "first_name", text}, {lastName, "last_name", text},
	},
	keys: byMail,
	record: func(dst []byte, r *row) ([]byte, error) {
		return simple(dst, r, func(o *object, address, hash string) error {
			o.string("email", address)
			o.string("password_hash", hash)
			o.string("password_hash_type", strings.TrimSuffix(r.Params.Scheme.Name, "id"))
			if err := r.verified(o, "email_verified"); err != nil {
				return err
			}
			return r.rest(o)
		})
	},
	parse: supabase.parse,
	next:  func(*Preset) string { return "each line is the body of one call that creates a user" },
}

// clerk tells by password_hasher what a digest is.
var clerk = &Target{
	Name: "clerk",
	algorithms: []algorithm{
		{name: "argon2id"}, {name: "bcrypt"}, {name: "pbkdf2-sha256", keys: []int{32}},
	},
	file: file{base: "users", ext: ".jsonl", single: true, in: inLines},
	own:  []attribute{email},
	members: []member{
		{identifier, "external_id", text}, {username, "username", text}, {phone, "phone_number", list},
		{firstName, "first_name", text}, {lastName, "last_name", text}, {publicData, "public_metadata", structured},
		{privateData, "private_metadata", structured},
	},
	keys: byMail,
	record: func(dst []byte, r *row) ([]byte, error) {
		return simple(dst, r, func(o *object, address, hash string) error {
			o.texts("email_address", address)
			hasher := r.Params.Scheme.Name
			if hasher == "pbkdf2-sha256" {
				hasher = "pbkdf2_sha256"
				hash = fmt.Sprintf("pbkdf2_sha256$%d$%s$%s", value(r.Params, "iterations"),
					base64.StdEncoding.EncodeToString(r.Salt), base64.StdEncoding.EncodeToString(r.Key))
			}
			o.string("password_hasher", hasher)
			o.string("password_digest", hash)
			return r.rest(o)
		})
	},
	parse: func(text []byte, _ *Settings) (e format.Entry, err error) {
		var u struct {
			Email  []string `json:"email_address"`
			Hasher string   `json:"password_hasher"`
			Digest string   `json:"password_digest"`
		}
		if err := json.Unmarshal(text, &u); err != nil {
			return e, err
		}
		name := ""
		if len(u.Email) > 0 {
			name = u.Email[0]
		}
		if u.Hasher != "pbkdf2_sha256" { // whose salt is base64; with Django's it is text
			return withUser(name, u.Digest)
		}
		parts := strings.Split(u.Digest, "$")
		if len(parts) != 4 {
			return refuse(name, "its digest has not the form of its password_hasher")
		}
		n, err := strconv.Atoi(parts[1])
		if err != nil {
			return refuse(name, "its digest has not the form of its password_hasher")
		}
		return decoded(name, parts[2], parts[3], "pbkdf2-sha256", n)
	},
	next: func(*Preset) string {
		return "each line is the body of one POST to /v1/users; 1,000 calls per 10 s are taken, 100 for an instance in development"
	},
}
