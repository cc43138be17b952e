package cmd

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/hash"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/preset"
)

// presetOptions are the flags about import files.
type presetOptions struct {
	name choice // "": none
	set  []string
}

// addPreset adds the flags about import files.
func (o *hashOptions) addPreset(c *cobra.Command) {
	o.preset.name = choice{names: preset.Names()}
	group(c, "Import files", func(f *pflag.FlagSet) {
		addChoice(f, &o.preset.name, "preset", "write files that a system can import into folder -o")
		addWords(f, &o.preset.set, "set", "", "setting of the preset, `NAME=VALUE`: realm, email-verified, hash-column, … (repeatable)")
	})
}

// checkPreset fills in what a preset decides, unless a flag does.
func (o *hashOptions) checkPreset(given func(flag string) bool) error {
	if o.preset.name.value == "" {
		return needs("--set", "--preset")
	}
	target, err := preset.Lookup(o.preset.name.value)
	if err != nil {
		return &usageError{err: err}
	}
	if o.job.ToStream() && o.job.Verify == "" {
		return needs("--preset "+target.Name, "-o FOLDER: the import files go into a folder of their own")
	}
	for _, name := range []string{"format", "bcrypt-ident", "ldap-base", "shadow-date", "pepper-file", "params"} {
		if given(name) {
			return together("--"+name, "--preset").because("a preset has a form of its own")
		}
	}
	if given("input-digest") {
		return together("--input-digest", "--preset").because("%s hashes passwords, not their digests", target.Name)
	}
	settings, err := target.Settings(o.preset.set)
	if err != nil {
		return &usageError{err: err}
	}
	if err := o.presetParams(target, given); err != nil {
		return err
	}
	bound, err := target.New(settings, o.job.Params, o.job.SaltBytes)
	if wrong := (*kdf.ParamError)(nil); errors.As(err, &wrong) {
		return wrongParam(wrong)
	}
	if err != nil {
		return wrongValue("preset", target.Name, "%w", err)
	}
	if o.job.Verify != "" {
		o.job.Preset, o.job.Params = bound, kdf.Params{}
		return nil
	}
	o.job.Format = format.JSONLines
	o.job.InFolder(bound, o.output)
	return nil
}

// presetParams takes the target's parameters where no flag has set them.
func (o *hashOptions) presetParams(target *preset.Target, given func(flag string) bool) error {
	name := ""
	if given("algo") {
		name = o.algo.value
	}
	p, err := target.Default(name)
	if err != nil {
		return conflictOf(fmt.Sprintf("--algo %q: %v", o.algo.value, err), "--algo", "--preset")
	}
	for i, option := range kdf.Options() {
		if given(option.Name) && !option.Set(&p, o.costs[i]) {
			return appliesTo("--"+option.Name, algorithmFlags(option)...).because("--preset %s takes %s", target.Name, p.Scheme.Name)
		}
	}
	o.job.Params = p
	if !given("salt-bytes") {
		o.job.SaltBytes = hash.DefaultSaltBytes(p.Scheme)
	}
	err = o.job.Check()
	if wrong := (*kdf.ParamError)(nil); errors.As(err, &wrong) {
		return wrongParam(wrong)
	}
	return err
}

// presetPlan says how the users are split over files, and what a user should
// know before.
func (o *hashOptions) presetPlan(plan *hash.Plan) (lines []string) {
	p := o.job.Preset
	if p == nil {
		return nil
	}
	if parts := plan.Parts; parts.Files > 0 {
		text := fmt.Sprintf("%s for %s: %s, at most %s and %s each", plural(parts.Files, "file"), p.Name,
			plural(int(parts.Users), "user"), plural(parts.MaxUsers, "user"), humanize.Comma(parts.MaxBytes)+" bytes")
		if parts.Files == 1 {
			text = fmt.Sprintf("1 file for %s: %s, %s bytes", p.Name, plural(int(parts.Users), "user"), humanize.Comma(parts.MaxBytes))
		}
		lines = append(lines, text)
		if parts.Failed > 0 {
			lines = append(lines, fmt.Sprintf("%s will have no place there, the first: %v", plural(int(parts.Failed), "password"), parts.First))
		}
		if len(parts.Left) > 0 {
			lines = append(lines, fmt.Sprintf("%s has no place for %s: left out", p.Name, columnNames(parts.Left)))
		}
		if parts.NamesLeft > 0 {
			lines = append(lines, fmt.Sprintf("%s knows users by their address: %s left out", p.Name, plural(int(parts.NamesLeft), "user name")))
		}
	}
	if note := p.Note(); note != "" {
		lines = append(lines, note)
	}
	return lines
}

// columnNames lists columns for a message.
func columnNames(names []string) string {
	const most = 10
	var words []string
	for _, name := range names[:min(most, len(names))] {
		words = append(words, fmt.Sprintf("%q", name))
	}
	text := strings.Join(words, ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more columns", len(names)-most)
	} else if len(names) == 1 {
		return "column " + text
	} else {
		return "columns " + text
	}
	return text
}

// presetNotes say what has been written, and what to do with it.
func (o *hashOptions) presetNotes(plan *hash.Plan) (notes []string) {
	p := o.job.Preset
	if p == nil {
		return nil
	}
	if parts := plan.Parts; parts.Files > 0 {
		notes = append(notes, fmt.Sprintf("%s in %s", plural(parts.Files, "file"), shellWord(o.output)))
	}
	if next := p.Next(); next != "" {
		notes = append(notes, "next: "+next)
	}
	return notes
}
