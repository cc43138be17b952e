package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fanout/processors/hash"
	"fanout/processors/hash/kdf"
)

// checkArgs takes the lists to read, and refuses another number of them than
// the run needs.
func (o *hashOptions) checkArgs(sys *IO, args []string) error {
	if o.audit != "" {
		if len(args) > 0 {
			return conflictOf(fmt.Sprintf("--audit reads no passwords: leave out %q", args[0]), "--audit")
		}
		return nil
	}
	if o.tune == 0 {
		args = sys.orStdin(args)
	}
	switch {
	case len(args) == 0 && o.tune == 0:
		return usage("no FILE given: name lists of passwords, or pipe them in (- to type them)")
	case slices.Contains(args, ""):
		return usage("empty file name")
	case len(args) > 1 && slices.Contains(args, "-"):
		return usage("- (standard input) cannot be read together with other FILEs: join them with cat")
	}
	o.files.Paths = args
	return nil
}

// fromStdin reports whether the passwords come from standard input.
func (o *hashOptions) fromStdin() bool { return slices.Contains(o.files.Paths, "-") }

// check refuses flags that make no sense together, and fills in o.job.
func (o *hashOptions) check(given func(flag string) bool) error {
	if err := o.checkShared(); err != nil {
		return err
	}
	o.job.Output, o.job.Overwrite = o.output, o.overwrite.value == "always"
	if o.audit != "" {
		return o.checkAudit(given)
	}
	if err := o.checkInput(given); err != nil {
		return err
	}
	if o.tune != 0 {
		return o.checkTune(given)
	}
	if o.job.Verify != "" {
		return o.checkVerify(given)
	}
	if o.job.Resume {
		switch {
		case o.job.ToStream():
			return needs("--resume", "-o FILE: output sent to stdout cannot be resumed")
		case o.fromStdin():
			return needs("--resume", "a password FILE: fanout cannot check that stdin is the same list as before")
		}
	}
	if o.job.ToStream() {
		switch "-" {
		case o.report:
			return wrongValue("report", "-", "stdout is for the hashes; give the report a file, or the hashes one with -o")
		case o.summary:
			return wrongValue("summary-json", "-", "stdout is for the hashes; give the summary a file, or the hashes one with -o")
		}
	}
	if o.preset.name.value != "" || given("set") {
		return o.checkPreset(given)
	}
	return o.checkParams(given)
}

// checkParams fills in the algorithm and its parameters.
func (o *hashOptions) checkParams(given func(flag string) bool) error {
	if err := o.checkFormat(given); err != nil {
		return err
	}
	algorithm, err := kdf.Lookup(o.algo.value)
	if err != nil {
		return &usageError{err: err}
	}
	if o.job.Params, err = o.defaultParams(algorithm, given); err != nil {
		return err
	}
	o.job.Params.Prehash = o.input.prehash
	if n := o.job.Format.KeyBytes(algorithm); n > 0 {
		o.job.Params.KeyBytes = n
	}
	for i, option := range kdf.Options() {
		if given(option.Name) && !option.Set(&o.job.Params, o.costs[i]) {
			return appliesTo("--"+option.Name, algorithmFlags(option)...)
		}
	}
	if !given("salt-bytes") {
		o.job.SaltBytes = hash.DefaultSaltBytes(algorithm)
	}
	err = o.job.Check()
	if wrong := (*kdf.ParamError)(nil); errors.As(err, &wrong) {
		return wrongParam(wrong)
	}
	return err
}

// wrongParam returns the error of a parameter as that of its flag.
func wrongParam(wrong *kdf.ParamError) error {
	return wrongValue(paramFlag(wrong.Name), strconv.Itoa(wrong.Value), "%s", wrong.Problem)
}

// algorithmFlags returns the algorithms that an option is for, as flags.
func algorithmFlags(option kdf.Option) []string {
	names := slices.Clone(option.Algorithms())
	names[0] = "--algo " + names[0]
	return names
}

// paramFlag returns the flag that sets a parameter.
func paramFlag(param string) string {
	for _, option := range kdf.Options() {
		if option.Param == param {
			return option.Name
		}
	}
	return strings.ReplaceAll(param, "_", "-")
}
