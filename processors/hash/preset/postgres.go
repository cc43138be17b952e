package preset

import (
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
		{name: "scram-sha-256"},
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
		hash, err := notationOf("csv", r.Entry)
		if err != nil {
			return dst, err
		}
		return fmt.Appendf(dst, `CREATE ROLE "%s" LOGIN PASSWORD '%s';`, strings.ReplaceAll(r.name, `"`, `""`), hash), nil
	},
	parse: func(text []byte, _ *Settings) (format.Entry, error) {
		rest, ok := strings.CutPrefix(string(text), `CREATE ROLE "`)
		name, rest, found := strings.Cut(rest, `" LOGIN PASSWORD '`)
		hash, ends := strings.CutSuffix(rest, `';`)
		if !ok || !found || !ends {
			return refuse("", "it is no statement that fanout wrote")
		}
		name = strings.ReplaceAll(name, `""`, `"`)
		return withUser(name, hash)
	},
	next: func(*Preset) string { return "run the statements with psql -f" },
	note: "postgres normalises passwords by SASLprep (NFKC), and so does this run",
}

// maxRole is the length of the longest name of a role in bytes; PostgreSQL cuts
// longer ones without a word.
const maxRole = 63
