package bcrypt

import (
	"strings"
	"testing"
)

// The vectors of crypt_blowfish that fit into 72 bytes.
var vectors = []struct{ password, hash string }{
	{"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
	{"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
	{"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
	{"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
	{"\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
}

func TestParseRefusesWhatStringWouldNotWrite(t *testing.T) {
	good := vectors[1].hash
	for _, bad := range []string{
		"", "x", good[:59], good + "x", strings.Replace(good, "2a", "2x", 1), strings.Replace(good, "$05$", "$5$", 1),
		strings.Replace(good, "$05$", "$+5$", 1), strings.Replace(good, "$05$", "$03$", 1), strings.Replace(good, "$05$", "$32$", 1),
		strings.Replace(good, "CCC.E", "CCCCE", 1), // bits of the salt that do not count
		strings.Replace(good, "YPO9", "Y!O9", 1), strings.Replace(good, "CCC.E", "CC\n.E", 1),
		good[:len(good)-1] + "X", // bits of the digest that do not count
	} {
		if h, err := Parse(bad); err == nil {
			t.Errorf("%q was accepted as %+v", bad, h)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.hash)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := Parse(s)
		if err == nil && h.String() != s {
			t.Errorf("%q came back as %q", s, h)
		}
	})
}
