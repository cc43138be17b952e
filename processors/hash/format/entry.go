package format

import (
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// An Entry is one hashed password: whose it is, how it was hashed, and the
// result.
type Entry struct {
	File   string // the list of the password, among several; "": not named
	Line   int64  // 1-based line of the password in its list; 0: not known
	At     int64  // 1-based line of the list of hashes where it stands
	User   string // "": not known
	Params kdf.Params
	Salt   []byte
	Key    []byte
	Fields []source.Field // carried from the list of passwords

	Locked bool  // "!" or "*" before the hash forbids any login
	Err    error // why the hash cannot be checked, as the user reads it
}
