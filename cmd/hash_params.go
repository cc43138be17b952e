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
	"fanout/internal/inputs"
	"fanout/internal/secret"
	"fanout/processors/hash/kdf"
)

// addParams adds the flags that stand for several parameters, and the pepper.
func (o *hashOptions) addParams(f *pflag.FlagSet) {
	o.set = choice{names: kdf.ParamSets()}
	addChoice(f, &o.set, "params", "use recommended parameters, where none are given")
	f.StringVar(&o.pepperFile, "pepper-file", "", "`FILE` with a secret key (pepper) that is applied to each password by HMAC-SHA384; one newline at its end is ignored")
}

// defaultParams returns the parameters of an algorithm before those that are
// given.
func (o *hashOptions) defaultParams(algorithm *kdf.Scheme, given func(flag string) bool) (kdf.Params, error) {
	if !given("params") {
		return algorithm.Default(), nil
	}
	p, err := kdf.Recommended(o.set.value, algorithm)
	if err != nil {
		return p, conflictOf(fmt.Sprintf("--params %s --algo %s: %v", o.set.value, algorithm.Name, err), "--params", "--algo")
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
	if o.job.Uses(inputs.Identify(o.pepperFile)) {
		return usage("--pepper-file %q: must be a file of its own, not a list or the output", o.pepperFile)
	}
	key, open, err := pepper(o.pepperFile)
	switch {
	case err != nil:
		return usage("--pepper-file %q: %w", o.pepperFile, files.Cause(err))
	case len(key) < kdf.MinPepper:
		return usage("--pepper-file %q: must have at least %[3]d bytes, and has %[2]d", o.pepperFile, len(key), kdf.MinPepper)
	}
	if open && !o.quiet {
		fmt.Fprintf(sys.Err, "fanout: warning: %q can be read by others: chmod 600 it\n", o.pepperFile)
	}
	o.job.Pepper = kdf.Pepper(key)
	if o.job.Verify == "" {
		o.job.Params.Prehash = o.job.Pepper
	}
	return nil
}

// pepper returns the secret in a file, in locked memory, and whether others can
// read it. It is needed as long as the process lives.
func pepper(name string) (key []byte, open bool, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	for err == nil && len(key) <= maxPepper {
		key = secret.Grow(key, 1)
		var n int
		n, err = f.Read(key[len(key):cap(key)])
		key = key[:len(key)+n]
	}
	if err == io.EOF {
		key, err = bytes.TrimSuffix(key, []byte("\n")), nil
	}
	if len(key) > maxPepper {
		err = errors.New("is longer than a pepper may be, 64 KiB")
	}
	open = info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows"
	return key, open, err
}
