package charset

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// An encodingIndex knows encodings by their names.
type encodingIndex struct {
	byName map[Encoding]encoding.Encoding // apart from those of Unicode
	byKey  map[string]Encoding            // by the names' letters and digits, also other names
	names  []string                       // sorted
}

// encodings returns the index of all encodings.
var encodings = sync.OnceValue(func() *encodingIndex {
	x := &encodingIndex{byName: map[Encoding]encoding.Encoding{}, byKey: map[string]Encoding{}}
	for _, e := range []Encoding{UTF8, UTF16, UTF16LE, UTF16BE, UTF32, UTF32LE, UTF32BE} {
		x.add(e)
	}
	for _, list := range [][]encoding.Encoding{
		charmap.All, japanese.All, korean.All, simplifiedchinese.All, traditionalchinese.All,
	} {
		for _, e := range list {
			if name := nameOf(e); name != "" && e != charmap.XUserDefined {
				x.byName[name] = e
				x.add(name)
			}
		}
	}
	for name, others := range otherNames {
		for _, other := range others {
			x.byKey[other] = name
		}
	}
	slices.Sort(x.names)
	return x
})

// add adds a name. IBM's and Microsoft's code pages are also known as cp.
func (x *encodingIndex) add(name Encoding) {
	key := keyOf(string(name))
	x.byKey[key] = name
	for _, maker := range []string{"ibm", "windows"} {
		if page, ok := strings.CutPrefix(key, maker); ok {
			x.byKey["cp"+page] = name
		}
	}
	x.names = append(x.names, string(name))
}

// otherNames are names that neither index of x/text has, as keys.
var otherNames = map[Encoding][]string{
	UTF8:        {"utf8sig", "utf8bom", "ascii", "usascii"},
	UTF16:       {"ucs2", "unicode"},
	UTF32:       {"ucs4"},
	Windows1252: {"ansi"},
	"shift_jis": {"cp932", "ms932", "windows932", "sjis"},
	"gbk":       {"gb2312", "cp936", "ms936", "windows936", "euccn"},
	"euc-kr":    {"cp949", "ms949", "uhc", "windows949"},
	"big5":      {"cp950", "ms950", "windows950", "big5hkscs"},
	"macintosh": {"macroman", "mac"},

	"x-mac-cyrillic": {"maccyrillic"},
	"iso-8859-15":    {"latin9"},
	"iso-8859-16":    {"latin10"},
	"iso-8859-1":     {"88591"},
	"hz-gb-2312":     {"hz"},
}

// nameOf returns the name of an encoding of x/text, "" if it has none.
func nameOf(e encoding.Encoding) Encoding {
	if name, err := htmlindex.Name(e); err == nil {
		return Encoding(name)
	}
	if name, err := ianaindex.MIME.Name(e); err == nil {
		return Encoding(strings.ToLower(name))
	}
	return ""
}

// keyOf returns the letters and digits of a name, in small letters.
func keyOf(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

// Names returns the names of all encodings, sorted.
func Names() []string { return slices.Clone(encodings().names) }

// ByName returns the encoding with a name that IANA, the browsers or
// Python know. Only its letters and digits count. An error suggests near names.
func ByName(name string) (Encoding, error) {
	x := encodings()
	if e, ok := x.byKey[keyOf(name)]; ok {
		return e, nil
	}
	for _, n := range []string{name, strings.ReplaceAll(name, "_", "-"), keyOf(name)} {
		if e, err := ianaindex.IANA.Encoding(n); err == nil && e != nil {
			if known := nameOf(e); x.byName[known] != nil {
				return known, nil
			}
		}
		if e, err := htmlindex.Get(n); err == nil {
			if known := nameOf(e); x.byName[known] != nil {
				return known, nil
			}
		}
	}
	return "", fmt.Errorf("must be the name of an encoding, such as %s", strings.Join(x.near(keyOf(name)), ", "))
}

// near returns the three names nearest to a key.
func (x *encodingIndex) near(key string) []string {
	key = key[:min(len(key), 40)]
	distances := map[Encoding]int{}
	for k, name := range x.byKey {
		d := editDistance(key, k)
		if old, ok := distances[name]; !ok || d < old {
			distances[name] = d
		}
	}
	names := Names()
	slices.SortStableFunc(names, func(a, b string) int { return distances[Encoding(a)] - distances[Encoding(b)] })
	return names[:3]
}

// editDistance returns how many characters have to be put in, left out or
// changed to make b of a (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
