package hash

import "testing"

func TestOptionsAreCheckedByTheirParameters(t *testing.T) {
	for _, c := range []struct {
		algorithm string
		salt      int
		want      string
	}{
		{"scrypt", 7, "salt_bytes 7: must be from 8 to 1024"},
		{"scrypt", 1025, "salt_bytes 1025: must be from 8 to 1024"},
		{"scrypt", 8, ""},
		{"bcrypt", 8, "salt_bytes 8: bcrypt's salts have 16 bytes"},
		{"sha512crypt", 12, ""},
	} {
		opt := Options{Params: params(c.algorithm), SaltBytes: c.salt}
		got := ""
		if err := opt.Check(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s with %d bytes of salt: %q, want %q", c.algorithm, c.salt, got, c.want)
		}
	}
}
