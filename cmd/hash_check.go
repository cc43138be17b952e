package cmd

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fanout/processors/hash/kdf"
)

// check turns the flags into parameters, and refuses what makes no sense
// together.
func (o *hashOptions) check(c *cobra.Command) error {
	if err := o.checkShared(c); err != nil {
		return err
	}
	changed := c.Flags().Changed
	if ext := strings.ToLower(filepath.Ext(o.input)); (ext == ".csv" || ext == ".jsonl") && !changed("input") {
		return usage("%q: would be taken as one password a line; if it is that, say so with --input lines", o.input)
	}
	if o.verify != "" {
		for _, name := range []string{"output", "resume", "algo", "salt-bytes", "key-bytes"} {
			if changed(name) {
				return usage("--%s and --verify exclude each other", name)
			}
		}
		for _, k := range costFlags {
			if changed(k.flag) {
				return usage("--%s and --verify exclude each other: the list says how it was hashed", k.flag)
			}
		}
		if o.verify == "-" && o.input == "-" {
			return usage("--verify -: only one of the two lists can come from stdin")
		}
		return nil
	}
	if o.resume {
		switch {
		case o.output == "" || o.output == "-":
			return usage("--resume goes with -o FILE: there is nothing to go on with on stdout")
		case o.input == "-":
			return usage("--resume needs a FILE of passwords: stdin cannot be told to be the same")
		}
	}
	if o.output == "" || o.output == "-" {
		switch "-" {
		case o.report:
			return usage("--report -: stdout is for the hashes; give the report a file, or the hashes one with -o")
		case o.summary:
			return usage("--summary-json -: stdout is for the hashes; give the summary a file, or the hashes one with -o")
		}
	}
	return o.checkParams(c)
}

// costFlags are the flags that belong to some algorithms only.
var costFlags = []struct {
	flag       string
	algorithms string
	field      func(*hashOptions, *kdf.Params) (from, to *int)
}{
	{"iterations", "pbkdf2-sha512 pbkdf2-sha256", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.iterations, &p.Iterations }},
	{"cost", "bcrypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.cost, &p.Cost }},
	{"memory-cost", "argon2id", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.memoryKiB, &p.MemoryKiB }},
	{"time-cost", "argon2id", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.time, &p.Time }},
	{"parallelism", "argon2id", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.lanes, &p.Parallelism }},
	{"scrypt-n", "scrypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.n, &p.N }},
	{"scrypt-r", "scrypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.r, &p.R }},
	{"scrypt-p", "scrypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.p, &p.P }},
	{"rounds", "sha512crypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.rounds, &p.Rounds }},
	{"key-bytes", "pbkdf2-sha512 pbkdf2-sha256 argon2id scrypt", func(o *hashOptions, p *kdf.Params) (*int, *int) { return &o.keyBytes, &p.KeyBytes }},
}

// checkParams fills in o.params.
func (o *hashOptions) checkParams(c *cobra.Command) error {
	o.params = kdf.Default(kdf.Algorithm(o.algo.value))
	for _, k := range costFlags {
		if !c.Flags().Changed(k.flag) {
			continue
		}
		if !strings.Contains(" "+k.algorithms+" ", " "+o.algo.value+" ") {
			return usage("--%s does not go with --algo %s, but with %s", k.flag, o.algo.value, strings.ReplaceAll(k.algorithms, " ", ", "))
		}
		from, to := k.field(o, &o.params)
		*to = *from
	}
	if err := o.params.Check(); err != nil {
		var wrong *kdf.ParamError
		if errors.As(err, &wrong) {
			return usage("--%s %d: must be %s", flagOf(wrong.Name), wrong.Value, wrong.Want)
		}
		return &usageError{err: err}
	}
	if o.saltBytes < 8 || o.saltBytes > 1024 {
		return usage("--salt-bytes %d: must be from 8 to 1024", o.saltBytes)
	}
	if n := o.params.SaltBytes(); n > 0 && o.saltBytes != n && c.Flags().Changed("salt-bytes") {
		return usage("--salt-bytes %d: %s's salts have %d bytes", o.saltBytes, o.params.Algorithm, n)
	}
	return nil
}

// flagOf returns the flag that sets the parameter of that name.
func flagOf(name string) string {
	switch name {
	case "memory_kib":
		return "memory-cost"
	case "time":
		return "time-cost"
	case "n", "r", "p":
		return "scrypt-" + name
	}
	return strings.ReplaceAll(name, "_", "-")
}
