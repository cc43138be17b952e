package hash

import (
	"errors"
	"fmt"

	"fanout/processors/hash/source"
)

// Verdicts count rows by what came of them: each password, and each hash for
// which there is no password.
type Verdicts struct {
	Match    int64
	Mismatch int64 // another password
	Locked   int64 // accounts that are locked, whose hashes are not tried

	NoHash     int64 // passwords without a hash
	NoPassword int64 // hashes without a password
	Twice      int64 // several passwords or hashes of one user or line

	Unchecked int64 // hashes that cannot be computed, or in a notation that is not known
	BytesIn   int64 // of the passwords, as far as they were read
}

// Unmatched returns how many passwords and hashes have no partner, or not one
// alone.
func (v *Verdicts) Unmatched() int64 { return v.NoHash + v.NoPassword + v.Twice }

// Rows returns how many rows have a verdict.
func (v *Verdicts) Rows() int64 {
	return v.Match + v.Mismatch + v.Locked + v.Unmatched() + v.Unchecked
}

// The reasons why a row does not match, or is not verified.
var (
	errMismatch   = errors.New("the password does not match the hash")
	errLocked     = errors.New("the account is locked: not tried")
	errNoHash     = errors.New("there is no hash for this password")
	errNoUser     = errors.New("this password names no user")
	errNoName     = errors.New("this hash names no user")
	errNoPassword = errors.New("there is no password for this hash")
	errShortKey   = fmt.Errorf("its hash cannot be checked: it has less than %d bytes", MinKeyBytes)
	errCostly     = errors.New("its hash cannot be checked: its parameters ask for more than a minute of work")
)

// MinKeyBytes is the length of the shortest key that is compared. Of shorter
// ones, which may have been cut, wrong passwords match too many.
const MinKeyBytes = 16

// A twiceError is a user or line that is named twice, which would have several
// tries.
type twiceError struct {
	list          string      // "hashes" or "passwords"
	first, second int64       // lines
	in            *source.Set // of the lines; nil: of one list
}

func (e twiceError) Error() string {
	if e.in != nil && e.in.Several() {
		return fmt.Sprintf("named twice in the %s, %s and %s", e.list, e.in.At(e.first).Place(e.first), e.in.At(e.second).Place(e.second))
	}
	return fmt.Sprintf("named twice in the %s, lines %d and %d", e.list, e.first, e.second)
}

// count adds the verdict of a row.
func (v *Verdicts) count(r *row) {
	switch {
	case r.err == nil:
		v.Match++
	case r.err == errMismatch:
		v.Mismatch++
	case r.err == errLocked:
		v.Locked++
	case r.err == errNoHash, r.err == errNoUser:
		v.NoHash++
	case r.err == errNoPassword, r.err == errNoName:
		v.NoPassword++
	case errors.As(r.err, new(twiceError)):
		v.Twice++
	default:
		v.Unchecked++
	}
}
