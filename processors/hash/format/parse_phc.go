package format

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The errors of hash strings of any notation.
var (
	errParts = errors.New("it has not all parts of its notation: it may be cut")
	errData  = errors.New("it depends on a key or data that is not in it (keyid, data)")
)

// number parses a decimal number without sign or leading zeros.
func number(name, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text || n < 0 {
		return 0, fmt.Errorf("its %s is no number in the usual form", name)
	}
	return n, nil
}

// phcCosts parses m=65536,t=3 into the costs of these short names. All must be
// there, in any order, each once.
func phcCosts(text string, names map[string]string) (costs []cost, err error) {
	for field := range strings.SplitSeq(text, ",") {
		short, value, _ := strings.Cut(field, "=")
		name, ok := names[short]
		switch {
		case short == "keyid" || short == "data":
			return nil, errData
		case !ok:
			return nil, fmt.Errorf("it has a parameter %s that is not known", quoted(short))
		case slices.ContainsFunc(costs, func(c cost) bool { return c.name == name }):
			return nil, fmt.Errorf("it has the parameter %q twice", short)
		}
		n, err := number(short, value)
		if err != nil {
			return nil, err
		}
		costs = append(costs, cost{name, n})
	}
	if len(costs) < len(names) {
		return nil, errors.New("a parameter is missing")
	}
	return costs, nil
}

// parseArgon2 reads $argon2id$v=19$m=65536,t=3,p=4$salt$key. Programs differ in
// the order of the parameters, and the first version had no v.
func parseArgon2(text string) (h parts, err error) {
	part := strings.Split(text, "$")[1:]
	if !strings.HasPrefix(text, "$argon2") {
		return h, errParts
	}
	version, firstVersion := 0, 16
	if len(part) > 1 {
		if v, ok := strings.CutPrefix(part[1], "v="); ok {
			if version, err = number("v", v); err != nil {
				return h, err
			}
			part = slices.Delete(part, 1, 2)
		} else {
			version = firstVersion
		}
	}
	if len(part) != 4 {
		return h, errParts
	}
	costs, err := phcCosts(part[1], map[string]string{"m": "memory_kib", "t": "time", "p": "parallelism"})
	if err != nil {
		return h, err
	}
	if h.salt, h.key, err = saltAndKey(phc.DecodeString, part[2], part[3]); err != nil {
		return h, err
	}
	h.params, err = newParams(part[0], len(h.key), append(costs, cost{costVersion, version})...)
	return h, err
}

// saltAndKey decodes both.
func saltAndKey(decode func(string) ([]byte, error), salt, key string) (s, k []byte, err error) {
	if s, err = decode(salt); err == nil {
		k, err = decode(key)
	}
	if err != nil {
		return nil, nil, errBase64
	}
	return s, k, nil
}

// maxLogarithm is the highest binary logarithm of scrypt's N that is computed.
const maxLogarithm = 30

var errLogarithm = fmt.Errorf("its N is above 2^%d", maxLogarithm)

// parseScrypt reads $scrypt$ln=14,r=8,p=1$salt$key, where ln is the binary
// logarithm of N, and Kratos', where ln is N itself and the base 64 is padded.
func parseScrypt(text string) (h parts, err error) {
	part := strings.Split(text, "$")[2:]
	if len(part) != 3 {
		return h, errParts
	}
	costs, err := phcCosts(part[0], map[string]string{"ln": "n", "r": "r", "p": "p"})
	if err != nil {
		return h, err
	}
	const highestLogarithm = 63
	kind := phc
	for i := range costs {
		switch c := &costs[i]; {
		case c.name != "n":
		case c.value > highestLogarithm:
			kind = standard
		case c.value > maxLogarithm:
			return h, errLogarithm
		default:
			c.value = 1 << c.value
		}
	}
	if h.salt, h.key, err = saltAndKey(kind.DecodeString, part[1], part[2]); err != nil {
		return h, err
	}
	h.params, err = newParams("scrypt", len(h.key), costs...)
	return h, err
}

// parsePBKDF2 reads $pbkdf2-sha512$i=210000,l=64$salt$key, whose base 64 is the
// standard one, and $pbkdf2-sha512$210000$salt$key in passlib's. Padding is
// optional.
func parsePBKDF2(text string) (h parts, err error) {
	part := strings.Split(text, "$")[1:]
	if len(part) != 4 {
		return h, errParts
	}
	if part[0] == "pbkdf2" { // passlib's name for the first one
		part[0] = "pbkdf2-sha1"
	}
	if !strings.Contains(part[1], "=") {
		return parsePasslibPBKDF2(part)
	}
	costs, err := phcCosts(part[1], map[string]string{"i": "iterations", "l": memberKeyBytes})
	if err != nil {
		return h, err
	}
	if h.salt, h.key, err = saltAndKey(phc.DecodeString, unpad(part[2]), unpad(part[3])); err != nil {
		return h, err
	}
	at := slices.IndexFunc(costs, func(c cost) bool { return c.name == memberKeyBytes })
	if l := costs[at].value; l != len(h.key) {
		return h, fmt.Errorf("its l is %d, but the hash has %d bytes", l, len(h.key))
	}
	h.params, err = newParams(part[0], len(h.key), slices.Delete(costs, at, at+1)...)
	return h, err
}

// parsePasslibPBKDF2 reads the parts that are left of passlib's notation.
func parsePasslibPBKDF2(part []string) (h parts, err error) {
	n, err := number("count of iterations", part[1])
	if err != nil {
		return h, err
	}
	if h.salt, h.key, err = saltAndKey(ab64.DecodeString, unpad(part[2]), unpad(part[3])); err != nil {
		return h, err
	}
	h.params, err = newParams(part[0], len(h.key), cost{"iterations", n})
	return h, err
}
