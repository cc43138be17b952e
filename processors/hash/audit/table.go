package audit

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash/kdf/scheme"
)

// shownKinds and shownReasons bound the rows for people.
const shownKinds, shownReasons = 20, 10

// WriteTable writes the report for people, in lines of at most width columns
// where words are not longer.
func (r *Report) WriteTable(w io.Writer, width int) error {
	t := &text{width: width}
	t.add("", "%q: %s, %s locked, %s that cannot be checked", r.List, count(r.Hashes, "hash"), comma(r.Locked), comma(r.Unread.Hashes))
	t.kinds(r)
	t.findings(r)
	t.advice(r)
	_, err := io.WriteString(w, t.b.String())
	return err
}

// A text is lines that are wrapped at a width.
type text struct {
	b     strings.Builder
	width int
}

// add adds a paragraph: the first line begins with mark, the others are
// indented by as much. What does not print is escaped, as it may come from a
// list of anybody.
func (t *text) add(mark, format string, args ...any) {
	line, indent := mark, strings.Repeat(" ", utf8.RuneCountInString(mark))
	for i, word := range strings.Fields(escape(fmt.Sprintf(format, args...))) {
		if i > 0 && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > t.width {
			t.b.WriteString(line + "\n")
			line = indent + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	t.b.WriteString(line + "\n")
}

func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

func comma(n int64) string { return humanize.Comma(n) }

// count counts a noun.
func count(n int64, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "h"):
		noun += "es"
	default:
		noun += "s"
	}
	return comma(n) + " " + noun
}

// percent formats a share with one digit, but never the whole for a part.
func percent(share float64) string {
	switch {
	case share < 1 && share >= 0.9995:
		return ">99.9%"
	case share > 0 && share < 0.0005:
		return "<0.1%"
	}
	return fmt.Sprintf("%.1f%%", 100*share)
}

// kinds adds the table of algorithms and costs.
func (t *text) kinds(r *Report) {
	if len(r.Kinds) == 0 {
		return
	}
	wide := max(len("hashes"), len(comma(r.Kinds[0].Hashes)))
	row := func(hashes, share, verdict, text string) {
		t.add(fmt.Sprintf("  %*s  %6s  %-10s  ", wide, hashes, share, verdict), "%s", text)
	}
	t.b.WriteByte('\n')
	row("hashes", "share", "OWASP", "algorithm and costs")
	for i, k := range r.Kinds {
		if i == shownKinds {
			break
		}
		row(comma(k.Hashes), percent(k.Share), string(k.Verdict), k.Text)
	}
	rest, more := int64(0), ""
	for _, k := range r.Kinds[min(shownKinds, len(r.Kinds)):] {
		rest += k.Hashes
	}
	if n := len(r.Kinds) - shownKinds; n > 0 {
		more = fmt.Sprintf("%s more sets of costs (--format json has them)", comma(int64(n)))
	}
	if r.OtherKinds != nil {
		rest += r.OtherKinds.Hashes
		more = fmt.Sprintf("more than %s sets of costs", comma(maxKinds))
	}
	if more != "" {
		row(comma(rest), percent(float64(rest)/float64(r.Hashes)), "", more)
	}
}

// findings adds what is wrong, and what is worth knowing.
func (t *text) findings(r *Report) {
	var found text
	found.width = t.width
	if r.Below > 0 {
		found.add("- ", "%s of %s are below OWASP's minimum", comma(r.Below), comma(r.Hashes))
		found.weak(r)
	}
	for _, k := range r.Kinds {
		if k.Verdict == Legacy {
			found.add("- ", "%s of %s, which is for old hashes only%s", count(k.Hashes, "hash"), k.Text, lines(k.First, k.Hashes))
		}
	}
	found.repeats("salt", "share", "not drawn at random", r.SharedSalts)
	found.repeats("value", "are equal in", "one password each, or lines that were copied", r.Equal)
	found.repeats("user", "are of", "named more than once", r.Users)
	if r.Compared < r.Hashes {
		found.add("- ", "salts, hashes and users were compared among the first %s of %s only, as --max-memory has no room for more", comma(r.Compared), comma(r.Hashes))
	}
	if n := r.Unsalted.Hashes; n > 0 {
		found.add("- ", "%s without a salt: equal passwords are seen at once%s", count(n, "hash"), lines(r.Unsalted.First, n))
	}
	for _, s := range r.ShortSalts {
		found.add("- ", "%s of %s with salts shorter than the %d bytes of NIST SP 800-132%s", count(s.Hashes, "hash"), s.Algorithm, MinSalt, lines(s.First, s.Hashes))
	}
	for _, a := range r.Algorithms {
		if len(a.Keys) > 1 {
			found.add("- ", "%s has keys of several lengths: %s; those of few may be cut", a.Name, keyLengths(a.Keys))
		}
	}
	if r.Bare > 0 {
		found.add("- ", "%s locked without a hash", count(r.Bare, "user"))
	}
	for _, note := range r.Notes {
		found.add("- ", "%s", note)
	}
	if r.Unread.Hashes > 0 {
		found.add("- ", "%s cannot be checked", count(r.Unread.Hashes, "hash"))
		found.reasons(r)
	}
	if found.b.Len() > 0 {
		t.b.WriteString("\nFound:\n" + found.b.String())
	}
}

// weak adds why kinds are below the minimum.
func (t *text) weak(r *Report) {
	shown := 0
	for _, k := range r.Kinds {
		if k.Verdict != Below {
			continue
		}
		if shown++; shown > shownReasons {
			t.add("    ", "and others")
			return
		}
		weak := k.Weak
		if !strings.HasPrefix(weak, k.Algorithm) {
			weak = k.Algorithm + ": " + weak
		}
		t.add("    ", "%s × %s%s", comma(k.Hashes), weak, lines(k.First, k.Hashes))
	}
}

// reasons adds why hashes cannot be checked.
func (t *text) reasons(r *Report) {
	for i, reason := range r.Reasons {
		if i == shownReasons {
			t.add("    ", "and %s more reasons", comma(int64(len(r.Reasons)-i)))
			return
		}
		t.add("    ", "%s × %s%s", comma(reason.Hashes), reason.Text, lines(reason.First, reason.Hashes))
	}
}

// repeats adds values that come more than once.
func (t *text) repeats(noun, verb, meaning string, r Repeats) {
	if r.Values == 0 {
		return
	}
	t.add("- ", "%s %s %s: %s", count(r.Hashes, "hash"), verb, count(r.Values, noun), meaning)
	for i, g := range r.Most {
		if i == shownLines && len(r.Most) > shownLines {
			t.add("    ", "and %s more", count(r.Values-shownLines, noun))
			return
		}
		t.add("    ", "%s%s", comma(g.Hashes)+" of one", lines(g.Lines, g.Hashes))
	}
}

func keyLengths(keys []KeyLength) string {
	var words []string
	for i, k := range keys {
		if i == shownReasons {
			words = append(words, "others")
			break
		}
		words = append(words, fmt.Sprintf("%d bytes (%s)", k.Bytes, comma(k.Hashes)))
	}
	return strings.Join(words, ", ")
}

// lines names the first lines of some.
func lines(first []int64, all int64) string {
	if len(first) == 0 {
		return ""
	}
	var words []string
	for _, n := range first {
		words = append(words, strconv.FormatInt(n, 10))
	}
	text := " (line"
	if len(words) > 1 {
		text += "s"
	}
	text += " " + strings.Join(words, ", ")
	if all > int64(len(first)) {
		text += ", …"
	}
	return text + ")"
}

// advice adds what to do.
func (t *text) advice(r *Report) {
	if len(r.Rehash) == 0 {
		return
	}
	t.b.WriteString("\nAdvice:\n")
	for _, s := range r.Rehash {
		t.add("- ", "rehash %s of %s at the next login, as these flags do:", comma(s.Hashes), s.Algorithm)
		t.b.WriteString("    --algo " + s.params.Scheme.Name)
		for i, c := range s.params.Scheme.Costs {
			if c.Growth != scheme.Constant {
				fmt.Fprintf(&t.b, " --%s %d", c.Option, s.params.Costs[i])
			}
		}
		t.b.WriteByte('\n')
	}
}
