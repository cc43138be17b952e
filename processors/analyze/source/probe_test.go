package source

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"fanout/internal/charset"
)

func testOptions() *Options { return &Options{Quote: '"', MaxRecord: 16 << 20} }

func TestDelimiterAndHeaderAreDetected(t *testing.T) {
	for _, tt := range []struct {
		text      string
		delimiter byte
		header    bool
	}{
		{"a,b\n1,2\n", ',', true},
		{"a;b\n1,5;2,5\n", ';', true},
		{"a\tb\n1,2\tx;y\n", '\t', true},
		{"a|b\n1|2\n", '|', true},
		{"a\n1\n", NoDelimiter, true},
		{"1,2\n3,4\n", ',', false},
		{"name;text\nx;one, two, three\ny;four, five, six\n", ';', true},
		{"\"a;b\",c\n\"d;e\",f\n", ',', true},
		{"a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n", ',', true},
		{"country,2015,2016\nX,1,2\nY,3,4\n", ',', true}, // years above other numbers
		{"id,2015\nX,low\nY,high\n", ',', true},
		{"x,y\n", ',', true},
		{"2024-01-01,true\n", ',', false},
	} {
		s := &Source{Name: "x", pipe: strings.NewReader(tt.text)}
		if s.Probe(testOptions()); s.Err != nil || s.Delimiter != tt.delimiter || s.HasHeader != tt.header {
			t.Errorf("%q: %q, header %v, %v", tt.text, s.Delimiter, s.HasHeader, s.Err)
		}
	}
}

func TestBinaryFilesAreNamed(t *testing.T) {
	for data, want := range map[string]string{
		"PK\x03\x04\x14\x00":         "not a CSV file but a ZIP archive, which cannot be read from a pipe; unzip -p FILE | fanout analyze -",
		"BZh91AY&SY\x8a\x00\x02":     "bzip2: the file is cut off",
		"\x89PNG\r\n\x1a\n\x00":      "not a CSV file but a PNG image",
		"a,b\n1,\x00\n":              "",
		"BZhang,PAR1\n1,2\n":         "",
		"%PDF-1.4 is a version,b\n,": "",
		"\xff\xd8\xff\xe0,b\n1,2\n":  "",
	} {
		s := &Source{Name: "x", pipe: strings.NewReader(data)}
		s.Probe(testOptions())
		if got := fmt.Sprint(s.Err); got != want && !(want == "" && s.Err == nil) {
			t.Errorf("%q: %v, want %q", data, s.Err, want)
		}
	}
}

// panicking panics over what it reads.
type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("hostile") }

// No file is worth the end of the program, whatever its bytes do to a decoder.
func TestAPanicIsTheErrorOfItsSource(t *testing.T) {
	for name, head := range map[string]string{"plain": "", "gzip": "\x1f\x8b", "zstd": "\x28\xb5\x2f\xfd"} {
		s := &Source{Name: name, pipe: io.MultiReader(strings.NewReader(head), panicking{})}
		if s.Probe(testOptions()); s.Err == nil || s.Err.Error() != "panic while its beginning was read: hostile" {
			t.Errorf("%s: %v", name, s.Err)
		}
	}
	for _, encoding := range []charset.Encoding{charset.UTF8, charset.Latin1} {
		s := &Source{Name: "x", Encoding: encoding, pipe: panicking{}}
		text, err := s.Text(nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(text); err == nil || err.Error() != "panic while it was unpacked: hostile" {
			t.Errorf("%v: %v", encoding, err)
		}
	}
}
