package kdf

import (
	"fmt"

	"fanout/processors/hash/kdf/scram"
)

// ParamSets returns the names of the parameters that others recommend, as
// Recommended takes them.
func ParamSets() []string { return []string{"owasp", "rfc9106"} }

// Recommended returns the parameters of a set for an algorithm: those that
// OWASP's Password Storage Cheat Sheet asks for at least, or the second
// recommended option of RFC 9106 section 4, which is for Argon2id where memory
// is limited; the first one takes 2 GiB.
func Recommended(set string, s *Scheme) (Params, error) {
	p := s.Default()
	switch set {
	case "owasp":
		if s.Name == "scram-sha-256" {
			p.Costs[0] = scram.Recommended
		}
		if p.Weak() != "" {
			return p, fmt.Errorf("OWASP recommends no parameters of %s", s.Name)
		}
		return p, nil
	case "rfc9106":
		if s.Name != "argon2id" {
			return p, fmt.Errorf("RFC 9106 is about argon2id, not %s", s.Name)
		}
		copy(p.Costs[:], []int{64 << 10, 3, 4})
		return p, nil
	}
	return p, fmt.Errorf("parameters %q are none of %v", set, ParamSets())
}
