package preset

import (
	"encoding/json"
	"strconv"

	"fanout/processors/hash/format"
)

// keycloak reads a folder of users with REALM-users-N.json, 50 users each.
var keycloak = &Target{
	Name: "keycloak",
	algorithms: []algorithm{
		{name: "argon2id", costs: map[string]int{"memory_kib": 7168, "time": 5}},
		{name: "pbkdf2-sha512"},
		{name: "pbkdf2-sha256"},
	},
	settings: []setting{
		{name: setRealm, usage: "name of the realm, which the names of the files begin with"},
		verifiedSetting,
	},
	file:   file{base: "users", ext: ".json", in: inArray("users"), head: keycloakHead, realm: true},
	limits: limits{users: 50},
	own:    []attribute{enabled, disabled, email, emailVerified},
	members: []member{
		{firstName, "firstName", text}, {lastName, "lastName", text},
	},
	keys: byNameAndMail,
	record: func(dst []byte, r *row) ([]byte, error) {
		o := begin(dst)
		o.string("username", r.name)
		active, known, err := r.truth(enabled)
		if !known && err == nil {
			active, _, err = r.truth(disabled)
			active = !active
		}
		if err != nil {
			return dst, err
		}
		o.bool("enabled", active)
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
		if err := r.rest(o); err != nil {
			return dst, err
		}
		o.raw("credentials", string(keycloakCredentials(r.Entry)))
		return o.end(), nil
	},
	parse: parseKeycloak,
	next: func(p *Preset) string {
		return "put the files beside the realm's own and import the folder: kc.sh import --dir FOLDER"
	},
}

// keycloakHead names the realm where it is known.
func keycloakHead(s *Settings, _ []string) string {
	if realm := s.get(setRealm); realm != "" {
		return `{"realm":` + string(appendString(nil, realm)) + `,"users":[` + "\n"
	}
	return `{"users":[` + "\n"
}

// keycloakCredentials returns the list of one password, whose parts are JSON in
// strings.
func keycloakCredentials(e *format.Entry) []byte {
	p := e.Params
	data := begin(nil)
	if p.Scheme.Name == "argon2id" {
		data.number("hashIterations", value(p, "time"))
		data.string("algorithm", "argon2")
		data.open("additionalParameters")
		for _, m := range [][2]string{
			{"hashLength", strconv.Itoa(p.KeyBytes)}, {"memory", strconv.Itoa(value(p, "memory_kib"))}, {"type", "id"},
			{"version", "1.3"}, {"parallelism", strconv.Itoa(value(p, "parallelism"))},
		} {
			data.raw(m[0], `["`+m[1]+`"]`)
		}
		data.close()
	} else {
		data.number("hashIterations", value(p, "iterations"))
		data.string("algorithm", p.Scheme.Name)
		data.raw("additionalParameters", "{}")
	}
	secret := begin(nil)
	secret.base64("value", e.Key)
	secret.base64("salt", e.Salt)
	secret.raw("additionalParameters", "{}")
	o := begin([]byte("["))
	o.string("type", "password")
	o.string("credentialData", string(data.end()))
	o.string("secretData", string(secret.end()))
	return append(o.end(), ']')
}

// parseKeycloak decodes a user with one password.
func parseKeycloak(text []byte, _ *Settings) (e format.Entry, err error) {
	var u struct {
		Name        string `json:"username"`
		Credentials []struct {
			Type, CredentialData, SecretData string
		} `json:"credentials"`
	}
	if err := json.Unmarshal(text, &u); err != nil {
		return e, err
	}
	if len(u.Credentials) != 1 || u.Credentials[0].Type != "password" {
		return refuse(u.Name, "it has not one credential that is a password")
	}
	var data struct {
		Iterations int `json:"hashIterations"`
		Algorithm  string
		Additional struct {
			Length, Memory, Type, Version, Parallelism [1]string
		} `json:"additionalParameters"`
	}
	var secret struct{ Value, Salt string }
	c := u.Credentials[0]
	if json.Unmarshal([]byte(c.CredentialData), &data) != nil || json.Unmarshal([]byte(c.SecretData), &secret) != nil {
		return refuse(u.Name, "its credential is not JSON in strings")
	}
	switch a := &data.Additional; {
	case data.Algorithm == "pbkdf2-sha512", data.Algorithm == "pbkdf2-sha256":
		return decoded(u.Name, secret.Salt, secret.Value, data.Algorithm, data.Iterations)
	case data.Algorithm != "argon2":
		return refuse(u.Name, "its algorithm is not computed")
	case a.Version[0] != "1.3" && a.Version[0] != "1.0":
		return refuse(u.Name, "its version of Argon2 is not known")
	default:
		return parseKeycloakArgon2(u.Name, secret.Salt, secret.Value, data.Iterations, a.Type[0], a.Version[0], a.Memory[0], a.Parallelism[0])
	}
}

func parseKeycloakArgon2(name, salt, key string, time int, kind, version, memory, parallelism string) (format.Entry, error) {
	memoryKiB, errMemory := strconv.Atoi(memory)
	lanes, errLanes := strconv.Atoi(parallelism)
	if errMemory != nil || errLanes != nil || kind != "id" && kind != "i" && kind != "d" {
		return refuse(name, "its parameters of Argon2 are not known")
	}
	v := 19
	if version == "1.0" {
		v = 16
	}
	return decoded(name, salt, key, "argon2"+kind, memoryKiB, time, lanes, v)
}
