package csvscan

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"fanout/internal/cpu/cputest"
	"fanout/processors/analyze/csvscan/csvtest"
)

const kernel = "csv scan"

var comma = Dialect{Delimiter: ',', Quote: '"'}

// indexByAutomaton is Index, byte by byte.
func indexByAutomaton(s *Scanner, buf []byte, from, to int, state State) (sep []uint32, n Counts, end State) {
	for i := from; i < to; i++ {
		if buf[i] == '\n' && (i == from || buf[i-1] != '\r') || buf[i] == '\r' {
			n.LineBreaks++
		}
		if state == Unquoted && s.isQuote(buf[i]) && !s.Extended() {
			n.Inner++
		}
		state = s.next(state, buf[i])
		switch state {
		case FieldStart:
			sep = append(sep, uint32(i))
		case RecordStart:
			if buf[i] == '\r' && i+1 < to && buf[i+1] == '\n' {
				continue // the LF is the separator
			}
			sep = append(sep, uint32(i))
			n.RecordEnds++
		}
	}
	return sep, n, state
}

// records reads data by Index and Unquote, in pieces that end at the cuts.
func records(s *Scanner, data []byte, cuts ...int) (all [][]string) {
	var sep []uint32
	state, from := RecordStart, 0
	for _, to := range append(slices.Clone(cuts), len(data)) {
		sep, _, state = s.Index(sep, data, from, to, state)
		from = to
	}
	if state != RecordStart {
		data = append(slices.Clone(data), '\r') // a LF would make one of a CR before it
		sep = append(sep, uint32(len(data)-1))
	}
	var rec []string
	start := 0
	for _, p := range sep {
		end := TrimCR(data, start, int(p))
		field := data[start:end]
		start = int(p) + 1
		if IsLineBreak(data[p]) && len(rec) == 0 && len(field) == 0 {
			continue // an empty line
		}
		content, _ := s.Unquote(field, nil)
		rec = append(rec, string(content))
		if IsLineBreak(data[p]) {
			all = append(all, rec)
			rec = nil
		}
	}
	return all
}

func TestLenientRules(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want [][]string
	}{
		{"a,b\n1,2\n", [][]string{{"a", "b"}, {"1", "2"}}},
		{"a,b\r\n1,2", [][]string{{"a", "b"}, {"1", "2"}}},
		{"a,b\r1,2\r", [][]string{{"a", "b"}, {"1", "2"}}},
		{"\n\na\n\r\n\rb\n\n", [][]string{{"a"}, {"b"}}},
		{"a,\n,\n", [][]string{{"a", ""}, {"", ""}}},
		{`"a,b","c` + "\n" + `d",e`, [][]string{{"a,b", "c\nd", "e"}}},
		{`"say ""hi""",""""` + "\n", [][]string{{`say "hi"`, `"`}}},
		{`""` + "\n", [][]string{{""}}},
		{`5" pipe,x` + "\n", [][]string{{`5" pipe`, "x"}}},
		{`"ab"c"d,e",f` + "\n", [][]string{{`abc"d`, `e"`, "f"}}},
		{` "a",b` + "\n", [][]string{{` "a"`, "b"}}},
		{`1,"open` + "\n2,ok\n", [][]string{{"1", "open\n2,ok\n"}}},
		{"\"x\r\ny\"\r\nz", [][]string{{"x\r\ny"}, {"z"}}},
		{"\"open\r", [][]string{{"open\r"}}},
		{"a\rb\nc\r\nd", [][]string{{"a"}, {"b"}, {"c"}, {"d"}}},
	} {
		if got := records(New(comma), []byte(tt.in)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestQuotingCanBeOff(t *testing.T) {
	got := records(New(Dialect{Delimiter: '\t'}), []byte("\"a\tb\"\n\x00\tc\n"))
	if want := [][]string{{`"a`, `b"`}, {"\x00", "c"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWellQuotedDetectsTextAfterTheClosingQuote(t *testing.T) {
	for raw, want := range map[string]bool{
		"": true, "a": true, `a"b`: true, `""`: true, `"a""b"`: true,
		`"`: false, `"a`: false, `"a"b`: false, `"a"b"`: false, `"a""`: false,
	} {
		if got := New(comma).WellQuoted([]byte(raw)); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

var seeds = []string{
	"", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a\rb\r", `"a","b"` + "\n", `"x""y",z`, `"`, `""`, `"""`, "a\"b,\"c\"d\n",
	"\"a\r\nb\",\r\n\r\n,\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbbb,\"ccccccccccccccccccc\"\n", "\r\r\n\n",
	",,,,,,,,,,,,,,,,\n,,,,,,,,,,,,,,,,,,,\r\n", "\x00,\xff\n", `"a"b"c"` + "\n" + `d"e"f,"g"h` + "\r",
}

func FuzzScannerAgreesWithItsAutomaton(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), byte(','), byte('"'), byte(0), 3)
	}
	f.Add([]byte("a;'b;c'\n"), byte(';'), byte('\''), byte(0), 2)
	f.Add([]byte("a\tb\n"), byte('\t'), byte(0), byte(0), 1)
	for _, s := range commented {
		f.Add([]byte(s), byte(','), byte('"'), byte('#'), 3)
		f.Add([]byte(s), byte('\n'), byte('"'), byte('#'), 1)
	}
	f.Fuzz(func(t *testing.T, data []byte, delim, quot, comment byte, cut int) {
		if delim == quot || delim == '\r' || IsLineBreak(quot) || comment == delim || comment == quot && quot != 0 || IsLineBreak(comment) {
			t.Skip()
		}
		s := New(Dialect{Delimiter: delim, Quote: quot, Comment: comment})
		from := 0
		if len(data) > 0 && cut > 0 {
			from = cut % len(data)
		}
		onEach(func(string) { checkAll(t, s, data, from, len(data)) })
	})
}

// onEach runs f on each implementation that the processor supports.
func onEach(f func(implementation string)) { cputest.OnEach(f, kernel) }

// checkAll compares all results of s for data[from:to] with the automaton, for
// each state in which the text may begin.
func checkAll(t *testing.T, s *Scanner, data []byte, from, to int) {
	t.Helper()
	part := data[from:to]
	sum := s.Summarize(part)
	checkSummary(t, s, sum, part)
	for begin := range states {
		if !canBe(s, begin) {
			continue
		}
		want, wantN, end := indexByAutomaton(s, data, from, to, begin)
		got, n, state := s.Index([]uint32{7}, data, from, to, begin)
		if !slices.Equal(got[1:], want) || got[0] != 7 || n != wantN || state != end {
			t.Fatalf("%q from %v: Index %v %v %v, want %v %v %v", part, begin, got, n, state, want, wantN, end)
		}
		if got, ok := sum.End(begin); ok && got != end {
			t.Fatalf("%q from %v: Summary ends in %v, want %v", part, begin, got, end)
		}
		checkLastRecordEnd(t, s, part, begin)
		checkIndexRecord(t, s, data, from, to, begin, want, end)
	}
}

// canBe reports whether s can be in a state.
func canBe(s *Scanner, state State) bool {
	switch state {
	case Quoted, QuoteSeen:
		return s.Quote != 0
	case Comment:
		return s.Comment != 0
	case Escaped, EscapedCR, QuotedEscaped, InitialSpace:
		return s.Extended()
	}
	return true
}

// checkSummary compares sum with the definition of stray quotes, byte by byte.
func checkSummary(t *testing.T, s *Scanner, sum Summary, part []byte) {
	t.Helper()
	want := Summary{s: s, empty: len(part) == 0}
	for i, c := range part {
		if c == s.Comment && c != 0 && (i == 0 || IsLineBreak(part[i-1])) {
			want.comments = true
		}
	}
	if s.Extended() && !want.empty && !want.comments {
		for begin := range states {
			if begin == Comment {
				continue
			}
			_, _, want.ends[begin] = indexByAutomaton(s, part, 0, len(part), begin)
		}
		part = nil // nothing else is noted
	}
	if want.comments {
		part = nil
	}
	for i, c := range part {
		want.last = c
		want.quoteFirst = want.quoteFirst || i == 0 && s.isQuote(c)
		if s.isQuote(c) {
			mayOpen := i == 0 || s.quoteOrSeparator(part[i-1])
			mayClose := i == len(part)-1 || s.quoteOrSeparator(part[i+1])
			opensFromOutside, opensFromInside := !want.odd, want.odd
			want.stray[0] = want.stray[0] || opensFromOutside && !mayOpen || !opensFromOutside && !mayClose
			want.stray[1] = want.stray[1] || opensFromInside && !mayOpen || !opensFromInside && !mayClose
			want.odd = !want.odd
		}
	}
	if sum != want {
		t.Fatalf("%q: %+v, want %+v", part, sum, want)
	}
}

func checkLastRecordEnd(t *testing.T, s *Scanner, part []byte, begin State) {
	t.Helper()
	want, state := 0, begin
	for i, c := range part {
		if state = s.next(state, c); state == RecordStart {
			want = i + 1
		}
	}
	if got := s.LastRecordEnd(part, begin); got != want {
		t.Fatalf("from %v: LastRecordEnd %d, want %d", begin, got, want)
	}
}

func checkIndexRecord(t *testing.T, s *Scanner, data []byte, from, to int, begin State, all []uint32, end State) {
	t.Helper()
	want, next := all, to
	for i, p := range all {
		if IsLineBreak(data[p]) {
			want, next, end = all[:i+1], int(p)+1, RecordStart
			break
		}
	}
	got, n, state := s.IndexRecord(nil, data, from, to, begin)
	if !slices.Equal(got, want) || n != next || state != end {
		t.Fatalf("from %v: IndexRecord %v %d %v, want %v %d %v", begin, got, n, state, want, next, end)
	}
}

// Summaries fail only for quotes where RFC 4180 allows none.
func TestEndIsUnknownOnlyWithStrayQuotes(t *testing.T) {
	s := New(comma)
	for text, stray := range map[string]bool{
		"a,b\n": false, `"a","b"` + "\n": false, `"a""b",""` + "\r\n": false, "\n\"x\"": false, `"`: false,
		`5" pipe` + "\n": true, `"a"b` + "\n": true, ` "a"` + "\n": true,
	} {
		if _, ok := s.Summarize([]byte(text)).End(RecordStart); ok == stray {
			t.Errorf("%q: stray is %v", text, !ok)
		}
	}
}

// Input that encoding/csv accepts gives the same records, wherever it is cut.
func FuzzRecordsAgreeWithEncodingCSV(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), 3, 7)
	}
	f.Fuzz(func(t *testing.T, data []byte, a, b int) {
		want, ok := csvtest.Records(data)
		if !ok {
			t.Skip()
		}
		cuts := []int{a, b}
		for i, c := range cuts {
			cuts[i] = max(0, c) % (len(data) + 1)
		}
		slices.Sort(cuts)
		onEach(func(name string) {
			got := records(New(comma), data, cuts...)
			for _, r := range got {
				for i := range r {
					r[i] = strings.ReplaceAll(r[i], "\r\n", "\n")
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %q: %q, want %q", name, data, got, want)
			}
		})
	})
}
