package source

import (
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// wideText returns text in UTF-16, the low byte first, or last.
func wideText(text string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		low, high := byte(u), byte(u>>8)
		if big {
			low, high = high, low
		}
		b.WriteByte(low)
		b.WriteByte(high)
	}
	return b.String()
}

func TestLinesOfAnotherEncodingFail(t *testing.T) {
	for _, big := range []bool{false, true} {
		for _, text := range []string{
			strings.Repeat("hello1\nhello2\n", 100) + wideText("\ufeffalpha9!\nbravo\n", big),
			wideText("\ufeffalpha9!\nbravo\n", big) + "hello1\nhello2\n",
			"\ufeff" + wideText("alpha9!\nbravo\n", big),
		} {
			l, err := open(t, text, Options{})
			if err != nil {
				continue // refused is right, too
			}
			failed := 0
			for r := l.NewReader(); ; {
				rec, err := r.Next()
				if err != nil {
					break
				}
				if rec.Err != nil {
					failed++
				}
			}
			if failed == 0 {
				t.Errorf("%q: no line fails", text[max(0, len(text)-40):])
			}
		}
	}
}

func TestStrangePasswordsAreOfTheEncodingOfTheirList(t *testing.T) {
	for text, opt := range map[string]Options{
		"foobar\x00\nfoo\x00bar\n\x00\n\x00\x00\x00\x00\na\x00b\x00\n": {},
		"\ufeff漢字漢字\nਪੰਜਾਬੀ\n密码栊密\nabc\n栊\n":                           {},
	} {
		for _, wide := range []string{text, wideText(text, false), wideText(text, true)} {
			if strings.Contains(text, "\x00") && wide != text {
				continue
			}
			l, err := open(t, wide, opt)
			if err != nil {
				t.Fatal(err)
			}
			for r := l.NewReader(); ; {
				rec, err := r.Next()
				if err != nil {
					break
				}
				if rec.Err != nil {
					t.Errorf("%q, line %d: %v", wide, rec.Line, rec.Err)
				}
			}
		}
	}
}

func TestPasswordsOfUsersThatAreHashesAreRefused(t *testing.T) {
	const hash = "$2b$10$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C"
	for name, text := range map[string]string{
		"a.csv":   "user,password\nann," + hash + "\nbob," + hash + "\ncat,x\n",
		"a.jsonl": `{"user":"ann","password":"` + hash + `"}` + "\n",
	} {
		path := t.TempDir() + "/" + name
		write(t, path, text)
		if _, err := Open(t.Context(), Options{Path: path}); err == nil || !strings.Contains(err.Error(), "look like hashes") {
			t.Errorf("%s: %v", name, err)
		}
		l, err := Open(t.Context(), Options{Path: path, Kind: KindOf(path)})
		if err != nil {
			t.Fatal(err)
		}
		if l.Close(); !l.Hashes {
			t.Errorf("%s: not noticed", name)
		}
	}
	l, err := open(t, "ann:"+hash+"\n", Options{Kind: UserPass})
	if err != nil || !l.Hashes {
		t.Errorf("user:pass: %v", err)
	}
}

func TestBytesThatAreNoTextAreRefused(t *testing.T) {
	var b strings.Builder
	for i := range 600 {
		b.WriteByte(byte(i*i*7 + i/3))
	}
	if _, err := open(t, b.String(), Options{}); err == nil {
		t.Error("not refused")
	}
	if _, err := open(t, b.String(), Options{Kind: Lines}); err != nil {
		t.Error(err)
	}
	if _, err := open(t, "p\xe4ss\x00w\nzz\x7f\xff\n", Options{}); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
