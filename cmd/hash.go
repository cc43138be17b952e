package cmd

import (
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/hash"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// hashOptions are the flags of hash.
type hashOptions struct {
	sharedOptions
	job   hash.Options
	files source.Files  // the lists that the command line names
	found *source.Found // them, and what was left out

	algo  choice
	costs []int // the values of kdf.Options
	input inputOptions

	set        choice // of parameters
	pepperFile string

	preset presetOptions

	tune       latency
	audit      string
	format     choice // of the hashes or of the audit; "": by the output
	ident      choice // of bcrypt
	shadowDate string
	fixed      func(flag string) bool // whether a flag was given
}

// newHash returns the command; run does the work with the options filled in.
func newHash(sys *IO, run runFunc[*hashOptions]) *cobra.Command {
	o := &hashOptions{}
	c := &cobra.Command{
		Use:   "hash [FILE...] [-o FILE] | --audit HASHES | --tune TIME [FILE]",
		Short: "Hash password lists, verify and audit hashes",
		Long: `FILEs are lists of passwords: one per line, or user:password, CSV or JSON lines,
plain or compressed; or folders of such lists. Without a FILE, piped data is read;
- reads standard input, at a terminal without echo. For each password there is one
line of output, in input order: JSON lines with salt and hash, or the format of
another program (--format, --preset). With several FILEs, JSON lines and CSV name the
file of each row.

The default is PBKDF2-SHA512 with the iterations that OWASP recommends; for new
systems argon2id is the better choice. A password that cannot be hashed is reported
by its line; the run continues, and ends with status 3.

Passwords are read from files or standard input, never from flags, and they appear
in no message, report or temporary file.`,
		Example: `  fanout hash passwords.txt -o hashes.jsonl --algo argon2id
  fanout hash passwords.txt -o hashes.jsonl --algo argon2id --resume
  fanout hash passwords.txt --algo bcrypt --format mcf > hashes.txt
  fanout hash users.csv -o hashed.csv            # keeps the other columns
  fanout hash users.csv --verify hashed.csv      # status 6 if any differs
  fanout hash users.csv --preset auth0 -o import # files that Auth0 imports
  fanout hash lists -r -o all.jsonl              # every list in a folder
  fanout hash --audit hashes.jsonl               # costs below the minimum
  fanout hash --tune 250ms --algo argon2id       # prints flags for that time
  fanout hash -                                  # typed at the terminal`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args:                  func(_ *cobra.Command, args []string) error { return o.checkArgs(sys, args) },
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.check(c.Flags().Changed); err != nil {
				return err
			}
			return o.sweepRefused(run(c.Context(), sys, o), o.output)
		},
	}
	o.addAlgorithm(c)
	o.addInput(c)
	o.addOutput(c)
	o.addPreset(c)
	o.addChecks(c)
	o.addRun(c)
	o.addShard(c, sys)
	o.addMessages(c)
	return c
}

func (o *hashOptions) addAlgorithm(c *cobra.Command) {
	o.algo = choice{names: kdf.Names(), value: kdf.Names()[0]}
	options := kdf.Options()
	saltBytes := hash.DefaultSaltBytes(kdf.Algorithms()[0])
	o.job.SaltBytes = saltBytes
	o.costs = make([]int, len(options))
	group(c, "Hash", func(f *pflag.FlagSet) {
		addChoice(f, &o.algo, "algo", "hash algorithm")
		for i, opt := range options {
			if opt.Name == "key-bytes" {
				addCount(f, &o.job.SaltBytes, 0, math.MaxInt32, "salt-bytes", saltUsage(saltBytes))
			}
			f.Var(&count{n: &o.costs[i], max: math.MaxInt32, kibi: strings.Contains(opt.Usage, "`KiB`")}, opt.Name, fmt.Sprintf("%s (default: %s)", opt.Usage, opt.Defaults))
		}
		o.addParams(f)
	})
}

// saltUsage names the algorithms whose salts have another length than usual.
func saltUsage(usual int) string {
	text := fmt.Sprintf("length of the random salts in `BYTES` (default: %d", usual)
	for _, s := range kdf.Algorithms() {
		if n := hash.DefaultSaltBytes(s); n != usual {
			text += fmt.Sprintf(", %d for %s", n, s.Name)
		}
	}
	return text + ")"
}
