package analyze

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func TestDelimiterAndHeaderAreFoundOut(t *testing.T) {
	for _, tt := range []struct {
		text      string
		delimiter byte
		header    bool
	}{
		{"a,b\n1,2\n", ',', true},
		{"a;b\n1,5;2,5\n", ';', true},
		{"a\tb\n1,2\tx;y\n", '\t', true},
		{"a|b\n1|2\n", '|', true},
		{"a\n1\n", ',', true},
		{"1,2\n3,4\n", ',', false},
		{"name;text\nx;one, two, three\ny;four, five, six\n", ';', true},
		{"\"a;b\",c\n\"d;e\",f\n", ',', true},
		{"a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n", ',', true},
		{"country,2015,2016\nX,1,2\nY,3,4\n", ',', false}, // numbers above numbers: --headers says otherwise
		{"id,2015\nX,low\nY,high\n", ',', true},
		{"x,y\n", ',', true},
		{"2024-01-01,true\n", ',', false},
	} {
		s := &Source{Name: "x", pipe: strings.NewReader(tt.text)}
		if s.probe(defaults()); s.Err != nil || s.Delimiter != tt.delimiter || s.HasHeader != tt.header {
			t.Errorf("%q: %q, header %v, %v", tt.text, s.Delimiter, s.HasHeader, s.Err)
		}
	}
}

func TestColumnNamesAreUniqueAndNotEmpty(t *testing.T) {
	got := columnNames([]string{"a", "", " a ", "a", "a_2", "b\xff"}, true)
	if want := []string{"a", "column_2", "a_3", "a_4", "a_2", "b\uFFFD"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := columnNames([]string{"1", "2"}, false); !slices.Equal(got, []string{"column_1", "column_2"}) {
		t.Errorf("%q", got)
	}
}

func TestEncodingsAreFoundOut(t *testing.T) {
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
		want Encoding
		text string
	}{
		"utf-8":            {text, UTF8, text},
		"utf-8 mark":       {"\ufeff" + text, UTF8, text},
		"utf-16le mark":    {encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), text), UTF16LE, text},
		"utf-16be mark":    {encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), text), UTF16BE, text},
		"utf-16le no mark": {encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), text), UTF16LE, text},
		"utf-16be no mark": {encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), text), UTF16BE, text},
		"windows-1252":     {encode(charmap.Windows1252.NewEncoder(), text), Windows1252, text},
		"latin1":           {encode(charmap.ISO8859_1.NewEncoder(), latin), Latin1, latin},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{tempFile(t, tt.data), packFile(t, tt.data)} {
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
	r := analyzeText(t, "v\na\xff\nb\nc\xc3\nc\xc3\n", func(o *Options) { o.Encoding = UTF8 })
	if c := r.Columns[0]; c.Invalid != 3 || c.Max.Text != "c\uFFFD" {
		t.Errorf("%d invalid, max %q", c.Invalid, c.Max.Text)
	}
}

func TestSelectionTakesNamesNumbersAndPatterns(t *testing.T) {
	names := []string{"id", "q1", "q2", "3", "z-9"}
	for text, want := range map[string][]int{
		"id": {0}, "2": {1}, "2-3": {1, 2}, "4-": {3, 4}, "3": {3}, "z-9": {4}, "/^q/": {1, 2}, "/q[1,2]/,1": {1, 2, 0}, "z-9,id,z-9": {4, 0},
	} {
		sel, err := ParseSelection(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sel.pick(names); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"x", "0", "6", "5-4", "/y$/"} {
		sel, _ := ParseSelection(text)
		if got, err := sel.pick(names); err == nil {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, text := range []string{"a,,b", "/(/", "/a", ","} {
		if sel, err := ParseSelection(text); err == nil {
			t.Errorf("%s: %v", text, sel)
		}
	}
}

func TestSeveralFilesAreOneDataset(t *testing.T) {
	a, b, empty := tempFile(t, "x,y\n1,2\n3,4\n"), tempFile(t, "x,y\n5,\n"), tempFile(t, "")
	r := start(t, defaults(a, b, empty), 2)
	if r.err != nil || len(r.reports) != 1 {
		t.Fatal(r.err)
	}
	rep := r.reports[0]
	if rep.Rows != 3 || len(rep.Files) != 3 || rep.Columns[0].Sum.Text != "9" || rep.Columns[1].NullCount != 1 {
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
	for _, name := range []string{tempFile(t, "a,\""+long+"\"\n1,2\n"), packFile(t, "a,\""+long+"\"\n1,2\n")} {
		r := start(t, defaults(name), 2)
		if len(r.reports) != 1 || r.reports[0].Rows != 1 || len(r.plan.Datasets[0].Names[1]) != len(long) {
			t.Errorf("%+v", r.records[0])
		}
		opt := defaults(name)
		opt.MaxRecord = 1 << 20
		if r := start(t, opt, 2); len(r.reports) != 0 || !strings.HasPrefix(r.records[0].Reason, "the first record is longer than 1048576 bytes") {
			t.Errorf("%+v", r.records[0])
		}
	}
	r := start(t, defaults(tempFile(t, strings.Repeat(",", maxColumns)+"\n")), 2)
	if len(r.reports) != 0 || r.records[0].Reason != "50001 columns are more than 50000: is comma the right delimiter?" {
		t.Errorf("%+v", r.records[0])
	}
}

func TestBinaryFilesAreNamed(t *testing.T) {
	for data, want := range map[string]string{
		"PK\x03\x04\x14\x00":         "not a CSV file but a ZIP archive or spreadsheet",
		"BZh91AY&SY\x8a\x00\x02":     "not a CSV file but a bzip2 file",
		"\x89PNG\r\n\x1a\n\x00":      "not a CSV file but a PNG image",
		"a,b\n1,\x00\n":              "not a text file: byte 7 is zero",
		"BZhang,PAR1\n1,2\n":         "",
		"%PDF-1.4 is a version,b\n,": "",
		"\xff\xd8\xff\xe0,b\n1,2\n":  "",
	} {
		s := &Source{Name: "x", pipe: strings.NewReader(data)}
		s.probe(defaults())
		if got := fmt.Sprint(s.Err); got != want && !(want == "" && s.Err == nil) {
			t.Errorf("%q: %v, want %q", data, s.Err, want)
		}
	}
}

// A header may be one name as often as there may be columns.
func TestManyEqualNamesTakeNoTime(t *testing.T) {
	names := columnNames(slices.Repeat([]string{"a"}, maxColumns), true)
	if last := names[maxColumns-1]; last != fmt.Sprintf("a_%d", maxColumns) {
		t.Errorf("the last is %q", last)
	}
}

func TestQuantileAskedForTwiceIsThereOnce(t *testing.T) {
	if qs, err := ParseQuantiles("25,50,25"); err != nil || len(qs) != 2 {
		t.Errorf("%v, %v", qs, err)
	}
}

// What is unpacked or decoded is no longer than it is.
func TestHeaderWithoutLineEndIsAllOfAPackedFile(t *testing.T) {
	if r, _ := analyzeFile(t, packFile(t, "a,b"), nil); r.Rows != 0 || len(r.Columns) != 2 {
		t.Errorf("%d rows of %d columns", r.Rows, len(r.Columns))
	}
}

// A file is counted once, though a link leads to it as well.
func TestAFileNamedByALinkTooIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "b.csv"), filepath.Join(dir, "a.csv")
	other := filepath.Join(t.TempDir(), "folder")
	if err := os.WriteFile(name, []byte("v\n1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{link: name, other: dir} {
		if err := os.Symlink(to, from); err != nil {
			t.Skip(err)
		}
	}
	for _, paths := range [][]string{{name, link}, {link, name}, {dir}, {other, name}, {dir, other}, {name, name, dir + "/./b.csv"}} {
		p, err := NewPlan(t.Context(), defaults(paths...), 1)
		if err != nil || len(p.Sources) != 1 {
			t.Errorf("%q: %d files, %v", paths, len(p.Sources), err)
		}
	}
}

// The CRLF of a header may lie across the end of what is read to find it.
func TestLinesAreCountedFromAHeaderOfAnyLength(t *testing.T) {
	for _, end := range []string{"\r\n", "\r", "\n"} {
		for n := headSize - 2; n <= headSize+1; n++ {
			opt := defaults(tempFile(t, "a,"+strings.Repeat("b", n-2)+end+"1,2"+end+"3"+end))
			opt.BadRows, opt.Header = Skip, HeaderYes
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
