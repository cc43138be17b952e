package explain

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"
)

// nullWords are words for missing values, in lower case. They are those of R
// and pandas, SQL, JSON, Python, Stata and SAS, of spreadsheets and their
// errors, of statistical offices, and of people.
var nullWords = sync.OnceValue(func() map[string]bool {
	return words(`
na n/a n.a. n.a n\a #na #n/a <na> nan nat <nan> -nan #nan
null (null) <null> [null] nil none (none) <none> undefined void \n \\n
missing (missing) <missing> unknown (unknown) unk <unknown> unspecified unavailable
empty (empty) <empty> (blank) blank nothing no_data nodata
tbd tba tbc pending suppressed withheld confidential redacted masked nd n.d. bdl bql blq lod
#div/0! #value! #ref! #name? #num! #null! #spill! #calc! #getting_data #error! #error error err
- -- --- – — ‒ − . .. ... … ? ?? ??? * ** *** # ## / // : ; _ __ ~ ^ ! ' " ( ) () [] {}
0000-00-00 0000/00/00 00/00/0000 00.00.0000 00-00-0000 0000-00-00t00:00:00 0000-00-00t00:00:00z
1900-00-00 1900-01-00 0001-00-00 9999-99-99 99/99/9999 99.99.9999 99-99-9999 --/--/---- ----
k.a. k.a keine leer unbekannt fehlt inconnu nd. n.c. nc s/d s.d. desconocido onbekend нет_данных н/д н.д. 不明 无 暂无
`, "not available", "not applicable", "not known", "not reported", "not specified", "not provided", "not recorded",
		"not determined", "no data", "no value", "no information", "no response", "no answer", "not found", "non disponible",
		"keine angabe", "keine daten", "sin datos", "sem dados", "нет данных", "0000-00-00 00:00:00", "00/00/0000 00:00:00", "0000-00-00 00:00")
})

// letters stand for missing values in the tables of statistical offices, but
// often for something else.
const letters = `x s c z u e p b d m n f t y`

// A pair is the words for true and false.
type pair struct{ yes, no string }

// booleans are the pairs of words for true and false, in lower case. true,
// false, yes and no are always read.
var booleans = []pair{
	{"t", "f"}, {"y", "n"}, {"1", "0"}, {"on", "off"}, {"enabled", "disabled"}, {"active", "inactive"}, {"checked", "unchecked"},
	{".t.", ".f."}, {"true", "false"}, {"yes", "no"}, {"yep", "nope"}, {"ok", "nok"}, {"-1", "0"},
	{"ja", "nein"}, {"ja", "nee"}, {"ja", "nej"}, {"ja", "nei"}, {"j", "n"}, {"wahr", "falsch"}, {"waar", "onwaar"},
	{"oui", "non"}, {"o", "n"}, {"vrai", "faux"}, {"si", "no"}, {"sí", "no"}, {"sì", "no"}, {"s", "n"}, {"vero", "falso"}, {"verdadero", "falso"},
	{"sim", "não"}, {"sim", "nao"}, {"verdadeiro", "falso"}, {"da", "nu"}, {"da", "ne"}, {"да", "нет"}, {"так", "ні"}, {"tak", "nie"}, {"prawda", "fałsz"}, {"ano", "ne"}, {"áno", "nie"},
	{"igen", "nem"}, {"evet", "hayır"}, {"e", "h"}, {"kyllä", "ei"}, {"jah", "ei"}, {"jā", "nē"}, {"taip", "ne"}, {"ναι", "όχι"}, {"はい", "いいえ"}, {"是", "否"}, {"예", "아니요"},
}

// words returns the set of the words of text and of more.
func words(text string, more ...string) map[string]bool {
	set := map[string]bool{}
	for _, w := range append(strings.Fields(text), more...) {
		set[w] = true
	}
	return set
}

// knownWords are the words of all kinds.
var knownWords = sync.OnceValue(func() map[string]bool {
	set := maps.Clone(nullWords())
	maps.Copy(set, words(letters))
	for _, p := range booleans {
		set[p.yes], set[p.no] = true, true
	}
	return set
})

// maxWord is the length of the longest word in bytes.
const maxWord = 24

// blanks stands for a field of blanks only among the words and the values that
// are null.
const blanks = " "

// IsWord reports whether a trimmed value is a known word or empty.
func IsWord(b []byte) bool {
	if len(b) > maxWord {
		return false
	}
	if len(b) == 0 {
		return true
	}
	if b[0] >= 'A' && bytes.ContainsFunc(b, isDigit) { // the only words with digits are dates of zeros
		return false
	}
	var lower [maxWord]byte
	low := lower[:0]
	for _, c := range b {
		if c >= 0x80 {
			low = bytes.ToLower(b)
			break
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		low = append(low, c)
	}
	return knownWords()[string(low)]
}

// wordKey returns how a trimmed word is called among the values that are null.
func wordKey(b []byte) string {
	if len(b) == 0 {
		return blanks
	}
	return string(b)
}

// A counted word is a value and how often it occurs.
type counted struct {
	text string
	n    uint64
}

// sorted returns words by falling count, equally frequent ones by their bytes.
func sorted(words map[string]uint64) []counted {
	var list []counted
	for w, n := range words {
		list = append(list, counted{w, n})
	}
	slices.SortFunc(list, func(a, b counted) int {
		if a.n != b.n {
			if a.n > b.n {
				return -1
			}
			return 1
		}
		return strings.Compare(a.text, b.text)
	})
	return list
}
