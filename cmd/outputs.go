package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fanout/internal/files"
	"fanout/internal/inputs"
)

// An output is what a flag names: a path, or "-" for standard output. "" is
// none.
type output struct {
	flag, path string
	data       bool // of the job, not about it
	file       inputs.Identity
}

// reports are the outputs that every job can have.
func (o *sharedOptions) reports() []output {
	return []output{{flag: "--report", path: o.report}, {flag: "--summary-json", path: o.summary}, {flag: "--trace", path: o.trace}}
}

// sweepRefused returns err. If it is a refusal, it removes what killed runs
// have left in the folders of the outputs at paths and of the reports: those
// that are written are swept when they are opened.
func (o *sharedOptions) sweepRefused(err error, paths ...string) error {
	if errors.As(err, new(*planError)) && !o.dryRun {
		for _, path := range append(paths, o.report, o.summary, o.trace) {
			if path == "" || path == "-" {
				continue
			}
			if info, err := os.Stat(path); err != nil || !info.IsDir() {
				path = filepath.Dir(path)
			}
			files.Sweep(path)
		}
	}
	return err
}

// nameStdout calls standard output "-": by another name it would seem to be a
// file to create.
func nameStdout(paths ...*string) {
	for _, path := range paths {
		if *path != "" && inputs.Identify(*path).Descriptor("1") {
			*path = "-"
		}
	}
}

// checkOutputs refuses outputs that would be one file, and those that would
// replace a file of the run, as uses says. It looks at the files, not at how
// their names are spelled.
func checkOutputs(sys *IO, outputs []output, uses func(inputs.Identity) bool) error {
	for i := range outputs {
		out := &outputs[i]
		switch out.path {
		case "":
			continue
		case "-":
			out.file = inputs.IdentityOf("", sys.OutFile)
		default:
			out.file = inputs.Identify(out.path)
		}
		for _, other := range outputs[:i] {
			if err := checkPair(&other, out); err != nil {
				return err
			}
		}
		if uses(out.file) {
			if err := out.used(sys); err != nil {
				return err
			}
		}
	}
	return nil
}

// used returns the error of an output that is a file of the run.
func (o *output) used(sys *IO) error {
	switch {
	case o.path == "-" && sys.OutFile != nil && sys.OutFile.Mode().IsRegular():
		return &planError{errors.New("standard output is redirected to an input of this run: redirect it to another file")}
	case o.path == "-":
		return nil
	case o.data:
		return &planError{fmt.Errorf("%q is an input of this run: name another output", o.path)}
	}
	return &planError{fmt.Errorf("%q is an input or output of this run: give the report another name", o.path)}
}

// checkPair refuses two outputs that cannot both be written.
func checkPair(a, b *output) error {
	switch {
	case a.path == "" || b.path == "":
		return nil
	case a.path == "-" && b.path == "-":
		return usage("%s and %s both name standard output: give one of them a file", a.flag, b.flag)
	case a.file.Same(b.file) && (a.path == "-" || b.path == "-"):
		return usage("%s and %s name the same file: standard output goes there", a.flag, b.flag)
	case a.file.Same(b.file):
		return usage("%s and %s name the same file: give each one of its own", a.flag, b.flag)
	case a.file.Clashes(b.file):
		return usage("%s and %s cannot be a file and its folder: give one of them another name", a.flag, b.flag)
	}
	return nil
}
