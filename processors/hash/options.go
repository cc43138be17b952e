package hash

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"fanout/chunker"
	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// Options say what is hashed or verified, and how. The zero value is not ready
// to use.
type Options struct {
	// Inputs are the passwords: paths of lists, or "-" alone for Streams.In.
	Inputs []string
	Output string // the hashes: a path, or "" or "-" for Streams.Out
	Verify string // the hashes to compare with instead: a path, or "-"

	Params    kdf.Params   // none for verifying
	Pepper    *kdf.Prehash // of the hashes to verify that name one; nil: not known
	SaltBytes int          // random bytes of each salt
	Rand      io.Reader    // where salts come from: crypto/rand, or a test's

	Format *format.Format // of the hashes
	Style  format.Style
	// Preset writes the hashes as files of a target when all are there, in a
	// folder, which InFolder sets. nil: none.
	Preset *preset.Preset
	folder string

	Resume    bool // continue what an interrupted run has left
	Overwrite bool // replace an output that exists

	Shard chunker.Shard // the share of the list that is hashed, into a part
	Merge bool          // write the output from the parts of all shards

	Workers int   // goroutines, at least 1
	Memory  int64 // limit of what passwords and hashes in flight take, in bytes

	Streams Streams
	// Reading says how the passwords are read; where from is filled in.
	Reading source.Options
	// Opened is called when the list of passwords is open, before the rest of
	// the plan: with the number of passwords (0: not known, as the list can be
	// read only once), and what else was counted with them. An error ends the
	// plan. nil: not called.
	Opened func(in *source.Set, rows int64, t source.Tally) error
}

// Streams are the standard streams, and what only the command line knows about
// terminals.
type Streams struct {
	In  io.Reader
	Out io.Writer
	// Type reads a list that a person types without echo; nil if In is no
	// terminal. The list goes to secret.Put after use.
	Type func(ctx context.Context) ([]byte, error)
	// IsTerminal reports whether a device is a terminal, which would show what
	// is typed.
	IsTerminal func(f *os.File) bool
}

const (
	// chunkWork is the time for a chunk, by kdf.Params.ReferenceTime: long
	// against the cost of handing it over, short against the user's patience.
	chunkWork = 50 * time.Millisecond
	// chunkRows and chunkBytes bound a chunk of cheap hashes, of failures or of
	// rows that an earlier run has done, so that memory stays small.
	chunkRows  = 1024
	chunkBytes = 256 << 10
	// fieldBytes is what a carried field takes besides its value.
	fieldBytes = 40
	// rowBytes is what a row takes besides its password: its entry in the
	// chunk, salt, key and JSON line, with keys of the usual lengths.
	rowBytes = 512
	// maxVerify is the longest time (kdf.Params.ReferenceTime) of one hash in a
	// list to verify: a list may come from anywhere, and must not be able to
	// stop the run.
	maxVerify = time.Minute
	// perm lets nobody but the user read hashes.
	perm = 0o600
)

// minSalt and maxSalt bound the random bytes of a salt.
const minSalt, maxSalt = 8, 1024

// DefaultSaltBytes returns how many random bytes a salt has by default: those
// of the algorithm, or the 128 bits of NIST SP 800-132.
func DefaultSaltBytes(s *kdf.Scheme) int {
	if s.SaltBytes > 0 {
		return s.SaltBytes
	}
	return 16
}

// Check returns a kdf.ParamError if the hashes cannot be computed.
func (opt *Options) Check() error {
	if err := opt.Params.Check(); err != nil {
		return err
	}
	problem := ""
	switch n := opt.Params.Scheme.SaltBytes; {
	case n > 0 && opt.SaltBytes != n:
		problem = fmt.Sprintf("%s's salts have %d bytes", opt.Params.Scheme.Name, n)
	case n == 0 && (opt.SaltBytes < minSalt || opt.SaltBytes > maxSalt):
		problem = fmt.Sprintf("must be from %d to %d", minSalt, maxSalt)
	default:
		return nil
	}
	return &kdf.ParamError{Name: "salt_bytes", Value: opt.SaltBytes, Problem: problem}
}

// Reads reports whether id is a list that is read.
func (opt *Options) Reads(id inputs.Identity) bool {
	for _, path := range append([]string{opt.Verify}, opt.Inputs...) {
		if id.IsInput(path) || path == "-" && id.IsReadBy(opt.Streams.In) {
			return true
		}
	}
	return false
}

// Uses reports whether id is a list, the output, or a file that stands for the
// output until it is complete.
func (opt *Options) Uses(id inputs.Identity) bool {
	if opt.Reads(id) {
		return true
	}
	if opt.ToStream() || opt.Verify != "" {
		return false
	}
	for _, path := range []string{opt.Output, inputs.Real(opt.Output)} { // a link is followed, or not
		dir, base := filepath.Split(path)
		for _, name := range files.PartialNames(base) {
			if id.Clashes(inputs.Identify(dir + name)) {
				return true
			}
		}
	}
	return opt.usesFolder(id)
}

// fromStream reports whether the passwords come from Streams.In.
func (opt *Options) fromStream() bool { return len(opt.Inputs) == 1 && opt.Inputs[0] == "-" }

// source returns how the passwords are opened.
func (opt *Options) source() source.Options {
	from, s := opt.Reading, &opt.Streams
	from.In, from.Type, from.IsTerminal = s.In, s.Type, s.IsTerminal
	from.Memory = opt.Memory
	return from
}

// ToStream reports whether the output is Streams.Out.
func (opt *Options) ToStream() bool { return opt.Output == "" || opt.Output == "-" }

// salt makes a salt of random bytes.
func (opt *Options) salt(random []byte) []byte {
	if opt.Preset != nil {
		return opt.Preset.Salt(random)
	}
	return opt.Format.Salt(opt.Params, random)
}
