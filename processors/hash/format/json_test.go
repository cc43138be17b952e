package format

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// byLibrary splits a JSON object as eachMember does, by encoding/json. The
// names are as text.
func byLibrary(text []byte) (all []member, ok bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return nil, false
		}
		all = append(all, member{[]byte(name.(string)), value})
	}
	if t, err := d.Token(); err != nil || t != json.Delim('}') {
		return nil, false
	}
	_, err := d.Token()
	return all, err == io.EOF
}

// compareWithLibrary splits an object, and the objects in it down to a level.
func compareWithLibrary(t *testing.T, text []byte, levels int) {
	t.Helper()
	var got []member
	err := eachMember(text, func(m member) { got = append(got, m) })
	want, ok := byLibrary(text)
	if ok != (err == nil) {
		t.Fatalf("%.80q is taken: %v, want %v", text, err == nil, ok)
	}
	if !ok {
		return
	}
	if len(got) != len(want) {
		t.Fatalf("%.80q has %d members, want %d", text, len(got), len(want))
	}
	for i, m := range got {
		if !bytes.Equal(unquoted(m.name), want[i].name) || !bytes.Equal(m.value, want[i].value) {
			t.Errorf("%.80q: member %d is %.80q: %.80q, want %.80q: %.80q", text, i, unquoted(m.name), m.value, want[i].name, want[i].value)
		}
		switch m.value[0] {
		case '"':
			var s string
			if err := json.Unmarshal(m.value, &s); err != nil || s != string(unquoted(m.value)) {
				t.Errorf("%.80q is %q, want %q (%v)", m.value, unquoted(m.value), s, err)
			}
		case '{':
			if levels > 0 {
				compareWithLibrary(t, m.value, levels-1)
			}
		}
	}
}

// objects are JSON, and what is nearly JSON.
func objects() (all []string) {
	all = []string{
		"", " ", "{", "}", "{}", " \t\r\n{ \t\r\n} \t\r\n", "{}}", "{} {}", "{}x", "[]", "null", `"a"`, "\ufeff{}", "\v{}", "{\u00a0}",
		`{,}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,"a":1}`, `{"a":1 "b":2}`, `{"a":1,,"b":2}`, `{"a" 1}`, `{"a"::1}`, `{"a":1]`, `{"a":1`,
		`{a:1}`, `{1:1}`, `{'a':1}`, `{null:1}`, `{"a":1,"a":2}`, `{"":""}`, "{ \"a\"\n:\t1 , \"b\" :\r[ 1 , 2 ] }", `{"a":1}/**/`,
		`{"a":{"b":{"c":[[],{},[{}],""]}}}`, `{"a":[1,]}`, `{"a":[,1]}`, `{"a":[1 2]}`, `{"a":[}`, `{"a":{]}`, `{"a":{"b"}}`, `{"a":{"b":1,}}`,
		`{"li\u006ee":1}`, `{"a\u0000":"\u0000"}`, "{\"\xff\":1}", "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xc3\"}", "{\"\u00e4\u2028\U0001f600\":\"\u00e4\u2028\U0001f600\"}",
	}
	for _, value := range []string{
		"true", "false", "null", "True", "tru", "truex", "nul", "nulll", "NaN", "Infinity", "-", "+1", "-1", "0", "-0", "00", "01", "-01", "1.", "1.0", ".5",
		"1.5e", "1e5", "1E+5", "1e-05", "1e+", "0e0", "0.0", "0x1", "1_000", "1 ", "1\t", "1\n,", "1a", "--1", "99999999999999999999999", "1e999", "-\u0661",
		`""`, `"a"b`, `"a`, `"`, `"\"`, `"\\"`, `"\"\\\/\b\f\n\r\t"`, `"\x"`, `"\U0041"`, `"\'"`, `"\u"`, `"\u12"`, `"\u12"x`, `"\u004"`, `"\u00g0"`, `"\u00Ff"`,
		`"\ud83d\ude00"`, `"\uD83D\uDE00"`, `"\ud83d"`, `"\ude00"`, `"\ud83d\ud83d\ude00"`, `"\ud83dx"`, `"\ud83d\n"`, `"\ud83d\u0041"`, `"\ud83d\u00"`, `"\ud83d\`,
		"\"a\tb\"", "\"a\nb\"", "\"a\x00b\"", "\"a\x1fb\"", "\"a\x7fb\"", "[\"a\x01\"]", `"` + strings.Repeat("é", 300) + `\n"`,
	} {
		all = append(all, `{"a":`+value+`}`, `{"a":[`+value+`]}`, `{"a":{"b":`+value+`},"c":1}`)
	}
	for _, depth := range []int{maxDepth - 1, maxDepth, maxDepth + 1} {
		all = append(all,
			`{"a":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`}`,
			`{"a":`+strings.Repeat(`{"":`, depth-1)+"{}"+strings.Repeat("}", depth-1)+`}`,
			`{"a":`+strings.Repeat("[", depth))
	}
	return all
}

func TestObjectsAreReadAsEncodingJSONReadsThem(t *testing.T) {
	for _, text := range objects() {
		compareWithLibrary(t, []byte(text), 2)
	}
}

func FuzzObjectsAreReadAsEncodingJSONReadsThem(f *testing.F) {
	for _, text := range objects() {
		if len(text) < maxDepth {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { compareWithLibrary(t, text, 2) })
}
