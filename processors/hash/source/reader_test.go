package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// readAll returns the lines of text as "number:password", a line of its own
// each, and what was counted.
func readAll(t *testing.T, r io.Reader) (string, Tally) {
	t.Helper()
	lines := newReader(r, Options{}, Lines, nil)
	var b strings.Builder
	for {
		l, err := lines.Next()
		if err == io.EOF {
			return b.String(), lines.Tally
		}
		if err != nil {
			t.Fatal(err)
		}
		if l.Err != nil {
			fmt.Fprintf(&b, "%d!%v\n", l.Line, l.Err)
			continue
		}
		fmt.Fprintf(&b, "%d:%q\n", l.Line, l.Password)
	}
}

func TestLinesAreWhatAnEditorShows(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		blank, cr        int64
	}{
		{"no line", "", "", 0, 0},
		{"no end", "a", "1:\"a\"\n", 0, 0},
		{"LF", "a\nb\n", "1:\"a\"\n2:\"b\"\n", 0, 0},
		{"CR LF", "a\r\nb\r\n", "1:\"a\"\n2:\"b\"\n", 0, 2},
		{"one CR is cut", "a\r\r\n", "1:\"a\\r\"\n", 0, 1},
		{"CR within", "a\rb\n", "1:\"a\\rb\"\n", 0, 0},
		{"empty lines", "\n\na\n\r\n\nb", "3:\"a\"\n6:\"b\"\n", 4, 1},
		{"byte order mark", "\xef\xbb\xbfa\n\xef\xbb\xbfb\n", "1:\"a\"\n2:\"\\ufeffb\"\n", 0, 0},
		{"only a mark", "\xef\xbb\xbf\n", "", 1, 0},
		{"spaces count", " a \n\t\n", "1:\" a \"\n2:\"\\t\"\n", 0, 0},
		{"any bytes", "\x00\xff\n", "1:\"\\x00\\xff\"\n", 0, 0},
	} {
		for kind, r := range map[string]io.Reader{
			"whole": strings.NewReader(c.text), "bytes": iotest.OneByteReader(strings.NewReader(c.text)),
		} {
			got, tally := readAll(t, r)
			if got != c.want || tally.Bytes != int64(len(c.text)) || tally.Blank != c.blank || tally.CR != c.cr {
				t.Errorf("%s, %s: %s%+v, want %s%d %d", c.name, kind, got, tally, c.want, c.blank, c.cr)
			}
		}
	}
}

func TestLongLinesFailByThemselves(t *testing.T) {
	fits := strings.Repeat("x", MaxLine)
	for _, end := range []string{"\n", "\r\n", ""} {
		text := fits + "\r\n" + fits + "x\n" + strings.Repeat(fits, 3) + "\n" + "short\n" + fits + "y" + end
		got, tally := readAll(t, strings.NewReader(text))
		want := fmt.Sprintf("1:%q\n2!%v\n3!%v\n4:\"short\"\n5!%v\n", fits, ErrLongLine, ErrLongLine, ErrLongLine)
		if got != want {
			t.Errorf("end %q: lines differ: %.40q", end, got)
		}
		if tally.Bytes != int64(len(text)) {
			t.Errorf("end %q: %d bytes read, want %d", end, tally.Bytes, len(text))
		}
	}
}

func TestReadErrorsAreNoEnd(t *testing.T) {
	cause := errors.New("disk on fire")
	lines := newReader(io.MultiReader(strings.NewReader("a\nhalf"), iotest.ErrReader(cause)), Options{}, Lines, nil)
	if l, err := lines.Next(); err != nil || string(l.Password) != "a" {
		t.Fatal(l, err)
	}
	if _, err := lines.Next(); err != cause {
		t.Errorf("%v, want %v", err, cause)
	}
}

func TestClearLeavesNothingInTheBuffer(t *testing.T) {
	lines := newReader(strings.NewReader("secret one\nsecret two\n"), Options{}, Lines, nil)
	l, err := lines.Next()
	if err != nil {
		t.Fatal(err)
	}
	lines.Clear()
	if bytes.ContainsFunc(l.Password, func(r rune) bool { return r != 0 }) {
		t.Errorf("still there: %q", l.Password)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\r\n\nb"))
	f.Add([]byte("\xef\xbb\xbf\r\n"))
	f.Add([]byte("0\x00\x00\x000\x00\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := newReader(iotest.HalfReader(bytes.NewReader(text)), Options{}, Lines, nil)
		plain := bytes.TrimPrefix(text, []byte(byteOrderMark))
		for i, want := range bytes.Split(plain, []byte("\n")) {
			want = bytes.TrimSuffix(want, []byte("\r"))
			if len(want) == 0 {
				continue
			}
			l, err := lines.Next()
			if err != nil || l.Line != int64(i+1) {
				t.Fatalf("line %d came as %d: %v", i+1, l.Line, err)
			}
			wide := l.Err == errWide && bytes.Contains(want, []byte{0})
			if l.Err == nil && !bytes.Equal(l.Password, want) || (l.Err != nil) != (len(want) > MaxLine || wide) {
				t.Fatalf("line %d: %q, %v, want %q", i+1, l.Password, l.Err, want)
			}
		}
		if _, err := lines.Next(); err != io.EOF {
			t.Fatalf("at the end: %v", err)
		}
		if lines.Tally.Bytes != int64(len(text)) {
			t.Fatalf("%d bytes counted of %d", lines.Tally.Bytes, len(text))
		}
	})
}

func TestCountIsOfLinesThatAreNotEmpty(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "\n\r\n": 0, "a\n\nb": 2, strings.Repeat("x", 3*MaxLine) + "\na": 2} {
		l, err := Open(t.Context(), Options{Path: "-", In: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		if n, _, err := l.Count(t.Context()); n != want || err != nil {
			t.Errorf("%.10q: %d %v, want %d", text, n, err, want)
		}
	}
}
