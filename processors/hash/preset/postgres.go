package preset

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"fanout/processors/hash/format"
)

// postgres stores what SCRAM-SHA-256 needs (RFC 5802, RFC 7677). The password
// is normalised by SASLprep first.
var postgres = &Target{
	Name: "postgres",
	algorithms: []algorithm{
		{name: "pbkdf2-sha256", costs: map[string]int{"iterations": 4096}, keys: []int{32}},
	},
	file: file{base: "roles", ext: ".sql", single: true, in: inLines},
	keys: byName,
	record: func(dst []byte, r *row) ([]byte, error) {
		if !printable(r.name) {
			return dst, errors.New("its user has a line break or another control character")
		}
		if len(r.name) > maxRole {
			return dst, fmt.Errorf("its user is longer than the %d bytes that postgres keeps", maxRole)
		}
		stored := sha256.Sum256(mac(r.Key, "Client Key"))
		base := base64.StdEncoding.EncodeToString
		return fmt.Appendf(dst, `CREATE ROLE "%s" LOGIN PASSWORD 'SCRAM-SHA-256$%d:%s$%s:%s';`, strings.ReplaceAll(r.name, `"`, `""`),
			value(r.Params, "iterations"), base(r.Salt), base(stored[:]), base(mac(r.Key, "Server Key"))), nil
	},
	parse: func(text []byte, _ *Settings) (format.Entry, error) {
		rest, ok := strings.CutPrefix(string(text), `CREATE ROLE "`)
		name, rest, found := strings.Cut(rest, `" LOGIN PASSWORD '`)
		hash, ends := strings.CutSuffix(rest, `';`)
		if !ok || !found || !ends {
			return refuse("", "it is no statement that fanout wrote")
		}
		return withUser(strings.ReplaceAll(name, `""`, `"`), hash)
	},
	password: saslprepared,
	next:     func(*Preset) string { return "run the statements with psql -f" },
	note:     "postgres normalises passwords by SASLprep (NFKC); one that this would change fails",
}

// maxRole is the length of the longest name of a role in bytes; PostgreSQL cuts
// longer ones without a word.
const maxRole = 63

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
