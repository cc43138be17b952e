package charset

import (
	"strings"
	"testing"
)

func TestEncodingsHaveTheirUsualNames(t *testing.T) {
	for want, names := range map[Encoding]string{
		UTF8:             "utf-8 UTF8 utf_8 utf-8-sig us-ascii",
		UTF16:            "utf-16 UTF16 unicode",
		UTF16LE:          "utf-16le UTF-16LE utf_16_le",
		UTF32BE:          "utf-32be UTF_32_BE",
		Latin1:           "latin1 latin-1 ISO-8859-1 iso8859_1 l1 cp819 8859-1",
		Windows1252:      "windows-1252 cp1252 CP-1252 ansi",
		"windows-1250":   "cp1250 windows_1250",
		"windows-1251":   "cp1251",
		"iso-8859-2":     "latin2 iso8859-2",
		"iso-8859-9":     "latin5 iso8859_9",
		"iso-8859-15":    "latin9 iso8859-15 iso_8859_15",
		"shift_jis":      "sjis shift-jis cp932 ms_kanji windows-31j SHIFT_JIS",
		"gbk":            "gbk GB2312 cp936",
		GB18030:          "gb18030",
		"big5":           "big5 big5-hkscs cp950",
		"euc-jp":         "euc_jp eucjp euc-jp",
		"euc-kr":         "euc_kr cp949 ks_c_5601-1987 uhc",
		"koi8-r":         "koi8-r koi8_r KOI8R",
		"macintosh":      "macintosh mac mac_roman MacRoman",
		"ibm437":         "cp437 ibm437 437",
		"ibm850":         "cp850 IBM850",
		"ibm866":         "cp866 866",
		ISO2022JP:        "iso2022_jp iso-2022-jp",
		"x-mac-cyrillic": "mac_cyrillic",
	} {
		for name := range strings.FieldsSeq(names) {
			if got, err := ByName(name); got != want || err != nil {
				t.Errorf("%s: %q, want %q: %v", name, got, want, err)
			}
		}
	}
	for _, name := range Names() {
		got, err := ByName(name)
		if string(got) != name || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestNearNamesAreSuggested(t *testing.T) {
	for name, want := range map[string]string{"utf9": "utf-8", "windows-1259": "windows-1250", "shiftjiss": "shift_jis", "": "gbk", strings.Repeat("x", 100000): ""} {
		if _, err := ByName(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", name, err)
		}
	}
}
