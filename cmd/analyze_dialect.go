package cmd

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/processors/analyze/source"
)

// dialectOptions are the flags of analyze about where a table begins.
type dialectOptions struct {
	skipLines, comment string
}

func (o *analyzeOptions) addDialect(c *cobra.Command) {
	group(c, "Input", func(f *pflag.FlagSet) {
		f.StringVar(&o.dialect.skipLines, "skip-lines", "", "skip the first `N` lines (default: titles and notes are detected)")
		f.StringVar(&o.dialect.comment, "comment", "", "`CHAR` that starts comment lines, or none (default: # if detected)")
	})
}

// checkBeginning checks the flags about where a table begins. It comes after
// the other checks of the dialect.
func (o *analyzeOptions) checkBeginning() error {
	s := &o.job.Source
	s.SkipLines = source.AutoSkip
	if text := o.dialect.skipLines; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > maxSkipLines {
			return wrongValue("skip-lines", text, "must be a whole number from 0 to %d", maxSkipLines)
		}
		s.SkipLines = n
	}
	if o.dialect.comment == source.NoComment {
		s.Comment = source.NoComment
		return nil
	}
	char, err := parseChar("comment", o.dialect.comment)
	if err != nil || char == 0 {
		return err
	}
	s.Comment = string(rune(char))
	for _, other := range []struct {
		flag string
		char byte
	}{{"--delimiter", s.Delimiter}, {"--quote", s.Quote}, {"--escape", s.Escape}} {
		if other.char == char {
			return conflictOf("--comment and "+other.flag+" are the same character", "--comment", other.flag)
		}
	}
	return nil
}

const maxSkipLines = 1_000_000

// parseDelimiter reads the byte that separates fields; "" is none, to be
// detected.
func parseDelimiter(text string) (byte, error) {
	switch {
	case text == "none":
		return source.NoDelimiter, nil
	case len(text) == 4 && strings.HasPrefix(text, `\x`):
		if b, err := hex.DecodeString(text[2:]); err == nil {
			text = string(b)
		}
	case len(text) > 1 && strings.Trim(text, text[:1]) == "" && text[0] != ' ':
		return 0, usage(`--delimiter %q: must be a single ASCII character; replace it first: sed 's/%s/\x1f/g' FILE | fanout analyze -`, text, sedWord(text))
	}
	return parseChar("delimiter", text)
}

// sedWord returns text as a pattern of sed that means itself.
func sedWord(text string) string {
	var b strings.Builder
	for _, c := range text {
		if strings.ContainsRune(`/.*[]^$\`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
