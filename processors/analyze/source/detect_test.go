package source

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"fanout/internal/charset"
)

// encode returns text in an encoding of x/text.
func encode(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wideEncodings are those of UTF-16 and UTF-32, without and with a mark.
var wideEncodings = map[charset.Encoding][2]encoding.Encoding{
	charset.UTF16LE: {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	charset.UTF16BE: {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
	charset.UTF32LE: {utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
	charset.UTF32BE: {utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
}

// texts are in several scripts.
var texts = map[string]string{
	"english":  "name,v\nJohn Smith,1\nJane Doe,2\n",
	"french":   "nom;âge\r\nHélène;1,5\r\nJérôme;2\r\n",
	"russian":  "имя;возраст\nАлексей;31\nЕкатерина;27\n",
	"greek":    "όνομα,ηλικία\nΓιώργος,31\nΕλένη,27\n",
	"chinese":  "姓名,城市,年龄\n王小明,北京市,三十一\n李雷,上海市,二十七\n",
	"japanese": "名前\t都市\n山田太郎\t東京\nさくら\tおおさか\n",
	"korean":   "이름,도시\n김철수,서울\n이영희,부산\n",
	"thai":     "ชื่อ,อายุ\nสมชาย,31\nสมหญิง,27\n",
	"hebrew":   "שם,גיל\nדוד,31\nשרה,27\n",
	"emoji":    "a,b\n😀😀,🎉\n",
	"numbers":  "1,2\n3,4\n",
	"one":      "a\n1\n",
}

func TestWideTextIsRecognizedInAnyScript(t *testing.T) {
	for script, text := range texts {
		for want, encodings := range wideEncodings {
			for i, e := range encodings {
				d, err := detect([]byte(encode(t, e, text)), true, charset.Auto)
				if d.encoding != want || d.bom > 0 != (i == 1) || err != nil {
					t.Errorf("%s, %s: %q, mark of %d bytes, %v", script, want, d.encoding, d.bom, err)
				}
				for _, given := range []charset.Encoding{want, charset.Encoding(strings.TrimRight(string(want), "lbe"))} {
					if d, _ := detect([]byte(encode(t, e, text)), true, given); d.encoding != want {
						t.Errorf("%s, %s given as %s: %q", script, want, given, d.encoding)
					}
				}
			}
		}
	}
}

func TestWideTextIsDecodedLikePython(t *testing.T) {
	for name, tt := range map[string]struct {
		e        charset.Encoding
		in, want string
	}{
		"odd byte":               {charset.UTF16LE, "a\x00b", "a\xff"},
		"high surrogate alone":   {charset.UTF16LE, "a\x00\x3d\xd8b\x00", "a\xffb"},
		"low surrogate alone":    {charset.UTF16BE, "\xde\x00\x00b", "\xffb"},
		"high surrogate at end":  {charset.UTF16LE, "a\x00\x3d\xd8", "a\xff"},
		"pair":                   {charset.UTF16LE, "\x3d\xd8\x00\xde", "😀"},
		"replacement character":  {charset.UTF16BE, "\xff\xfd", "\uFFFD"},
		"above Unicode":          {charset.UTF32BE, "\x00\x11\x00\x00\x00\x00\x00a", "\xffa"},
		"surrogate in UTF-32":    {charset.UTF32LE, "\x00\xd8\x00\x00a\x00\x00\x00", "\xffa"},
		"three bytes at the end": {charset.UTF32LE, "a\x00\x00\x00b\x00\x00", "a\xff"},
		"above 31 bits":          {charset.UTF32BE, "\xff\xff\xff\xff\x00\x00\x00a", "\xffa"},
	} {
		if got, err := charset.Decode([]byte(tt.in), tt.e); string(got) != tt.want || err != nil {
			t.Errorf("%s: %q, want %q: %v", name, got, tt.want, err)
		}
	}
}

func TestFaultsOfOtherEncodingsAreMarked(t *testing.T) {
	for name, tt := range map[string]struct {
		e        charset.Encoding
		in, want string
	}{
		"windows-1253 without 0xAA": {"windows-1253", "a\xaab", "a\xffb"},
		"shift_jis cut":             {"shift_jis", "a\x82", "a\xff"},
		"euc-kr, wrong second byte": {"euc-kr", "\xb0 x", "\xff x"},
		"valid":                     {"koi8-r", "\xd0\xd2\xc9", "при"},
	} {
		if got, err := charset.Decode([]byte(tt.in), tt.e); string(got) != tt.want || err != nil {
			t.Errorf("%s: %q, want %q: %v", name, got, tt.want, err)
		}
	}
	// Wherever a text is cut, the faults are the same.
	text := strings.Repeat("\xa4\xffab\xaa", 3000)
	want, _ := charset.Decode([]byte(text), "windows-1253")
	for size := 1; size < 8; size++ {
		var got strings.Builder
		r := charset.UTF8.Reader(charset.Encoding("windows-1253").Reader(strings.NewReader(text)))
		buf := make([]byte, size)
		for {
			n, err := r.Read(buf)
			got.Write(buf[:n])
			if err != nil {
				break
			}
		}
		if got.String() != string(want) {
			t.Errorf("read %d bytes at a time it is another text", size)
		}
	}
}

func TestDamagedUTF8IsStillUTF8(t *testing.T) {
	for text, want := range map[string]charset.Encoding{
		strings.Repeat("été,1\n", 37) + "caf\xe9,2\n": charset.UTF8,
		"caf\xe9,1\n":                     charset.Windows1252,
		"na\xefve caf\xe9 \xe0 Z\xfcrich": charset.Windows1252,
		"é,\xe9\n":                        charset.UTF8,
		"plain\n":                         charset.UTF8,
		"cut at the end: \xe2\x82":        charset.UTF8,
	} {
		d, err := detect([]byte(text), false, charset.Auto)
		if d.encoding != want || err != nil {
			t.Errorf("%q: %s, %v", text, d.encoding, err)
		}
		if clean := want == charset.UTF8 && !strings.Contains(text, "\xe9"); clean != (len(d.hints) == 0) {
			t.Errorf("%q: %v", text, d.hints)
		}
	}
}

func TestAGivenEncodingIsTakenAgainstTheMark(t *testing.T) {
	d, err := detect([]byte("\xff\xfea\x00"), true, charset.Windows1252)
	if d.encoding != charset.Windows1252 || d.bom != 0 || len(d.hints) != 1 || err != nil {
		t.Errorf("%+v, %v", d, err)
	}
	if d, _ := detect([]byte("\xef\xbb\xbfa"), true, charset.UTF8); d.bom != 3 || len(d.hints) > 0 {
		t.Errorf("%+v", d)
	}
}

func TestFilesOfOtherFormatsAreRefusedByName(t *testing.T) {
	for text, want := range map[string]string{
		`[{"a":1,"b":2},{"a":3,"b":4}]`:               "JSON; jq -r '.[] | [.[]] | @csv'",
		"\n [\n  {\n  \"a\\\"b\" : 1":                 "JSON;",
		"[1, 2, 3]":                                   "JSON;",
		"[[1,2],[3,4]]":                               "JSON;",
		"{\"a\": [1,2],\n \"b\": {}}":                 "JSON;",
		"{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n":      "JSON lines; jq -r '[.[]] | @csv'",
		"[1,\"a\"]\n[2,\"b\"]\n":                      "JSON lines;",
		"[id],[name]\n1,2\n":                          "",
		"[1,2],x\n":                                   "",
		"{id},{name}\n":                               "",
		"{\"a\":1},x\n{\"a\":2},y\n":                  "",
		"{\"\"a\"\":1}\n":                             "",
		"<TICKER>,<PER>,<DATE>\nA,B,C\n":              "",
		"<5,>6\n1,2\n":                                "",
		"<a>\t<b>\n</b>,1\n":                          "",
		"<!DOCTYPE html>\n<html><head>":               "HTML;",
		"<!-- saved -->\n<HTML lang=\"en\">":          "HTML;",
		"<table border=1><tr><td>1</td></tr></table>": "HTML;",
		"\ufeff<?xml version=\"1.0\"?><a/>":           "XML;",
		"<rows><row a=\"1\"/></rows>":                 "XML;",
		"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">": "a spreadsheet in Excel's XML;",
		"{\\rtf1\\ansi": "RTF;",
		"version https://git-lfs.github.com/spec/v1\noid": "a pointer of Git LFS;",
		"version,https\n1,2\n":                            "",
	} {
		s := &Source{Name: "x", pipe: strings.NewReader(text)}
		s.Probe(testOptions())
		got := fmt.Sprint(s.Err)
		if want == "" && s.Err != nil || want != "" && !strings.HasPrefix(got, "not a CSV file but "+want) {
			t.Errorf("%q: %v, want %q", text, s.Err, want)
		}
		if want == "" {
			continue
		}
		opt := testOptions()
		opt.Delimiter = ';'
		s = &Source{Name: "x", pipe: strings.NewReader(text)}
		if s.Probe(opt); s.Err != nil {
			t.Errorf("%q with a delimiter: %v", text, s.Err)
		}
	}
}

func TestTextMayHaveNULs(t *testing.T) {
	for _, text := range []string{"a,b\n1,\x00\n", "a,b\n1,x\x00y\n" + strings.Repeat("2,zz\n", 300), strings.Repeat("ab\x00\x00\x00\x00\x00,1\x00\x00\x00\n", 50)} {
		d, err := detect([]byte(text), true, charset.Auto)
		if d.encoding != charset.UTF8 || len(d.hints) != 0 || err != nil {
			t.Errorf("%.30q: %+v, %v", text, d, err)
		}
	}
}
