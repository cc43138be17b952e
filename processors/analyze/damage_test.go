package analyze

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"fanout/internal/charset"
	"fanout/processors/analyze/source"
)

// longLatin1 has its first byte above 127 far behind the head.
var longLatin1 = "name,n\n" + strings.Repeat("plain,1\n", 150_000) + "caf\xe9,2\nna\xefve,3\nplain,4\n"

func TestDamagedTextIsCountedAndPlaced(t *testing.T) {
	utf16 := func(text string) string {
		s, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, tt := range map[string]struct {
		text, want, remedy string
		invalid            int64
	}{
		"latin1 behind the head":    {longLatin1, "2 values of name are not valid utf-8, the first in line 150002", "Encoding windows-1252", 2},
		"one byte in UTF-8":         {"name,n\n" + strings.Repeat("été,1\n", 9) + "caf\xe9,2\n", "1 value of name is not valid utf-8, the first in line 11", "Invalid error", 1},
		"cut-off characters":        {"name\néé\n\xe2\x82\n\xf0\x9f\x98x\n", "2 values of name are not valid utf-8, the first in line 3", "Invalid error", 2},
		"unpaired surrogate":        {utf16("name\nb\n\n") + "\x3d\xd8a\x00\n\x00", "1 value of name is not valid utf-16le, the first in line 4", "Invalid error", 1},
		"odd byte":                  {utf16("name\nb\n") + "x", "1 value of name is not valid utf-16le, the first in line 3", "Invalid error", 1},
		"valid":                     {"name\né\n", "", "", 0},
		"the character U+FFFD":      {"name\n\uFFFD\n", "", "", 0},
		"the character, in UTF-16":  {utf16("name\n\uFFFD\n"), "", "", 0},
		"with CRLF and line breaks": {"name,n\r\n\"a\r\nb\",1\r\n\"c\n\n\",2\r\né\xff,2\r\n", "1 value of name is not valid utf-8, the first in line 7", "Invalid error", 1},
	} {
		t.Run(name, func(t *testing.T) {
			want := ""
			for _, size := range []int{0, 7, 64} {
				if size == 7 && len(tt.text) > 100_000 {
					continue
				}
				r, _ := analyzeFile(t, tempFile(t, tt.text), func(o *Options) { o.ChunkSize, o.Workers = size, size })
				got, remedy := "", ""
				for _, h := range r.Hints {
					got, remedy = h.Text, h.Settings[0].Name+" "+h.Settings[0].Value
				}
				if got != tt.want || remedy != tt.remedy || r.Columns[0].Invalid != tt.invalid {
					t.Errorf("%q (%s), %d invalid", got, remedy, r.Columns[0].Invalid)
				}
				r.Files = nil
				if text := toJSON(t, r); want == "" {
					want = text
				} else if text != want {
					t.Errorf("in chunks of %d bytes: %s", size, firstDifference(text, want))
				}
			}
		})
	}
}

func TestNULsAndMarksAreNamedAndPlaced(t *testing.T) {
	late := strings.Repeat("10,20\n", 200_000)
	for name, tt := range map[string]struct {
		text, want string
		sum        string
	}{
		"NUL in the beginning": {"a,b\n1,x\x00\n2,y\n", "nul 1 NUL character in the values, the first in line 2", "3"},
		"NULs behind it":       {"a,b\n" + late + "\n1,\x00\n2,\x00\x00\n", "nul 3 NUL characters in the values, the first in line 200003", "2000003"},
		"only NULs behind it":  {"a,b\n" + late + "1,\x00\x00", "nul 2 NUL characters in the values, the first in line 200002", "2000001"},
		"joined files":         {"\ufeffa,b\n1,2\n\ufeff3,4\n5,é\n", "byte_order_mark byte order marks before 1 record were ignored (files joined end to end?)", "9"},
		"joined, one column":   {"a\n1\n\ufeff3\n", "byte_order_mark byte order marks before 1 record were ignored (files joined end to end?)", "4"},
		"joined, quoted":       {"a,b\n\ufeff\"3\",4\n", "byte_order_mark byte order marks before 1 record were ignored (files joined end to end?)", "3"},
		"joined later":         {"a,b\n" + late + "\ufeff10,11\n", "byte_order_mark byte order marks before 1 record were ignored (files joined end to end?)", "2000010"},
		"two marks":            {"\ufeff\ufeffa,b\n1,2\n", "", "1"},
		"UTF-16":               {"\xff\xfea\x00\n\x001\x00\n\x00\xff\xfe2\x00\n\x00", "byte_order_mark byte order marks before 1 record were ignored (files joined end to end?)", "3"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{0, 7, 64} {
				if size == 7 && len(tt.text) > 100_000 {
					continue
				}
				r, _ := analyzeFile(t, tempFile(t, tt.text), func(o *Options) { o.ChunkSize, o.Workers = size, size })
				got := ""
				for _, h := range r.Hints {
					if h.Kind == "nul" || h.Kind == "byte_order_mark" {
						got += h.Kind + " " + h.Text
					}
				}
				if got != tt.want || r.Columns[0].Name != "a" || r.Columns[0].Sum.Text != tt.sum {
					t.Errorf("%s, %q, sum %s", got, r.Columns[0].Name, r.Columns[0].Sum.Text)
				}
			}
		})
	}
}

func TestFollowingTheAdviceReadsTheText(t *testing.T) {
	r, _ := analyzeFile(t, tempFile(t, longLatin1), func(o *Options) { o.Source.Encoding = charset.Windows1252 })
	if c := r.Columns[0]; c.Invalid != 0 || len(r.Hints) != 0 || c.Min.Text != "café" || c.MaxLength.Text != "5" {
		t.Errorf("%+v %v", c, r.Hints)
	}
}

// Lengths and shown values are those of Python's decoder, which puts one U+FFFD
// for as much of a character as there is.
func TestDamagedCharactersAreOneEach(t *testing.T) {
	r := analyzeText(t, "v\nab\xf0\x9f\x98c\n\xff\xfe\n", func(o *Options) { o.Source.Encoding = charset.UTF8 })
	c := r.Columns[0]
	if c.Min.Text != "ab\uFFFDc" || c.Max.Text != "\uFFFD\uFFFD" || c.MaxLength.Text != "4" || c.MinLength.Text != "2" {
		t.Errorf("%+v", c)
	}
}

func TestDamagedFilesCanBeRefused(t *testing.T) {
	for text, want := range map[string]string{
		longLatin1:                 "line 150002: byte 1200011 of the file is not valid utf-8",
		"n\xe9\n1\n":               "line 1: byte 2 of the file is not valid utf-8",
		"\ufeffa,b\né,1\n\xc3,2\n": "line 3: byte 13 of the file is not valid utf-8",
		"\xff\xfea\x00\n\x00b\x00\n\x00\x3d\xd8\n\x00": "line 3: byte 5 of its text is not valid utf-16le",
		"é\n1\n": "<nil>",
	} {
		for _, size := range []int{0, 11} {
			opt := defaults(tempFile(t, text))
			opt.Source.Invalid, opt.ChunkSize = source.Refuse, size
			if strings.HasPrefix(text, "n\xe9") {
				opt.Source.Encoding = charset.UTF8
			}
			r := start(t, opt, 3)
			if got := fmt.Sprint(r.records[0].Err); got != want || r.err != nil {
				t.Errorf("%.20q in chunks of %d: %s, want %s", text, size, got, want)
			}
		}
	}
}
