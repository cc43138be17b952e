package cmd

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/hash/kdf"
)

// hashOptions are the flags of hash.
type hashOptions struct {
	sharedOptions
	input string // a path, or "-"

	algo       choice
	iterations int
	cost       int
	memoryKiB  int
	time       int
	lanes      int
	n, r, p    int
	rounds     int
	saltBytes  int
	keyBytes   int

	kind   choice
	verify string
	resume bool

	params kdf.Params // what the flags come to
}

// newHash returns the command; run does the work with the options filled in.
func newHash(sys *IO, run func(context.Context, *IO, *cobra.Command, *hashOptions) error) *cobra.Command {
	o := &hashOptions{}
	c := &cobra.Command{
		Use:   "hash FILE|- [-o FILE]",
		Short: "Hash password lists, or verify them, a line each",
		Long: `Each line of FILE is a password; the output is a JSON line for each, in input order. Passwords
come from files or stdin only and never appear in messages, reports or temporary files.
The default is PBKDF2-SHA512 with OWASP's count; for new systems argon2id is the better choice.`,
		Example: `  fanout hash passwords.txt -o hashes.jsonl
  fanout hash passwords.txt -o hashes.jsonl --algo argon2id
  fanout hash passwords.txt --algo bcrypt --cost 12 > hashes.jsonl
  fanout hash passwords.txt --verify hashes.jsonl            # status 6 if any differs
  fanout hash passwords.txt -o hashes.jsonl --resume         # after Ctrl-C or a crash
  fanout hash -                                              # type them, without echo`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return usage("name one FILE of passwords, or - for stdin")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			o.input = args[0]
			if err := o.check(c); err != nil {
				return err
			}
			return run(c.Context(), sys, c, o)
		},
	}
	o.addAlgorithm(c)
	group(c, "Input and output", func(f *pflag.FlagSet) {
		o.kind = choice{names: []string{"lines"}, value: "lines"}
		addChoice(f, &o.kind, "input", "what the input is")
		f.StringVarP(&o.output, "output", "o", "", "output `FILE`, readable by you alone (default stdout)")
		o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
		addChoice(f, &o.overwrite, "overwrite", "what to do with an output that exists")
		f.BoolVar(&o.resume, "resume", false, "go on where an interrupted run with the same input and options stopped")
		f.StringVar(&o.verify, "verify", "", "check the passwords against the `HASHES` that fanout wrote")
	})
	o.addRun(c)
	o.addTalk(c)
	complete(c)
	return c
}

func (o *hashOptions) addAlgorithm(c *cobra.Command) {
	o.algo = choice{names: algorithms(), value: string(kdf.Algorithms[0])}
	group(c, "Hash", func(f *pflag.FlagSet) {
		addChoice(f, &o.algo, "algo", "algorithm")
		f.IntVar(&o.iterations, "iterations", 0, "`N` rounds of PBKDF2 (default 220000 with SHA-512, 600000 with SHA-256)")
		f.IntVar(&o.cost, "cost", 0, "`N`, binary logarithm of bcrypt's rounds (default 12)")
		f.IntVar(&o.memoryKiB, "memory-cost", 0, "memory of argon2id in `KiB` (default 19456)")
		f.IntVar(&o.time, "time-cost", 0, "`N` passes of argon2id (default 2)")
		f.IntVar(&o.lanes, "parallelism", 0, "`N` lanes of argon2id; part of the hash, not a number of workers (default 1)")
		f.IntVar(&o.n, "scrypt-n", 0, "`N`, cost of scrypt, a power of two (default 131072)")
		f.IntVar(&o.r, "scrypt-r", 0, "`N`, block size of scrypt (default 8)")
		f.IntVar(&o.p, "scrypt-p", 0, "`N`, parallelism of scrypt (default 1)")
		f.IntVar(&o.rounds, "rounds", 0, "`N` rounds of sha512crypt (default 656000)")
		f.IntVar(&o.saltBytes, "salt-bytes", 16, "length of the random salts in `BYTES`; sha512crypt's have 12")
		f.IntVar(&o.keyBytes, "key-bytes", 0, "length of the hashes in `BYTES` (default 64 with SHA-512, else 32)")
	})
}

// algorithms are the words that --algo takes.
func algorithms() (names []string) {
	for _, a := range kdf.Algorithms {
		names = append(names, string(a))
	}
	return names
}
