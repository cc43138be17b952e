package source

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestQuotesAroundWholeLinesAreTakenOff(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		"\"a,b\"\n\"1,\"\"x, y\"\"\"\n": "a,b\n1,\"x, y\"\n",
		"\"a,b\"\r\n\"1,2\"\r\n\"3,4\"": "a,b\r\n1,2\r\n3,4",
		"\"a\rb\"\r\"\"\r":              "a\rb\r\r",
		"a,\"b\"\n\"1,2\"\n":            "a,\"b\"\n1,2\n",    // not quoted as a whole
		"\"a, b\",5\n\"1,2\"\n":         "\"a, b\",5\n1,2\n", // nor is this
		"\"never closed\n1,2\n":         "\"never closed\n1,2\n",
		"\n\n\"\"\"\"\"\"\n":            "\n\n\"\"\n",
		"\"1,\"\"two\nlines\"\"\"\nx":   "1,\"two\nlines\"\nx",
	} {
		for _, wrap := range []func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.DataErrReader,
		} {
			got, err := io.ReadAll(&unwrapper{in: wrap(strings.NewReader(in)), quote: '"', limit: 100})
			if err != nil || string(got) != want {
				t.Errorf("%q: %q, %v, want %q", in, got, err, want)
			}
		}
	}
}

func TestLinesToUnwrapAreBounded(t *testing.T) {
	long := "\"" + strings.Repeat("x", 200_000) + "\"\n"
	_, err := io.ReadAll(&unwrapper{in: strings.NewReader(long), quote: '"', limit: 100_000})
	if err == nil || !strings.Contains(err.Error(), "the line is longer than 100,000 bytes") {
		t.Error(err)
	}
	_, err = io.ReadAll(&unwrapper{in: iotest.ErrReader(io.ErrUnexpectedEOF), quote: '"', limit: 100})
	if err != io.ErrUnexpectedEOF {
		t.Error(err)
	}
}
