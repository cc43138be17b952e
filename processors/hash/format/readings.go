package format

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// readings has the notations by how they begin.
var readings []reading

// It is filled when the program starts, as some notations hold others.
func init() {
	readings = []reading{
		{"$2a$", parseBcrypt, 0},
		{"$2b$", parseBcrypt, 0},
		{"$2y$", parseBcrypt, 0},
		{"$2x$", notComputed("bcrypt by a faulty program ($2x$)"), 0},
		{"$2$", notComputed("bcrypt of its first version ($2$)"), 0},
		{"$argon2id$", parseArgon2, 0},
		{"$argon2i$", parseArgon2, 0},
		{"$argon2d$", parseArgon2, 0},
		{"$scrypt$", parseScrypt, 0},
		{"$pbkdf2-sha512$", parsePBKDF2, 0},
		{"$pbkdf2-sha256$", parsePBKDF2, 0},
		{"$pbkdf2-sha384$", parsePBKDF2, 0},
		{"$pbkdf2-sha224$", parsePBKDF2, 0},
		{"$pbkdf2-sha1$", parsePBKDF2, 0},
		{"$pbkdf2$", parsePBKDF2, 0},
		{"$pbkdf2-", notComputed("PBKDF2 with another digest"), 0},
		{"$6$", parseSHA512Crypt, 0},
		{"$sha512-crypt$", instead("$6$", parseSHA512Crypt), 0},
		{"$1$", parseMD5Crypt, 0},
		{"$md5-crypt$", instead("$1$", parseMD5Crypt), 0},
		{"$apr1$", parseMD5Crypt, 0},
		{"$5$", parseSHA256Crypt, 0},
		{"$sha256-crypt$", instead("$5$", parseSHA256Crypt), 0},
		{"$y$", parseYescrypt, 0},
		{"$7$", parseScryptCrypt, 0},
		{"$P$", parsePHPass, 0},
		{"$H$", parsePHPass, 0},
		{"$S$", parsePHPass, 0},
		{"U$", notComputed("a hash of a hash, as Drupal makes of old ones (U$)"), 0},
		{"$bcrypt-sha256$", parseDigested, 0},
		{"bcrypt_sha256$$2", parseDigested, 0},
		{"$wp$2", parseDigested, 0},
		{"SCRAM-SHA-256$", parseSCRAM, 2},
		{"pbkdf2_sha256$", parseDjangoPBKDF2, 0},
		{"pbkdf2_sha512$", parseDjangoPBKDF2, 0},
		{"pbkdf2_sha1$", parseDjangoPBKDF2, 0},
		{"scrypt$", parseDjangoScrypt, 0},
		{"argon2$argon2", after("argon2", parseArgon2), 0},
		{"bcrypt$$2", after("bcrypt$", parseBcrypt), 0},
		{"pbkdf2:sha", parseWerkzeugPBKDF2, 2},
		{"scrypt:", parseWerkzeugScrypt, 3},
		{"{", parseBraces, 0},
	}
	for prefix, what := range map[string]string{
		"$gy$": "gost-yescrypt", "$sm3$": "sm3crypt", "$md5": "Sun's MD5 crypt", "$sha1$": "NetBSD's sha1crypt", "$3$": "the NT hash",
		"$fbscrypt$": "Firebase's scrypt, which needs the project's key", "$firebase-scrypt$": "Firebase's scrypt, which needs the project's key",
		"md5$": "Django's MD5", "sha1$": "Django's SHA-1",
	} {
		readings = append(readings, reading{prefix, notComputed(what), 0})
	}
}

// notComputed names a notation that is known, but not computed.
func notComputed(what string) func(string) (parts, error) {
	return func(string) (parts, error) { return parts{}, fmt.Errorf("it is %s, which is not computed", what) }
}

// after reads what follows a prefix.
func after(prefix string, parse func(text string) (parts, error)) func(string) (parts, error) {
	return func(text string) (parts, error) { return parse(strings.TrimPrefix(text, prefix)) }
}

// instead reads a hash whose name has another prefix in its place.
func instead(prefix string, parse func(text string) (parts, error)) func(string) (parts, error) {
	return func(text string) (parts, error) {
		_, rest, _ := strings.Cut(text[1:], "$")
		return parse(prefix + rest)
	}
}

// braces are the names of notations that LDAP and Dovecot put before a hash, in
// braces. Case does not matter in them (RFC 3112).
var braces = map[string]func(rest string) (parts, error){}

func init() {
	for name, parse := range map[string]func(string) (parts, error){
		"CRYPT": parseCrypt, "BLF-CRYPT": parseCrypt, "SHA512-CRYPT": parseCrypt, "SHA256-CRYPT": parseCrypt, "MD5-CRYPT": parseCrypt,
		"ARGON2": parseArgon2, "ARGON2I": parseArgon2, "ARGON2ID": parseArgon2, "ARGON2D": parseArgon2,
		"PBKDF2-SHA512": parseLDAPPBKDF2("pbkdf2-sha512"), "PBKDF2-SHA256": parseLDAPPBKDF2("pbkdf2-sha256"),
		"PBKDF2-SHA1": parseLDAPPBKDF2("pbkdf2-sha1"), "PBKDF2": parseLDAPPBKDF2("pbkdf2-sha1"),
		"DES-CRYPT": notComputed("DES of crypt(3)"),
	} {
		braces[name] = parse
	}
	for _, name := range []string{"PLAIN", "CLEAR", "CLEARTEXT", "PLAIN-TRUNC"} {
		braces[name] = func(string) (parts, error) { return parts{}, errors.New("it is the password itself, not a hash") }
	}
	for _, name := range []string{"SASL", "LANMAN", "NTLM", "CRAM-MD5", "DIGEST-MD5", "HMAC-MD5", "RPA", "OTP", "SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN-MD5", "PLAIN-MD4", "LDAP-MD5", "KERBEROS"} {
		braces[name] = notComputed("{" + name + "}")
	}
}

// digests are those names whose packages read the braces themselves.
var digests = []string{"MD5", "SMD5", "SHA", "SHA1", "SHA256", "SHA384", "SHA512", "SSHA", "SSHA256", "SSHA384", "SSHA512"}

// cutBraces splits {NAME.FORM}rest. Dovecot's form is how the rest is written.
func cutBraces(text string) (name, form, rest string) {
	if text == "" || text[0] != '{' {
		return "", "", ""
	}
	name, rest, _ = strings.Cut(text[1:], "}")
	name, form, _ = strings.Cut(strings.ToUpper(name), ".")
	return name, form, rest
}

// isBraces reports whether text begins with a name in braces that is known.
func isBraces(text string) bool {
	name, _, _ := cutBraces(text)
	return braces[name] != nil || slices.Contains(digests, name)
}

// parseBraces reads a hash behind its name in braces.
func parseBraces(text string) (h parts, err error) {
	name, form, rest := cutBraces(text)
	if slices.Contains(digests, name) {
		return parseDigest(text)
	}
	if rest, err = unwrap(form, rest); err != nil {
		return h, err
	}
	return braces[name](rest)
}

// parseLDAPPBKDF2 reads iterations$salt$key, whose base 64 is passlib's, or
// what Dovecot has in its place.
func parseLDAPPBKDF2(algorithm string) func(rest string) (parts, error) {
	return func(rest string) (parts, error) {
		if strings.HasPrefix(rest, "$1$") {
			return parseDovecotPBKDF2(rest)
		}
		part := append([]string{algorithm}, strings.Split(rest, "$")...)
		if len(part) != 4 {
			return parts{}, errParts
		}
		return parsePasslibPBKDF2(part)
	}
}

// unwrap undoes the forms that Dovecot can write a hash in.
func unwrap(form, text string) (string, error) {
	var b []byte
	var err error
	switch form {
	case "":
		return text, nil
	case "B64", "BASE64":
		b, err = base64.StdEncoding.Strict().DecodeString(text)
	case "HEX":
		b, err = hex.DecodeString(text)
	default:
		return "", errors.New("its form is neither b64 nor hex")
	}
	if err != nil {
		return "", errBase64
	}
	return string(b), nil
}

// parseCrypt reads what crypt(3) takes, without a name before it.
func parseCrypt(text string) (h parts, err error) {
	found := find(text)
	switch {
	case found != nil && text[0] == '$' && !strings.HasPrefix(found.prefix, "$pbkdf2") && !strings.HasPrefix(found.prefix, "$scrypt"):
		return found.parse(text)
	case isDES(text):
		return h, errors.New("it is DES of crypt(3), which is not computed")
	}
	return h, errParts
}

// desDigits is the length of a hash of crypt(3) by DES.
const desDigits = 13

// isDES reports whether text may be a hash of crypt(3) by DES.
func isDES(text string) bool {
	return len(text) == desDigits && textSalt([]byte(text))
}

// An unnamedError is a text that may be a hash, but does not say which.
type unnamedError struct{ text string }

func (e *unnamedError) Error() string { return "it " + e.text }

// Is makes it an ErrNoHash.
func (e *unnamedError) Is(err error) bool { return err == ErrNoHash }

// unnamed returns what a text may be that is in no notation.
func unnamed(text string) error {
	_, err := hex.DecodeString(text)
	digits := map[int]string{32: "MD5 or NT", 40: "SHA-1", 48: "Tiger or SHA-1 with a salt", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}
	switch what, ok := digits[len(text)]; {
	case err == nil && ok:
		return &unnamedError{fmt.Sprintf("is %d hexadecimal digits, which may be %s: not computed, as nothing says which", len(text), what)}
	case len(text) == 41 && text[0] == '*' && unnamed(text[1:]) != ErrNoHash:
		return &unnamedError{"is a password of MySQL, which is not computed"}
	case len(text) == 35 && text[:3] == "md5" && unnamed(text[3:]) != ErrNoHash:
		return &unnamedError{"is MD5 with the user's name, as old PostgreSQL has it, which is not computed"}
	}
	return ErrNoHash
}
