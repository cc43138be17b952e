package preset

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/format"
)

// ldap sets the passwords of entries that are there.
var ldap = &Target{
	Name: "ldap",
	algorithms: []algorithm{
		{name: "sha512crypt"}, {name: "argon2id"},
		{name: "pbkdf2-sha512", keys: []int{64}}, {name: "pbkdf2-sha256", keys: []int{32}}, {name: "bcrypt"}, {name: "ssha512"},
	},
	settings: []setting{{name: "base-dn", usage: "the entry above the users', as ou=people,dc=example,dc=org, where no column dn names theirs"}},
	file: file{base: "users", ext: ".ldif", single: true, in: container{between: "\n\n", tail: "\n", kind: blocks}, head: func(*Settings, []string) string {
		return "version: 1\n\n"
	}},
	own:    []attribute{distinguished},
	keys:   byName,
	record: ldapRecord,
	parse:  parseLDAP,
	next: func(p *Preset) string {
		module := map[string]string{
			"sha512crypt": "{CRYPT} works where the crypt() of the server's system does", "bcrypt": "{CRYPT} works where the crypt() of the server's system does",
			"argon2id": "the server needs the module argon2", "ssha512": "the server needs the module pw-sha2",
		}[p.params.Scheme.Name]
		if module == "" {
			module = "the server needs the module pw-pbkdf2"
		}
		return "ldapmodify -f FILE; " + module
	},
}

func ldapRecord(dst []byte, r *row) ([]byte, error) {
	dn, err := r.text(distinguished)
	if err != nil {
		return dst, err
	}
	if dn == "" {
		base := r.settings.get("base-dn")
		if base == "" {
			return dst, errors.New("it has no column dn; where users are below one entry, add --set base-dn=ou=people,dc=example,dc=org")
		}
		dn = "uid=" + format.EscapeDN(r.name) + "," + base
	}
	hash, err := notationOf("ldap", r.Entry)
	if err != nil {
		return dst, err
	}
	if printable(dn) && isASCII(dn) && dn == strings.TrimSpace(dn) {
		dst = append(append(dst, "dn: "...), dn...)
	} else {
		dst = base64.StdEncoding.AppendEncode(append(dst, "dn:: "...), []byte(dn))
	}
	return fmt.Appendf(dst, "\nchangetype: modify\nreplace: userPassword\nuserPassword: %s\n-", hash), nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0
}

// parseLDAP decodes a block. The user of an entry is the first value of its
// distinguished name.
func parseLDAP(text []byte, _ *Settings) (e format.Entry, err error) {
	var dn, hash string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if v, ok := ldifValue(line, "dn"); ok {
			dn = v
		}
		if v, ok := ldifValue(line, "userPassword"); ok {
			hash = v
		}
	}
	if hash == "" {
		return refuse(userOf(dn), "it sets no userPassword")
	}
	return withUser(userOf(dn), hash)
}

// ldifValue returns the value of a line of LDIF that is about name.
func ldifValue(line, name string) (string, bool) {
	rest, ok := strings.CutPrefix(line, name+":")
	if !ok {
		return "", false
	}
	if coded, ok := strings.CutPrefix(rest, ":"); ok {
		b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
		return string(b), err == nil
	}
	return strings.TrimPrefix(rest, " "), true
}

// userOf returns the first value of a distinguished name.
func userOf(dn string) string {
	_, rest, _ := strings.Cut(dn, "=")
	var b strings.Builder
	for i := 0; i < len(rest) && rest[i] != ','; i++ {
		if rest[i] == '\\' && i+1 < len(rest) {
			i++
			var c byte
			if n, err := fmt.Sscanf(rest[i:min(i+2, len(rest))], "%02x", &c); n == 1 && err == nil && len(rest) > i+1 && !strings.ContainsRune(`"+,;<>\= #`, rune(rest[i])) {
				b.WriteByte(c)
				i++
				continue
			}
		}
		b.WriteByte(rest[i])
	}
	return b.String()
}
