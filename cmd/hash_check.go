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
		for _, opt := range kdf.Options() {
			if changed(opt.Name) {
				return usage("--%s and --verify exclude each other: the list says how it was hashed", opt.Name)
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

// checkParams fills in o.params.
func (o *hashOptions) checkParams(c *cobra.Command) error {
	algorithm, err := kdf.Lookup(o.algo.value)
	if err != nil {
		return &usageError{err: err}
	}
	o.params = algorithm.Default()
	options := kdf.Options()
	for i, opt := range options {
		if c.Flags().Changed(opt.Name) && !opt.Set(&o.params, o.costs[i]) {
			return usage("--%s does not go with --algo %s, but with %s", opt.Name, o.algo.value, strings.Join(opt.Algorithms(), ", "))
		}
	}
	if err := o.params.Check(); err != nil {
		var wrong *kdf.ParamError
		if errors.As(err, &wrong) {
			return usage("--%s %d: must be %s", kdf.OptionOf(wrong.Name), wrong.Value, wrong.Want)
		}
		return &usageError{err: err}
	}
	if o.saltBytes < 8 || o.saltBytes > 1024 {
		return usage("--salt-bytes %d: must be from 8 to 1024", o.saltBytes)
	}
	if n := algorithm.SaltBytes; n > 0 && o.saltBytes != n && c.Flags().Changed("salt-bytes") {
		return usage("--salt-bytes %d: %s's salts have %d bytes", o.saltBytes, algorithm.Name, n)
	}
	return nil
}
