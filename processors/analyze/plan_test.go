package analyze

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"fanout/internal/charset"
	"fanout/processors/analyze/source"
)

func TestEncodingsAreDetected(t *testing.T) {
	const text = "name,v\nCafé,1\nœuvre – “x”,2\n"
	encode := func(e interface{ String(string) (string, error) }, text string) string {
		s, err := e.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	latin := strings.NewReplacer("œ", "ö", "–", "-", "“", "«", "”", "»").Replace(text)
	for name, tt := range map[string]struct {
		data string
		want charset.Encoding
		text string
	}{
		"utf-8":            {text, charset.UTF8, text},
		"utf-8 mark":       {"\ufeff" + text, charset.UTF8, text},
		"utf-16le mark":    {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), text), charset.UTF16LE, text},
		"utf-16be mark":    {encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), text), charset.UTF16BE, text},
		"utf-16le no mark": {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), text), charset.UTF16LE, text},
		"utf-16be no mark": {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), text), charset.UTF16BE, text},
		"windows-1252":     {encode(charmap.Windows1252.NewEncoder(), text), charset.Windows1252, text},
		"latin1":           {encode(charmap.ISO8859_1.NewEncoder(), latin), charset.Windows1252, latin},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{tempFile(t, tt.data), compressedFile(t, tt.data)} {
				r, src := analyzeFile(t, path, func(o *Options) { o.ChunkSize = 10 })
				want := analyzeText(t, tt.text, nil)
				r.Files, want.Files = nil, nil
				if src.Encoding != tt.want || toJSON(t, r) != toJSON(t, want) {
					t.Errorf("%v\n%s\nwant\n%s", src.Encoding, toJSON(t, r), toJSON(t, want))
				}
			}
		})
	}
}

func TestInvalidTextIsCounted(t *testing.T) {
	r := analyzeText(t, "v\na\xff\nb\nc\xc3\nc\xc3\n", func(o *Options) { o.Source.Encoding = charset.UTF8 })
	if c := r.Columns[0]; c.Invalid != 3 || c.Max.Text != "c\uFFFD" {
		t.Errorf("%d invalid, max %q", c.Invalid, c.Max.Text)
	}
}

func TestSeveralFilesAreOneDataset(t *testing.T) {
	a, b, empty := tempFile(t, "x,y\n1,2\n3,4\n"), tempFile(t, "x,y\n5,\n"), tempFile(t, "")
	r := start(t, defaults(a, b, empty), 2)
	if r.err != nil || len(r.reports) != 1 {
		t.Fatal(r.err)
	}
	rep := r.reports[0]
	if rep.Rows != 3 || len(rep.Files) != 3 || rep.Columns[0].Sum.Text != "9" || rep.Columns[1].Nulls != 1 {
		t.Errorf("%+v", rep)
	}
	for _, other := range []string{"x,z\n1,2\n", "x\n1\n", "1,2\n", "x;y\n1;2\n"} {
		if r := start(t, defaults(a, tempFile(t, other)), 2); r.err == nil {
			t.Errorf("%q goes together with x,y", other)
		}
	}
}

func TestLongFirstRecordIsFoundOrRefused(t *testing.T) {
	long := strings.Repeat("x", 3<<20)
	for _, name := range []string{tempFile(t, "a,\""+long+"\"\n1,2\n"), compressedFile(t, "a,\""+long+"\"\n1,2\n")} {
		r := start(t, defaults(name), 2)
		if len(r.reports) != 1 || r.reports[0].Rows != 1 || len(r.plan.Datasets[0].Names[1]) != len(long) {
			t.Errorf("%+v", r.records[0])
		}
		opt := defaults(name)
		opt.Source.MaxRecord = 1 << 20
		if r := start(t, opt, 2); len(r.reports) != 0 || !strings.HasPrefix(r.records[0].Reason, "the first record is longer than 1,048,576 bytes") {
			t.Errorf("%+v", r.records[0])
		}
	}
	r := start(t, defaults(tempFile(t, strings.Repeat(",", source.MaxColumns)+"\n")), 2)
	if len(r.reports) != 0 || r.records[0].Reason != "50,001 columns, but the limit is 50,000; is comma the right delimiter?" {
		t.Errorf("%+v", r.records[0])
	}
}

// Decompressed or decoded text is no longer than it is, even without a line
// end.
func TestHeaderWithoutLineEndIsAllOfAPackedFile(t *testing.T) {
	if r, _ := analyzeFile(t, compressedFile(t, "a,b"), nil); r.Rows != 0 || len(r.Columns) != 2 {
		t.Errorf("%d rows of %d columns", r.Rows, len(r.Columns))
	}
}

// The end of what is read to find a header may be between its CR and LF.
func TestLinesAreCountedFromAHeaderOfAnyLength(t *testing.T) {
	for _, end := range []string{"\r\n", "\r", "\n"} {
		for n := source.HeadSize - 2; n <= source.HeadSize+1; n++ {
			opt := defaults(tempFile(t, "a,"+strings.Repeat("b", n-2)+end+"1,2"+end+"3"+end))
			opt.BadRows, opt.Source.Header = Skip, source.HeaderYes
			r := start(t, opt, 1)
			if len(r.bad) != 1 || r.bad[0].Line != 3 || r.bad[0].Record != "3" {
				t.Errorf("%d bytes and %q: %+v", n, end, r.bad)
			}
		}
	}
}

func TestACarriageReturnInAnOpenQuoteIsKept(t *testing.T) {
	for _, size := range []int{1, 3, 100} {
		r := analyzeText(t, "a,b\n1,\"open\r", func(o *Options) { o.ChunkSize = size })
		if c := r.Columns[1]; c.Max.Text != "open\r" {
			t.Errorf("chunks of %d: %+v", size, c.Max)
		}
	}
	if r := analyzeText(t, "\"a\r", nil); len(r.Columns) != 1 || r.Columns[0].Name != "a" {
		t.Errorf("%+v", r.Columns)
	}
}

// panicking panics over what it reads, as a decoder over hostile bytes might.
type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("hostile") }

func TestAPanicOverOneHeadFailsThatFile(t *testing.T) {
	var paths []string
	for range 100 {
		paths = append(paths, tempFile(t, "v\n1\n"))
	}
	for _, workers := range []int{1, 3} {
		opt := defaults(slices.Insert(slices.Clone(paths), 50, "-")...)
		opt.Source.Stdin, opt.PerFile, opt.Workers = panicking{}, true, workers
		r := start(t, opt, 2)
		if r.err != nil || len(r.reports) != 100 || r.total.Failed != 1 {
			t.Fatalf("%d reports, %d failures, %v", len(r.reports), r.total.Failed, r.err)
		}
		if rec := r.records[50]; rec.Item != "stdin" || rec.Reason != "panic while its beginning was read: hostile" {
			t.Errorf("%+v", rec)
		}
	}
}

func TestProbingEndsWithTheRun(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	if _, err := NewPlan(ctx, defaults(tempFile(t, "v\n1\n"))); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}
