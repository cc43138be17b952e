package cmd

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// addOutput adds the flags about the output.
func (o *hashOptions) addOutput(c *cobra.Command) {
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	o.format = choice{names: append(format.Names(), auditTable, auditJSON)}
	o.ident = choice{names: []string{"2b", "2y", "2a"}}
	group(c, "Output", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "write to `FILE`, readable only by you (default: stdout)")
		addChoice(f, &o.format, "format", "output format, or table or json for --audit (default: by the extension of -o, else jsonl)")
		addChoice(f, &o.ident, "bcrypt-ident", "prefix of bcrypt strings (default: the one that readers of the format expect)")
		f.StringVar(&o.job.Style.LDAPBase, "ldap-base", "", "`DN` under which --format ldap puts uid=USER (default: user names are DNs)")
		f.StringVar(&o.shadowDate, "shadow-date", "", "`DATE` of the last change for --format shadow, such as 2006-01-31 (default: today, UTC)")
		addChoice(f, &o.overwrite, "overwrite", "replace an output that exists")
		addToggle(f, &o.job.Resume, "resume", "", "continue an interrupted run (same input and options)")
		f.StringVar(&o.job.Verify, "verify", "", "check the passwords against `HASHES`, written by fanout or another program")
	})
}

// formatExtensions are the formats that an output's extension asks for.
var formatExtensions = map[string]string{".csv": "csv", ".ldif": "ldap", ".htpasswd": "htpasswd"}

// formatByName returns the format of an output where no flag decides.
func formatByName(output string) string {
	return cmp.Or(formatExtensions[strings.ToLower(filepath.Ext(output))], format.Names()[0])
}

// checkFormat fills in how the hashes are written.
func (o *hashOptions) checkFormat(given func(flag string) bool) (err error) {
	name := cmp.Or(o.format.value, formatByName(o.output))
	if !slices.Contains(format.Names(), name) {
		return needs("--format "+name, "--audit")
	}
	if o.job.Format, err = format.Lookup(name); err != nil {
		return &usageError{err: err}
	}
	if given("ldap-base") && name != "ldap" {
		return needs("--ldap-base", "--format ldap")
	}
	if given("ldap-base") && !strings.Contains(o.job.Style.LDAPBase, "=") {
		return wrongValue("ldap-base", o.job.Style.LDAPBase, "must be a distinguished name, such as ou=people,dc=example,dc=org")
	}
	if s, err := kdf.Lookup(o.algo.value); given("algo") && err == nil && !o.job.Format.Takes(s) {
		text := fmt.Sprintf("--format %s does not take %s, but %s", name, s.Name, strings.Join(o.job.Format.Algorithms(), ", "))
		return conflictOf(text, "--format", "--algo")
	}
	if !given("algo") {
		o.algo.value = o.defaultAlgorithm(given).Name
	}
	if given("bcrypt-ident") && o.algo.value != "bcrypt" {
		return appliesTo("--bcrypt-ident", "--algo bcrypt")
	}
	o.job.Style.Ident = o.ident.value
	if given("shadow-date") && !o.job.Format.Dated {
		return needs("--shadow-date", "--format shadow")
	}
	o.job.Style.Day, err = day(o.shadowDate)
	return err
}

// day returns a date as days since 1970; today's for "".
func day(date string) (int, error) {
	at := time.Now()
	if date != "" {
		var err error
		if at, err = time.Parse(time.DateOnly, date); err != nil || at.Unix() < 0 {
			return 0, wrongValue("shadow-date", date, "must be a date since 1970, such as 2006-01-31")
		}
	}
	return int(at.Unix() / (24 * 60 * 60)), nil
}

// defaultAlgorithm returns the algorithm where none is given: the format's, or
// the only one that the set of parameters is for.
func (o *hashOptions) defaultAlgorithm(given func(flag string) bool) *kdf.Scheme {
	usual := o.job.Format.DefaultAlgorithm()
	if !given("params") {
		return usual
	}
	for _, s := range append([]*kdf.Scheme{usual}, kdf.Algorithms()...) {
		if _, err := kdf.Recommended(o.set.value, s); err == nil && o.job.Format.Takes(s) {
			return s
		}
	}
	return usual
}
