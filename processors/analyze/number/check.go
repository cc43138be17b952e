package number

import (
	"fmt"
	"slices"
	"strings"
)

// An OptionError is options that cannot be or contradict each other. It names
// them as fields of Options.
type OptionError struct {
	Setting, Value string
	Other          string // another setting that it does not go with; "": none
	Text           string // what is wrong
	See            string // a setting that helps; "": none
	Advice         string // what to do about it, behind See; may be ""
}

func (e *OptionError) Error() string {
	text, hint := e.Explain(func(setting string) string { return setting })
	if hint != "" {
		text += "; " + hint
	}
	return text
}

// Explain returns the message and the next step; name gives the names of the
// settings.
func (e *OptionError) Explain(name func(string) string) (message, hint string) {
	message = fmt.Sprintf("%s %q: %s", name(e.Setting), e.Value, e.Text)
	if e.Other != "" {
		message += " " + name(e.Other)
	}
	if e.See != "" {
		return message, name(e.See) + " " + e.Advice
	}
	return message, e.Advice
}

// check returns an OptionError, or nil.
func (o *Options) check() error {
	for _, check := range []func() error{o.checkMarks, o.checkUnits, o.checkNegatives, o.checkWords} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

const (
	marks      = ".,;:'_" // what may stand before decimals
	thousandth = ".,'_ "  // between groups of digits
)

// checkMarks checks what stands before decimals and between groups.
func (o *Options) checkMarks() error {
	if o.Decimal != 0 && (o.Decimal >= 0x80 || !strings.ContainsRune(marks, rune(o.Decimal))) {
		return &OptionError{Setting: "Decimal", Value: string(rune(o.Decimal)), Text: "must be one of . , ; : ' _"}
	}
	if o.Thousands != "" && (len(o.Thousands) != 1 || !strings.Contains(thousandth, o.Thousands)) {
		return &OptionError{Setting: "Thousands", Value: o.Thousands, Text: "must be one of , . ' _ or a blank"}
	}
	switch {
	case o.Thousands == "." && (o.Decimal == 0 || o.Decimal == '.'):
		return &OptionError{Setting: "Thousands", Value: ".", Text: "is the same as", Other: "Decimal",
			Advice: "where points separate thousands, the decimal mark is another, usually a comma"}
	case o.Decimal != 0 && o.Thousands == string(rune(o.Decimal)):
		return &OptionError{Setting: "Thousands", Value: o.Thousands, Text: "is the same as", Other: "Decimal"}
	}
	return nil
}

// checkUnits refuses units that could be taken for a part of the number.
func (o *Options) checkUnits() error {
	for _, unit := range o.Units {
		fault := func(text string) error { return &OptionError{Setting: "Units", Value: unit, Text: text} }
		b := string(trimBlanks([]byte(unit)))
		switch {
		case b == "":
			return fault("must not be empty")
		case strings.ContainsAny(b, "0123456789"):
			return fault("must not contain digits")
		case strings.ContainsAny(b, "()"):
			return &OptionError{Setting: "Units", Value: unit, Text: "must not contain parentheses; see", Other: "Negatives"}
		case b == "-" || b == "+" || b == minusSign:
			return &OptionError{Setting: "Units", Value: unit, Text: "is a sign, not a unit; see", Other: "Negatives"}
		case b == "." || b == string(rune(o.Decimal)):
			return &OptionError{Setting: "Units", Value: unit, Text: "is the same as", Other: "Decimal"}
		case o.Thousands != "" && slices.Contains(separators(o.Thousands), b):
			return &OptionError{Setting: "Units", Value: unit, Text: "is the same as", Other: "Thousands"}
		}
	}
	return nil
}

func (o *Options) checkNegatives() error {
	for _, form := range o.Negatives {
		if !slices.Contains(NegativeForms, form) {
			return &OptionError{Setting: "Negatives", Value: form, Text: "must be one of " + strings.Join(NegativeForms, ", ")}
		}
	}
	return nil
}

// checkWords refuses words that mean two things.
func (o *Options) checkWords() error {
	taken := map[string]string{}
	for _, list := range []struct {
		setting string
		words   []string
	}{{setting: "True", words: o.True}, {setting: "False", words: o.False}} {
		for _, word := range list.words {
			folded := foldWord(word)
			if folded == "" {
				return &OptionError{Setting: list.setting, Value: word, Text: "must not be empty"}
			}
			if other, ok := taken[folded]; ok && other != list.setting {
				return &OptionError{Setting: list.setting, Value: word, Text: "is also in", Other: other}
			}
			if slices.ContainsFunc(o.Nulls, func(null string) bool { return foldWord(null) == folded }) {
				return &OptionError{Setting: list.setting, Value: word, Text: "is also in", Other: "Nulls"}
			}
			taken[folded] = list.setting
			if err := checkWord(list.setting, word); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkWord refuses a word that has a meaning already: a column of numbers
// would lose some of them.
func checkWord(setting, word string) error {
	v, class := classify(trim([]byte(word)))
	switch {
	case class == Text:
		return nil
	case class == Bool && (v.Mant == 1) == (setting == "True"):
		return nil
	case class == Bool:
		return &OptionError{Setting: setting, Value: word, Text: "means the opposite"}
	}
	return &OptionError{Setting: setting, Value: word, Text: "is a number or a date and would no longer be read as one",
		See: "Types", Advice: "COL=boolean reads 1 and 0"}
}
