package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/pflag"

	"fanout/internal/files"
	"fanout/processors/hash/kdf"
)

// addParams adds the flags that stand for several parameters, and the pepper.
func (o *hashOptions) addParams(f *pflag.FlagSet) {
	o.set = choice{names: kdf.ParamSets()}
	addChoice(f, &o.set, "params", "parameters that others recommend, for those not given")
	f.StringVar(&o.pepperFile, "pepper-file", "", "key of HMAC-SHA384 over each password: the bytes of `FILE` but for one newline at its end")
}

// defaultParams returns the parameters of an algorithm before those that are
// given.
func (o *hashOptions) defaultParams(algorithm *kdf.Scheme, given func(flag string) bool) (kdf.Params, error) {
	if !given("params") {
		return algorithm.Default(), nil
	}
	p, err := kdf.Recommended(o.set.value, algorithm)
	if err != nil {
		return p, usage("--params %s --algo %s: %w", o.set.value, algorithm.Name, err)
	}
	return p, nil
}

// maxPepper is the longest pepper that is read: a key, not a list.
const maxPepper = 64 << 10

// readPepper reads the pepper, if there is one. It says what is wrong with the
// file, and nothing of what is in it.
func (o *hashOptions) readPepper(sys *IO) error {
	if o.pepperFile == "" {
		return nil
	}
	if o.job.Uses(o.pepperFile) {
		return usage("--pepper-file %q: is a list or the output", o.pepperFile)
	}
	secret, open, err := pepper(o.pepperFile)
	switch {
	case err != nil:
		return usage("--pepper-file %q: %w", o.pepperFile, files.Cause(err))
	case len(secret) < kdf.MinPepper:
		return usage("--pepper-file %q: has %d bytes; a pepper has at least %d", o.pepperFile, len(secret), kdf.MinPepper)
	}
	if open && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: warning: %q can be read by others: chmod 600 it\n", o.pepperFile)
	}
	o.job.Pepper = kdf.Pepper(secret)
	if o.job.Verify == "" {
		o.job.Params.Prehash = o.job.Pepper
	}
	return nil
}

// pepper returns the secret in a file, and whether others can read it.
func pepper(name string) (secret []byte, open bool, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	secret = make([]byte, maxPepper+1)
	switch n, readErr := io.ReadFull(f, secret); {
	case readErr == nil:
		err = errors.New("is longer than a pepper may be, 64 KiB")
	case readErr == io.EOF, readErr == io.ErrUnexpectedEOF:
		secret = bytes.TrimSuffix(secret[:n], []byte("\n"))
	default:
		err = readErr
	}
	open = info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows"
	return secret, open, err
}
