package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/charset"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// inputOptions are the flags that say what a list of passwords is.
type inputOptions struct {
	kind      choice
	normalize choice
	digest    choice
	prehash   *kdf.Prehash // of digest; nil: none
	list      *source.List
	said      bool // what was counted of the passwords
}

// addInput adds the flags about the input.
func (o *hashOptions) addInput(c *cobra.Command) {
	in, reading := &o.input, &o.job.Reading
	in.kind = choice{names: append([]string{source.Auto.String()}, source.KindNames...), value: source.Auto.String()}
	in.normalize = choice{names: source.NormalizeNames, value: source.NormalizeNames[source.AsIs]}
	in.digest = choice{names: []string{"none"}, value: "none"}
	in.digest.names = append(in.digest.names, kdf.InputDigests()...)
	group(c, "Input", func(f *pflag.FlagSet) {
		s := &o.files
		addSelection(f, fileSelection{&s.Recursive, &s.Hidden, &s.Include, &s.Exclude})
		addChoice(f, &in.kind, "input", "format of the input; auto goes by its extension, else one password per line")
		f.Var(&encodingName{&reading.Encoding}, "input-encoding",
			"text encoding, by `NAME`: utf-8, utf-16, windows-1252 … (default: UTF-16 is detected, other bytes are taken as they are)")
		f.StringVar(&reading.UserColumn, "user-column", "", "`NAME` or number of the column with user names (default: detected)")
		f.StringVar(&reading.PasswordColumn, "password-column", "", "`NAME` or number of the column with passwords (default: detected)")
		addChoice(f, &in.normalize, "normalize", "Unicode normalization of passwords (precis: OpaqueString of RFC 8265)")
		addChoice(f, &in.digest, "input-digest", "the input holds digests of passwords instead of passwords")
	})
	completeNames(c, "input-encoding")
}

// listFlags say which lists of passwords are read, and how.
var listFlags = []string{
	"input", "input-encoding", "user-column", "password-column", "normalize", "recursive", "include", "exclude", "hidden",
}

// checkInput fills in how the passwords are read.
func (o *hashOptions) checkInput(given func(flag string) bool) error {
	in, reading := &o.input, &o.job.Reading
	reading.Kind = source.Kind(slices.Index(in.kind.names, in.kind.value))
	reading.Normalize = source.Normalize(slices.Index(in.normalize.names, in.normalize.value))
	if in.digest.value != in.digest.names[0] {
		if err := o.checkDigest(given); err != nil {
			return err
		}
	}
	for name, value := range map[string]string{"user-column": reading.UserColumn, "password-column": reading.PasswordColumn} {
		if given(name) && value == "" {
			return wrongValue(name, "", "must be the name or number of a column")
		}
	}
	return o.checkColumns(o.files.Paths)
}

// checkDigest fills in what the list has in place of passwords.
func (o *hashOptions) checkDigest(given func(flag string) bool) error {
	digest, err := kdf.InputDigest(o.input.digest.value)
	switch {
	case err != nil:
		return &usageError{err: err}
	case o.job.Reading.Normalize != source.AsIs:
		return together("--input-digest", "--normalize").because("a digest has one spelling")
	case o.job.Verify != "":
		return together("--input-digest", "--verify").because("the hashes say what they were made of")
	case given("pepper-file"):
		return together("--input-digest", "--pepper-file")
	}
	o.input.prehash = digest
	o.job.Reading.Digest, o.job.Reading.ReadDigest = digest.Name, digest.Digest
	return nil
}

// lateNotes are the notes on a list that could be counted only as it was read.
func (o *hashOptions) lateNotes(t source.Tally) []string {
	if o.input.said {
		return nil
	}
	notes := tallyNotes(t, &o.job.Reading)
	if l := o.input.list; l != nil && l.Trailing() {
		notes = append(notes, trailingNote(l))
	}
	return notes
}

// trailingNote says that a compressed list has something behind it.
func trailingNote(l *source.List) string {
	return fmt.Sprintf("warning: what follows the compressed data in %q is left out", l.Name)
}

// openNotes say how a list, which they call name, is read, with the flags that
// decide, where it was not said on the command line.
func openNotes(l *source.List, name string, reading *source.Options) (notes []string) {
	if l.Encoding != charset.Auto && reading.Encoding != l.Encoding {
		notes = append(notes, fmt.Sprintf("%s is read as %s; --input-encoding decides", name, l.Encoding))
	}
	if l.Hashes {
		notes = append(notes, fmt.Sprintf("warning: most passwords in %s look like hashes; to check or examine hashes, use --verify or --audit", name))
	}
	c := l.Columns
	if c == nil || c.Password == "" {
		return notes
	}
	text := fmt.Sprintf("%s is read as %v", name, l.Kind)
	if l.Kind == source.CSV && c.Delimiter != ',' {
		text += fmt.Sprintf(" with the delimiter %q", c.Delimiter)
	}
	if reading.Kind == source.Auto {
		text += " (--input decides)"
	}
	text += ": passwords from " + c.Show(c.Password)
	if c.PasswordFound {
		text += " (--password-column decides)"
	}
	if c.User == "" {
		text += ", no users (--user-column names their column)"
	} else {
		text += fmt.Sprintf(", users from %s", c.Show(c.User))
		if c.UserFound {
			text += " (--user-column decides)"
		}
	}
	if c.HeaderUnfamiliar && l.Kind == source.CSV {
		text = "warning: " + text + "; its first line is taken as the header, not as a password (its names are unusual, so it is not shown)"
	}
	return append(notes, text)
}

// tallyNotes say what a user might not expect in passwords.
func tallyNotes(t source.Tally, reading *source.Options) (notes []string) {
	warn := func(m source.Marked, one, many, rest string) {
		if m.Count == 0 {
			return
		}
		what := one
		if m.Count > 1 {
			what = many
		}
		notes = append(notes, fmt.Sprintf("warning: %s %s (%s)%s", humanize.Comma(m.Count), what, lineNumbers(m), rest))
	}
	warn(t.NotUTF8, "password is not UTF-8", "passwords are not UTF-8",
		": hashed as the bytes they are; to read them as text, give their encoding, such as --input-encoding windows-1252")
	rest := ": it is hashed with them"
	if t.Ends == 0 {
		rest = ": no line feed is in the list, so that all of it is one password; if CRs end its lines, as on old Macs, convert them (tr '\\r' '\\n')"
	}
	warn(t.InnerCR, "password has a carriage return in it", "passwords have carriage returns in them", rest)
	if t.NUL.Count*2 > t.Ends {
		warn(t.NUL, "password has NUL bytes in it", "passwords have NUL bytes in them, most of the list", ": is it a list?")
	}
	warn(t.Mark, "password begins with a byte order mark", "passwords begin with a byte order mark", ": it is hashed with them")
	switch {
	case reading.Normalize != source.AsIs:
	case t.Composed > 0:
		warn(t.Decomposed, "password has its accents decomposed (NFD)", "passwords have their accents decomposed (NFD)",
			fmt.Sprintf(", and %s composed (NFC): the list has both forms, which look the same and hash to different values; --normalize nfc makes them one", humanize.Comma(t.Composed)))
	default:
		warn(t.Decomposed, "password is not in Unicode's composed form (NFC)", "passwords are not in Unicode's composed form (NFC)",
			", which most keyboards give: --normalize nfc hashes that form")
	}
	return notes
}

// lineNumbers names the first lines of m.
func lineNumbers(m source.Marked) string {
	first := m.First()
	words := make([]string, len(first))
	for i, n := range first {
		words[i] = fmt.Sprint(n)
	}
	text := "line " + strings.Join(words, ", ")
	if len(first) > 1 {
		text = "lines" + strings.TrimPrefix(text, "line")
	}
	if m.Count > int64(len(first)) {
		text += " …"
	}
	return text
}
