package preset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fanout/processors/hash/format"
)

// The columns of Cognito that must be there.
const (
	cognitoName = "cognito:username"
	cognitoMFA  = "cognito:mfa_enabled"
)

// cognito reads CSV without quotes: a comma in a value has a backslash before
// it. The name of the column of hashes, and the text of scrypt and PBKDF2, were
// found nowhere.
var cognito = &Target{
	Name:       "cognito",
	algorithms: []algorithm{{name: "argon2id"}, {name: "bcrypt"}},
	open:       []string{"scrypt", "pbkdf2-sha256"},
	settings: []setting{
		{name: "hash-column", usage: "name of the column of hashes, as GetCSVHeader of the pool gives it", required: true, value: "NAME"},
		verifiedSetting,
	},
	file: file{base: "users", ext: ".csv", in: inCSV, head: func(s *Settings, columns []string) string {
		names := cognitoColumns(s, columns)
		for i, name := range names {
			names[i] = cognitoEscape(name)
		}
		return strings.Join(names, ",") + "\n"
	}},
	limits:  limits{users: 500_000, bytes: 100_000_000, row: 16_000},
	columns: true,
	keys:    byName,
	record:  cognitoRecord,
	parse:   nil, // by cognitoRow, which needs the header
	note:    "cognito cuts white space off both ends of every value",
	next: func(p *Preset) string {
		name := map[string]string{"argon2id": "ARGON2ID", "bcrypt": "BCRYPT"}[p.params.Scheme.Name]
		return "create an import job for each file with PasswordHashingAlgorithm " + name +
			"; its header must be what GetCSVHeader gives"
	},
}

// cognitoColumns returns the header: the user, the columns of the list, and the
// hash.
func cognitoColumns(s *Settings, columns []string) []string {
	names := []string{cognitoName}
	for _, name := range columns {
		if name != cognitoName {
			names = append(names, name)
		}
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	if !has(cognitoMFA) {
		names = append(names, cognitoMFA)
	}
	if !has("email") {
		names = append(names, "email")
	}
	if !has("email_verified") {
		names = append(names, "email_verified")
	}
	return append(names, s.get("hash-column"))
}

func cognitoEscape(value string) string { return strings.ReplaceAll(value, ",", `\,`) }

func cognitoRecord(dst []byte, r *row) ([]byte, error) {
	values := map[string]string{cognitoName: r.name, cognitoMFA: "false"}
	for _, f := range r.fields {
		text, err := textOf(f)
		if err != nil {
			return dst, err
		}
		values[f.Name] = text
	}
	if strings.ContainsAny(values[cognitoName], " \t") {
		return dst, errors.New("its user has a space or tab, which cognito does not take")
	}
	address, err := r.mail()
	if err != nil {
		return dst, err
	}
	if values["email"] == "" {
		values["email"] = address
	}
	if values["email_verified"] == "" && address != "" && r.settings.get(setVerified) == "yes" {
		values["email_verified"] = "true"
	}
	mail := values["email"] != "" && strings.EqualFold(values["email_verified"], "true")
	if !mail && (values["phone_number"] == "" || !strings.EqualFold(values["phone_number_verified"], "true")) {
		return dst, errors.New("it has no address that a column email_verified or phone_number_verified calls true; where all are, add --set email-verified=yes")
	}
	hashColumn := r.settings.get("hash-column")
	if values[hashColumn] != "" {
		return dst, fmt.Errorf("it has a column %q already", hashColumn)
	}
	if values[hashColumn], err = phcString(r.Entry); err != nil {
		return dst, err
	}
	for i, name := range cognitoColumns(r.settings, r.columns) {
		v := values[name]
		switch {
		case !printable(v):
			return dst, fmt.Errorf("its %q has a line break or control character", name)
		case strings.ContainsAny(v, `\"`):
			return dst, fmt.Errorf(`its %q has a \ or ", for which cognito has no notation`, name)
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, cognitoEscape(v)...)
	}
	return dst, nil
}

// cognitoRow decodes a row by its header.
func cognitoRow(header []string, text string, s *Settings) (e format.Entry, err error) {
	values := cognitoSplit(text)
	if len(values) != len(header) {
		return e, fmt.Errorf("has %d values, not %d", len(values), len(header))
	}
	name, hash := slices.Index(header, cognitoName), slices.Index(header, s.get("hash-column"))
	if name < 0 || hash < 0 {
		return e, fmt.Errorf("has no columns %q and %q", cognitoName, s.get("hash-column"))
	}
	return withUser(values[name], values[hash])
}

// cognitoSplit splits a row at its commas.
func cognitoSplit(text string) (values []string) {
	var value strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			i++
			value.WriteByte(text[i])
		case text[i] == ',':
			values = append(values, value.String())
			value.Reset()
		default:
			value.WriteByte(text[i])
		}
	}
	return append(values, value.String())
}
