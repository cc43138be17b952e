package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/resize"
)

// A flagCase is a command line, what it makes of the options, or the error.
type flagCase struct {
	args string // separated by blanks
	get  func() any
	want string // as fmt prints it
	err  string
}

// runFlags parses the command lines of cases with a command that does nothing.
// It returns the names of all flags that were given without an error.
func runFlags(t *testing.T, cases []flagCase, newCommand func() *cobra.Command) {
	t.Helper()
	tested := map[string]bool{"help": true}
	for _, c := range cases {
		command := newCommand()
		command.SetArgs(strings.Fields(c.args))
		command.SetOut(io.Discard)
		command.SetErr(io.Discard)
		command.SilenceErrors, command.SilenceUsage = true, true
		command.SetFlagErrorFunc(func(failed *cobra.Command, err error) error { return flagError(failed, strings.Fields(c.args), err) })
		err := command.Execute()
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: error %v, want %s", c.args, err, c.err)
		case c.err == "" && err != nil:
			t.Errorf("%s: %v", c.args, err)
		case c.err == "" && fmt.Sprint(c.get()) != c.want:
			t.Errorf("%s: %v, want %s", c.args, c.get(), c.want)
		}
		if wrong := (*usageError)(nil); c.err != "" && strings.HasPrefix(c.err, "--") && !errors.As(err, &wrong) {
			t.Errorf("%s: %T is no usage error", c.args, err)
		}
		command.Flags().Visit(func(f *pflag.Flag) { tested[f.Name] = tested[f.Name] || c.err == "" })
	}
	newCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if !tested[f.Name] {
			t.Errorf("--%s is not tested", f.Name)
		}
	})
}

// sharedCases are the flags that every job has; prefix is a command line that
// is complete without them.
func sharedCases(prefix string, o **sharedOptions) []flagCase {
	applied := func() any {
		s := *o
		return []any{s.workers.of(8), s.memory.of(1000), s.maxFailures(200), s.dryRun, s.quiet, s.verbose}
	}
	reports := func() any { s := *o; return []any{s.report, s.summary, s.trace, s.progress.value, s.color.value} }
	cases := []flagCase{
		{"", applied, "[0 750 -1 false false false]", ""},
		{"-j 3 --max-memory 512 --on-error skip", applied, "[3 512 -1 false false false]", ""},
		{"--workers 50% --max-memory 10% --max-errors 5% -n", applied, "[4 100 10 true false false]", ""},
		{"--max-errors 0 -q", applied, "[0 750 0 false true false]", ""},
		{"--on-error abort -v", applied, "[0 750 0 false false true]", ""},
		{"--report r --summary-json s --trace t --progress plain --color never", reports, "[r s t plain never]", ""},
		{"--progress workers", reports, "[   workers auto]", ""},
		{"--trace -", nil, "", "--trace needs the name of a file: a trace is not written to stdout"},
		{"--ignore-environment", applied, "[0 750 -1 false false false]", ""},
		{"-o e --shard 2/3", func() any { return (*o).shard.Shard }, "2/3", ""},
		{"-o e --shard 4/3", nil, "", `--shard "4/3": must be from 1/3 to 3/3`},
		{"-o e --shard 2/3 --report r", nil, "", `--report and --shard cannot be used together: give it to 'fanout merge', which writes that of all shards`},
		{"-o e --shard 2/3 --summary-json s", nil, "", `--summary-json and --shard cannot be used together: give it to 'fanout merge', which writes that of all`},
		{"--workers x", nil, "", "must be a whole number"},
		{"--max-memory 0", nil, "", "must be above 0"},
		{"--max-errors 101%", nil, "", "at most 100%"},
		{"--on-error stop", nil, "", `--on-error "stop": must be skip or abort`},
		{"-q -v", nil, "", `--quiet and --verbose cannot be used together`},
		{"--on-error abort --max-errors 1", nil, "", `--on-error abort and --max-errors cannot be used together`},
	}
	for i := range cases {
		cases[i].args = prefix + " " + cases[i].args
	}
	return cases
}

func TestFlagsOfResize(t *testing.T) {
	var o *resizeOptions
	var shared *sharedOptions
	newCommand := func() *cobra.Command {
		return newResize(&IO{}, func(_ context.Context, _ *IO, options *resizeOptions) error {
			o, shared = options, &options.sharedOptions
			return nil
		})
	}
	size := func() any {
		g := o.job.Geometry
		return []any{g.LongEdge, g.ShortEdge, g.Width, g.Height, g.Scale, g.Enlarge}
	}
	shape := func() any {
		g := o.job.Geometry
		return []any{resize.FitNames[g.Fit], g.Position, o.job.Filter.Support}
	}
	picture := func() any {
		j := o.job
		return []any{j.Format, j.Quality, j.AutoOrient, j.KeepICC, j.Keep != 0, j.Progressive, j.FullChroma, j.FailDamaged, j.AllPages, j.LimitPixels}
	}
	background := func() any { return *o.job.Background }
	which := func() any {
		j := o.job
		return []any{j.Paths, j.Output, j.Recursive, j.Include, j.Exclude, j.Hidden, j.Name, j.Overwrite, j.Update}
	}
	earlier := func() any { return []any{o.job.Update, o.job.Resume, o.job.RetryFailed, o.job.Overwrite} }
	journal := func() any { return []any{o.job.Journal, o.job.NoJournal, o.job.Checksum} }
	runFlags(t, slices.Concat(sharedCases("p -o d --width 9", &shared), []flagCase{
		{"p -o d --long-edge 9", size, "[9 0 0 0 0 false]", ""},
		{"p -o d --short-edge 9 --enlarge", size, "[0 9 0 0 0 true]", ""},
		{"p -o d --size 8x6", size, "[0 0 8 6 0 false]", ""},
		{"p -o d --size x6", size, "[0 0 0 6 0 false]", ""},
		{"p -o d --width 8 --height 6", size, "[0 0 8 6 0 false]", ""},
		{"p -o d --scale 50%", size, "[0 0 0 0 0.5 false]", ""},
		{"p -o d --scale 3 --enlarge", size, "[0 0 0 0 3 true]", ""},
		{"p -o d --format png", size, "[0 0 0 0 0 false]", ""},
		{"p -o d.jpg", size, "[0 0 0 0 0 false]", ""},
		{"p -o d --size 8x6 --fit cover --position top --kernel linear", shape, "[cover {1 0} 1]", ""},
		{"p -o d --size 8x6", shape, "[inside {1 1} 3]", ""},
		{"p -o d --width 9", picture, "[<nil> 80 true true false false false false false 268000000]", ""},
		{"p -o d --format JPG --quality 7 --auto-orient=false --icc strip --keep exif --progressive --chroma 444 --damaged fail --pages all --limit-pixels 1M",
			picture, "[jpeg 7 false false true true true true true 1000000]", ""},
		{"p -o d --width 9 --background #f00", background, "{255 0 0 255}", ""},
		{"p -o d --width 9 --background transparent", background, "{0 0 0 0}", ""},
		{"p q -o d --width 9 -r --include *.jpg --exclude x --hidden --name {name} --overwrite always",
			which, "[[p q] d true [*.jpg] [x] true {name} true false]", ""},
		{"p -o d --width 9 --journal j --checksum", journal, "[j false true]", ""},
		{"p -o d --width 9 --journal none", journal, "[ true false]", ""},
		{"p -o d --width 9 --resume", earlier, "[false true false false]", ""},
		{"p -o d --width 9 --retry-failed --overwrite always", earlier, "[false false true true]", ""},
		{"p -o d --width 9 --update --checksum", earlier, "[true false false false]", ""},
		{"p -o d --width 9 --update --resume", nil, "", `--update and --resume cannot be used together: --update tries again what has failed, and renews what has`},
		{"p -o d --width 9 --update --retry-failed", nil, "", `--update and --retry-failed cannot be used together: --update tries again what has failed, and renews what`},
		{"p -o d --width 9 --resume --journal none", nil, "", `--resume and --journal none cannot be used together: --resume needs the journal`},
		{"p -o d --width 9 --retry-failed --journal none", nil, "", `--retry-failed and --journal none cannot be used together: --retry-failed needs the journal`},
		{"p -o d --width 9 --journal -", nil, "", `--journal "-": must be a file of its own, or none`},
		{"p -o d --width 9 --journal=", nil, "", `--journal "": must be the name of a file, or none`},
		{"p -o d --width 9 --checksum --journal none", nil, "", `--checksum and --journal none cannot be used together: --checksum needs the journal`},
		{"p -o d --width 9 --update", which, "[[p] d false [] [] false  false true]", ""},
		{"", nil, "", "no PATH given"},
		{"p --width 9", nil, "", "no output given"},
		{"p -o - --width 9", nil, "", "resize writes files, not stdout"},
		{"p -o d", nil, "", "no size given"},
		{"p -o d --width 9 --scale 1", nil, "", `--width and --scale cannot be used together`},
		{"p -o d --size 8", size, "[0 0 8 8 0 false]", ""},
		{"p -o d --size 8×6", size, "[0 0 8 6 0 false]", ""},
		{"p -o d --size 8by6", nil, "", "--size \"8by6\": must be WxH"},
		{"p -o d --scale 0", nil, "", "--scale \"0\": must be a percentage or a factor"},
		{"p -o d --scale 2", nil, "", "--scale \"2\": means 2 times as large"},
		{"p -o d --width 9 --fit cover", nil, "", `--fit needs --size WxH, or both --width and --height`},
		{"p -o d --size 8x6 --position top", nil, "", `--position needs --fit cover or contain`},
		{"p -o d --width 9 --quality 0", nil, "", `--quality "0": must be a whole number from 1 to 100`},
		{"p -o d --width 9 --background red", nil, "", "--background \"red\": must be"},
		{"p -o d --width 9 --keep gps", nil, "", `--keep "gps": must be a list of exif, xmp, iptc, comments, all`},
		{"p -o d --width 9 --update --overwrite always", nil, "", `--update and --overwrite always cannot be used together`},
		{"p -o d --width 0", nil, "", "must be a whole number of pixels"},
	}), newCommand)
}

func TestFlagsOfHash(t *testing.T) {
	var o *hashOptions
	var shared *sharedOptions
	newCommand := func() *cobra.Command {
		return newHash(&IO{}, func(_ context.Context, _ *IO, options *hashOptions) error {
			o, shared = options, &options.sharedOptions
			return nil
		})
	}
	params := func() any {
		p := o.job.Params
		return fmt.Sprint(p.Scheme.Name, " ", p.Costs, " ", p.KeyBytes, " ", o.job.SaltBytes)
	}
	instead := func() any { return []any{o.files.Paths, o.tune.String(), o.audit, o.format.value} }
	styles := func() any {
		j := &o.job
		return fmt.Sprint(j.Format.Name, " ", j.Params.Scheme.Name, " ", j.Style.Ident, " ", j.Style.LDAPBase)
	}
	presets := func() any { return []any{o.job.Preset, o.job.Output, o.job.Params} }
	lists := func() any { j := o.job; return []any{o.files.Paths, j.Output, j.Verify, j.Resume, j.Overwrite} }
	runFlags(t, slices.Concat(sharedCases("list", &shared), inputCases(&o), []flagCase{
		{"list", params, "pbkdf2-sha512 [220000 0 0 0] 64 16", ""},
		{"list --iterations 1000 --salt-bytes 8 --key-bytes 20", params, "pbkdf2-sha512 [1000 0 0 0] 20 8", ""},
		{"list --algo argon2id --memory-cost 64 --time-cost 3 --parallelism 2", params, "argon2id [64 3 2 19] 32 16", ""},
		{"list --algo scrypt --scrypt-n 1024 --scrypt-r 4 --scrypt-p 2", params, "scrypt [1024 4 2 0] 32 16", ""},
		{"list --algo argon2id --params rfc9106 --time-cost 1", params, "argon2id [65536 1 4 19] 32 16", ""},
		{"list --params rfc9106", params, "argon2id [65536 3 4 19] 32 16", ""},
		{"list --params owasp", params, "pbkdf2-sha512 [220000 0 0 0] 64 16", ""},
		{"list --params rfc9106 --algo bcrypt", nil, "", "RFC 9106 is about argon2id"},
		{"list --pepper-file p", func() any { return o.pepperFile }, "p", ""},
		{"list --algo bcrypt --cost 5", params, "bcrypt [5 0 0 0] 0 16", ""},
		{"list --algo sha512crypt --rounds 5000", params, "sha512crypt [5000 0 0 0] 0 12", ""},
		{"list", lists, "[[list]   false false]", ""},
		{"- -o out --overwrite always", lists, "[[-] out  false true]", ""},
		{"list -o out --resume --input lines", lists, "[[list] out  true false]", ""},
		{"list --verify hashes", lists, "[[list]  hashes false false]", ""},
		{"a b* c -r --hidden --include x --exclude y", func() any { f := o.files; return []any{f.Paths, f.Recursive, f.Hidden, f.Include, f.Exclude} }, "[[a b* c] true true [x] [y]]", ""},
		{"", nil, "", "no FILE given: name lists of passwords, or pipe them in (- to type them)"},
		{"a -", nil, "", "- (standard input) cannot be read together with other FILEs: join them with cat"},
		{"list --cost 5", nil, "", `--cost applies only to --algo bcrypt, bcrypt-sha256, django-bcrypt-sha256 or wordpress`},
		{"list --algo bcrypt --cost 3", nil, "", `--cost "3": must be from 4 to 31`},
		{"list --algo md5", nil, "", "must be one of"},
		{"list --salt-bytes 7", nil, "", `--salt-bytes "7": must be from 8 to 1024`},
		{"list --algo scrypt --scrypt-n 1000", nil, "", `--scrypt-n "1000": must be a power of two above 1`},
		{"list --resume", nil, "", `--resume needs -o FILE: output sent to stdout cannot be resumed`},
		{"list --verify hashes --algo bcrypt", nil, "", `--algo and --verify cannot be used together`},
		{"list --verify hashes --cost 5", nil, "", `--cost and --verify cannot be used together: the list says how it was hashed`},
		{"- --verify -", nil, "", `--verify "-": only one of the two lists`},
		{"list --preset keycloak -o d --set realm=acme --set email-verified=yes", presets, `[keycloak email-verified="yes" realm="acme" d/.fanout-hashes.jsonl argon2id 7,168 KiB, time 5, parallelism 1]`, ""},
		{"list --preset okta -o d --algo pbkdf2-sha512 --iterations 5000", presets, "[okta d/.fanout-hashes.jsonl pbkdf2-sha512 5,000]", ""},
		{"list --preset okta", nil, "", `--preset okta needs -o FOLDER: the import files go into a folder of their own`},
		{"list --preset other -o d", nil, "", "must be one of auth0"},
		{"list --preset okta -o d --algo argon2id", nil, "", `--algo "argon2id": okta takes no argon2id, but bcrypt, pbkdf2-sha512, pbkdf2-sha256`},
		{"list --preset okta -o d --cost 21", nil, "", `--cost "21": okta takes 20 at most`},
		{"list --preset okta -o d --iterations 5000", nil, "", `--iterations applies only to --algo pbkdf2-sha512, pbkdf2-sha256 or scram-sha-256: --preset okta takes bcrypt`},
		{"list --preset okta -o d --set realm=x", nil, "", `--set "realm": okta has no settings`},
		{"list --preset cognito -o d", nil, "", "--preset cognito needs --set hash-column=NAME"},
		{"list --preset okta -o d --input-digest md5-hex", nil, "", `--input-digest and --preset cannot be used together: okta hashes passwords, not their digests`},
		{"list --set realm=x", nil, "", `--set needs --preset`},
		{"list --report -", nil, "", `--report "-": stdout is for the hashes`},
		{"list --format django", styles, "django pbkdf2-sha256  ", ""},
		{"list -o x.CSV", styles, "csv pbkdf2-sha512  ", ""},
		{"list -o x.ldif --ldap-base dc=x", styles, "ldap pbkdf2-sha512  dc=x", ""},
		{"list --format htpasswd --bcrypt-ident 2a", styles, "htpasswd bcrypt 2a ", ""},
		{"list --format phc --bcrypt-ident 2a", nil, "", `--bcrypt-ident applies only to --algo bcrypt`},
		{"list --format shadow --algo sha512crypt --shadow-date 2026-11-28", func() any { return o.job.Style.Day }, "20785", ""},
		{"list --format shadow --algo sha512crypt --shadow-date 2026-13-28", nil, "", `--shadow-date "2026-13-28": must be a date since 1970, such as 2006-01-31`},
		{"list --shadow-date 2026-11-28", nil, "", `--shadow-date needs --format shadow`},
		{"list --format ldap --ldap-base x", nil, "", `--ldap-base "x": must be a distinguished name, such as ou=people,dc=example,dc=org`},
		{"list --format csv --algo wordpress --bcrypt-ident 2a", nil, "", `--bcrypt-ident applies only to --algo bcrypt`},
		{"list --format django --algo scrypt --scrypt-n 16384", params, "scrypt [16384 8 1 0] 64 16", ""},
		{"list --ldap-base dc=x", nil, "", `--ldap-base needs --format ldap`},
		{"list --verify hashes --format phc", nil, "", `--format and --verify cannot be used together`},
		{"--audit hashes --format phc", nil, "", `--format phc and --audit cannot be used together: an audit is written as table or json`},
		{"--tune 250ms", instead, "[[] 250ms  ]", ""},
		{"list --tune 1m --algo bcrypt", instead, "[[list] 1m0s  ]", ""},
		{"--audit hashes --format json", instead, "[[]  hashes json]", ""},
		{"list --audit hashes", nil, "", "--audit reads no passwords: leave out \"list\""},
		{"--audit hashes --cost 5", nil, "", `--cost and --audit cannot be used together: the list says how it was hashed`},
		{"--audit hashes -o out", nil, "", `--output and --audit cannot be used together`},
		{"list --format json", nil, "", `--format json needs --audit`},
		{"--audit hashes --user-column x", nil, "", `--user-column and --audit cannot be used together`},
		{"--audit hashes -r", nil, "", `--recursive and --audit cannot be used together`},
		{"--audit hashes --pepper-file p", nil, "", `--pepper-file and --audit cannot be used together`},
		{"--audit hashes --input-digest md5-hex", nil, "", `--input-digest and --audit cannot be used together`},
		{"--tune 1s --normalize nfc", nil, "", `--normalize needs a FILE of passwords to count`},
		{"--tune 1s --input csv", nil, "", `--input needs a FILE of passwords to count`},
		{"list --verify hashes --salt-bytes 16", nil, "", `--salt-bytes and --verify cannot be used together`},
		{"list --verify hashes --shadow-date 2026-11-28", nil, "", `--shadow-date and --verify cannot be used together`},
		{"list --algo bcrypt --iterations 9", nil, "", `--iterations applies only to --algo pbkdf2-sha512`},
		{"list --algo scrypt --memory-cost 9", nil, "", `--memory-cost applies only to --algo argon2id`},
		{"list --algo sha512crypt --key-bytes 9", nil, "", `--key-bytes applies only to`},
		{"--tune 0.9ms", nil, "", "must be a time from 1ms to 60s"},
		{"--tune 61s", nil, "", "must be a time from 1ms to 60s"},
		{"--tune 250", nil, "", "must be a time from 1ms to 60s"},
		{"a b --tune 1s", instead, "[[a b] 1s  ]", ""},
		{"- --tune 1s", nil, "", `--tune needs a FILE to count passwords in, not stdin`},
		{"list --tune 1s --verify hashes", nil, "", `--verify and --tune cannot be used together`},
		{"list --tune 1s -o out", nil, "", `--output and --tune cannot be used together`},
		{"list --tune 1s -n", nil, "", `--dry-run and --tune cannot be used together`},
	}), newCommand)
}

func TestFlagsOfAnalyze(t *testing.T) {
	var o *analyzeOptions
	var shared *sharedOptions
	newCommand := func() *cobra.Command {
		return newAnalyze(&IO{}, func(_ context.Context, _ *IO, options *analyzeOptions) error {
			o, shared = options, &options.sharedOptions
			return nil
		})
	}
	dialect := func() any {
		s := o.job.Source
		return fmt.Sprintf("%q %q %d %v %d", s.Delimiter, s.Quote, s.Header, s.Encoding, s.MaxRecord)
	}
	statistics := func() any {
		p := o.job.Profile
		return []any{p.Number.Nulls, len(p.Quantiles), p.Exact, p.Top, p.MaxDistinct, p.Duplicates}
	}
	values := func() any {
		n := o.job.Profile.Number
		return []any{string(rune(n.Decimal)), n.Thousands, n.Units, n.Negatives, n.True, n.False, n.DateOrder, o.job.Types, o.job.Profile.Trim}
	}
	which := func() any {
		j := o.job
		return []any{j.Source.Paths, j.Source.Recursive, j.PerFile, j.BadRows, o.rejects, o.output, o.format.value, o.overwrite.value}
	}
	selected := func() any { return o.job.Select }
	chosen := func() any { return []any{o.job.Source.Include, o.job.Source.Exclude, o.job.Source.Hidden} }
	runFlags(t, slices.Concat(sharedCases("f", &shared), recordCases(&o), encodingCases(&o), dialectCases(&o), []flagCase{
		{"f", dialect, `'\x00' '"' 0  16777216`, ""},
		{"f -d tab --quote none --headers --encoding cp1252 --max-record 1MiB", dialect, `'\t' '\x00' 1 windows-1252 1048576`, ""},
		{"f --delimiter ; --quote ' --no-headers", dialect, `';' '\'' 2  16777216`, ""},
		{"f", statistics, "[[] 3 false 10 0 false]", ""},
		{"f --null-values NA,- --quantiles 1,99 --exact --top 0 --max-distinct 20 --duplicates", statistics, "[[NA -] 2 true 0 20 true]", ""},
		{"f --decimal , --thousands space --units €,% --units kg --negatives minus", values, "[,   [€ % kg] [minus] [] [] 0 [] false]", ""},
		{"f --true-values t,j --false-values f --true-values on --date-order dmy", values, "[\x00  [] [] [t j on] [f] 1 [] false]", ""},
		{"f --trim --types a=string,/b,=/=date", values, "[\x00  [] [] [] [] 0 [{[a] string} {[/b,=/] date}] true]", ""},
		{"f --types a", nil, "", `--types "a": must be COLUMN=TYPE, as in zip=string`},
		{"f --thousands .", nil, "", `--thousands ".": is the same as --decimal; where`},
		{"f", which, "[[f] false false 0  - table never]", ""},
		{"f g -r --per-file --repeated-headers skip --bad-rows skip --rejects bad -o out --format markdown --overwrite always",
			which, "[[f g] true true 1 bad out md always]", ""},
		{"f --json", which, "[[f] false false 0  - json never]", ""},
		{"f --json -o x.csv", which, "[[f] false false 0  x.csv json never]", ""},
		{"f --json --format md", nil, "", "--json and --format md cannot be used together"},
		{"f --repeated-headers skip --no-headers", nil, "", "--repeated-headers skip and --no-headers cannot be used together"},
		{"f --include *.txt --include b* --exclude x --hidden", chosen, "[[*.txt b*] [x] true]", ""},
		{"f --select a,2-3,/^x/", selected, "[a 2-3 /^x/]", ""},
		{"", nil, "", "no FILE given"},
		{"f --delimiter ab", nil, "", `--delimiter "ab": must be a single ASCII character`},
		{"f --quote ,  --delimiter ,", nil, "", "--delimiter and --quote are the same"},
		{"f --headers --no-headers", nil, "", `--headers and --no-headers cannot be used together`},
		{"f --select /(/", nil, "", `--select "/(/": must be a regular expression: missing closing )`},
		{"f --quantiles 101", nil, "", `--quantiles "101": must be a percentage from 0 to 100`},
		{"f --top -1", nil, "", `--top "-1": must be a whole number from 0 to 10000`},
		{"f --max-record 2GiB", nil, "", `--max-record "2GiB": must be at most 1GiB`},
		{"f --rejects bad", nil, "", `--rejects needs --bad-rows skip`},
		{"f --bad-rows skip --rejects -", nil, "", `--rejects "-": must be the name of a file`},
		{"f --format xml", nil, "", "must be one of"},
	}), newCommand)
}
