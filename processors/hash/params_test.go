package hash

import "fanout/processors/hash/kdf"

// params returns the default parameters with these costs in place of their own.
func params(algorithm string, costs ...int) kdf.Params {
	s, err := kdf.Lookup(algorithm)
	if err != nil {
		panic(err)
	}
	p := s.Default()
	copy(p.Costs[:], costs)
	return p
}

// cheap has parameters of every algorithm that take next to no time.
var cheap = []kdf.Params{
	params("pbkdf2-sha512", 2),
	params("pbkdf2-sha256", 2),
	params("argon2id", 8, 1, 1),
	params("bcrypt", 4),
	params("scrypt", 16, 1, 1),
	params("sha512crypt", 1000),
}
