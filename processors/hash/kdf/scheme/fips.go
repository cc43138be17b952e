package scheme

import (
	"crypto/fips140"
	"fmt"
)

// CheckAllowed returns an error if the program is held to FIPS 140, which does
// not have the digest, such as MD5: the standard library would panic.
func CheckAllowed(digest string) error {
	if fips140.Enforced() {
		return fmt.Errorf("%s is not allowed in FIPS 140-only mode", digest)
	}
	return nil
}
