package csvscan

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"fanout/internal/cpu/cputest"
)

var hashed = Dialect{Delimiter: ',', Quote: '"', Comment: '#'}

var commented = []string{
	"#a\n1,2\n", "# it's \"so\n1,2\n", "# a,\"b\n1,2\r\n#\r\n3,\"4\n#5\"\n", "#\r#\r1\r", "#", "1,#2\n\"#3\",4\n", "\"a\n#b\"\n#\"\n", "a\"\n#\"b\n",
}

func TestCommentsAreRecordsOfOneField(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want [][]string
	}{
		{"#a,b\n1,2\n", [][]string{{"#a,b"}, {"1", "2"}}},
		{"# it's \"so,\"\n1,2\r\n#,\"\r\n", [][]string{{"# it's \"so,\""}, {"1", "2"}, {"#,\""}}},
		{"1,#2\r #3,4\r#5,6", [][]string{{"1", "#2"}, {" #3", "4"}, {"#5,6"}}},
		{"\"a\n#b\",1\n\"#2\",3\n", [][]string{{"a\n#b", "1"}, {"#2", "3"}}},
		{"\n#a,b\n\n", [][]string{{"#a,b"}}},
	} {
		if got := records(New(hashed), []byte(tt.in)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestADelimiterOfLFKeepsRecordsWhole(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		row := "a,b;c \"d\",\r\n\"e\n,f\"\r\n"
		got := records(New(Dialect{Delimiter: '\n', Quote: '"'}), bytes.Repeat([]byte(row), 100))
		want := [][]string{}
		for range 100 {
			want = append(want, []string{"a,b;c \"d\","}, []string{"e\n,f"})
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d records: %q", len(got), got[:min(3, len(got))])
		}
	})
}

// Comments with stray quotes, delimiters and line breaks among records with
// quotes, of lengths around that of the kernels' blocks.
func TestCommentsAgreeWithTheAutomaton(t *testing.T) {
	cputest.Each(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 2))
		s := New(hashed)
		for range 300 {
			var b strings.Builder
			for range rnd.IntN(20) {
				if rnd.IntN(3) == 0 {
					b.WriteByte('#')
				}
				for range rnd.IntN(6) {
					b.WriteString([]string{"\"x\"", ",", "#", "\"", strings.Repeat("y", rnd.IntN(70)), "\"a\n#b\","}[rnd.IntN(6)])
				}
				b.WriteString([]string{"\n", "\r\n", "\r"}[rnd.IntN(3)])
			}
			text := []byte(b.String())
			from := 0
			if len(text) > 0 {
				from = rnd.IntN(len(text))
			}
			checkAll(t, s, text, from, len(text))
		}
	})
}
