package source

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// open opens a list from a stream.
func open(t testing.TB, text string, opt Options) (*List, error) {
	t.Helper()
	opt.In = strings.NewReader(text)
	if opt.Path == "" {
		opt.Path = "-"
	}
	if opt.Path == "-" {
		return Open(t.Context(), opt)
	}
	l := &List{Name: opt.Path, Size: -1, Kind: opt.Kind, opt: opt, raw: opt.In}
	return l, l.examine()
}

// records returns the records of a list, a line each, or the error of Open.
func records(t testing.TB, text string, opt Options) string {
	t.Helper()
	l, err := open(t, text, opt)
	if err != nil {
		return "refused: " + err.Error()
	}
	defer l.Close()
	var b strings.Builder
	for r := l.NewReader(); ; {
		rec, err := r.Next()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			return b.String() + err.Error()
		}
		fmt.Fprintf(&b, "%d", rec.Line)
		if rec.Err != nil {
			fmt.Fprintf(&b, "!%v\n", rec.Err)
			continue
		}
		if rec.User != "" {
			fmt.Fprintf(&b, " %s", rec.User)
		}
		fmt.Fprintf(&b, " %q", rec.Password)
		for _, f := range rec.Fields {
			if f.JSON {
				fmt.Fprintf(&b, " %s:%s", f.Name, f.Value)
			} else {
				fmt.Fprintf(&b, " %s=%s", f.Name, f.Value)
			}
		}
		b.WriteString("\n")
	}
}

// compare compares what lists hold with what they should.
func compare(t *testing.T, cases map[string]string, opt Options) {
	t.Helper()
	for _, text := range slices.Sorted(maps.Keys(cases)) {
		if got, want := records(t, text, opt), cases[text]; strings.TrimSuffix(got, "\n") != want {
			t.Errorf("%.200q:\n%swant\n%s", text, got, want)
		}
	}
}

func TestUsersEndAtTheFirstColon(t *testing.T) {
	compare(t, map[string]string{
		"ann:hunter2\nbob:a:b:\n": "1 ann \"hunter2\"\n2 bob \"a:b:\"",
		"ann: pw \r\n\r\n":        "1 ann \" pw \"",
		"ann\nbob:\n:pw\n\xff:pw": "1!line has no colon between user and password\n2!password is empty\n3!user is empty\n4!user is not valid UTF-8",
		"\ufeffann:x":             "1 ann \"x\"",
		"ann:caf\xe9":             "1 ann \"caf\\xe9\"",
		"a:" + strings.Repeat("x", MaxLine) + "y\nb:x": "1!" + ErrLongLine.Error() + "\n2 b \"x\"",
	}, Options{Kind: UserPass})
}

func TestCSVIsThatOfRFC4180(t *testing.T) {
	wide := strings.Repeat("x", MaxLine+1)
	compare(t, map[string]string{
		"user,password\nann,hunter2\n":                               "2 ann \"hunter2\"",
		"user,password\r\nann,hunter2\r\nbob,x":                      "2 ann \"hunter2\"\n3 bob \"x\"",
		"\ufeffUser;Password\nann;a,b\n":                             "2 ann \"a,b\"",
		"user\tpassword\tnote\nann\tx\t\"a\tb\"\n":                   "2 ann \"x\" note=a\tb",
		"user,password,note\nann,\"a\"\"b\nc\",7\nbob,x,":            "2 ann \"a\\\"b\\nc\" note=7\n4 bob \"x\" note=",
		"user,password\nann,a\"b\n":                                  "2 ann \"a\\\"b\"",
		"\"user\",\"password\"\n\"ann\",\"\"\"\"":                    "2 ann \"\\\"\"",
		"user,password\nann\nbob,x,y\neve,\n,pw\n\nx,y":              "2!it has 1 field, and the header 2\n3!it has 3 fields, and the header 2\n4!password is empty\n5!user is empty\n7 x \"y\"",
		"user,password\nann,\"x\"y\nbob,z":                           "2!text follows a closing quote\n3 bob \"z\"",
		"user,password\nann,\"x\nbob,y\neve,z":                       "2!a quote is never closed\n3 bob \"y\"\n4 eve \"z\"",
		"user,password\nann,\"x\nbob,\"y\neve,z":                     "2!text follows a closing quote\n3!a quote is never closed\n4 eve \"z\"",
		"user,password\nann, \"x\"\n":                                "2!a blank stands before an opening quote",
		"user,password,\nann,x,1":                                    "2 ann \"x\" column 3=1",
		"password\nx\n\ny":                                           "2 \"x\"\n4 \"y\"",
		"user,password\n\xff,x\nann,\xff":                            "2!user is not valid UTF-8\n3 ann \"\\xff\"",
		"user,password,n\nann,x,\xff":                                "2!its column 3 is not valid UTF-8",
		"user,password\nann," + wide + "\nbob,x":                     "2!" + ErrLongLine.Error() + "\n3 bob \"x\"",
		"user,password\nann," + strings.Repeat(wide, 17) + "\nbob,x": "2!" + errLongRecord.Error() + "\n3 bob \"x\"",
		"":              "",
		"user,password": "",
		"email,id,password,created_at\na@x,5,p,now": "2 a@x \"p\" id=5 created_at=now",
		"login,PASSWD\na,p":                         "2 a \"p\"",
	}, Options{Kind: CSV})
	compare(t, map[string]string{
		"a,b,c\n1,2,3": "2 3 \"1\" b=2",
	}, Options{Kind: CSV, PasswordColumn: "1", UserColumn: "C"})
}

func TestColumnsThatAreNotClearAreRefused(t *testing.T) {
	shown := "; its columns are "
	for _, c := range []struct{ text, user, password, want string }{
		{"user,password,passwd\n", "", "", "several columns could hold the passwords" + shown + `"user", "password", "passwd"`},
		{"user,Username,password\n", "", "", "several columns could hold the users"},
		{"user,key,password\n", "", "pw", `there is no column "pw"` + shown},
		{"user,email\n", "", "", "no column is named like passwords" + shown + `"user", "email"`},
		{"user,password,user\n", "", "", `two columns are named "user"`},
		{"user,password\n", "password", "", "one column cannot be the user's and the password's"},
		{"user,password\n", "3", "", `there is no column "3"`},
		{"hunter2,secret99\n", "", "", "no column is named like passwords; its first line has 2 columns without a usual name, and is not shown"},
		{"\xff,password\n", "", "", "its header is not valid UTF-8"},
		{",,\n", "", "", "it has no header"},
		{"\"user", "", "", "its header does not end"},
	} {
		_, err := open(t, c.text, Options{Kind: CSV, UserColumn: c.user, PasswordColumn: c.password})
		if wrong := (*RefusedError)(nil); !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
	for _, text := range []string{"x\n", "[1]\n{\n", "{\"user\":1}\n"} {
		if _, err := open(t, text, Options{Kind: JSONL}); !errors.As(err, new(*RefusedError)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestJSONLinesAreObjects(t *testing.T) {
	const first = `{"user":"a","password":"p"}` + "\n"
	compare(t, map[string]string{
		first: "1 a \"p\"",
		`{ "password" : "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00" , "n" : {"x":[1,"}"]} , "user" : -1.5e3 }`: "1 -1.5e3 \"a\\\"\\\\/\\b\\f\\n\\r\\té😀\" n:{\"x\":[1,\"}\"]}",
		first + `{"user":"b","pass\u0077ord":"q","b":true}`:                                              "1 a \"p\"\n2 b \"q\" b:true",
		first + `{"user":"b","password":"\ud800"}`:                                                       "1 a \"p\"\n2!half of a surrogate pair stands alone",
		first + `{"user":"b","password":"\ud800\u0041"}`:                                                 "1 a \"p\"\n2!half of a surrogate pair stands alone",
		first + `{"user":"b","password":"q","password":"r"}`:                                             "1 a \"p\"\n2!the object has a member twice",
		first + `{"user":"b","user":"c","password":"r"}`:                                                 "1 a \"p\"\n2!the object has a member twice",
		first + `{"user":"b","password":["q"]}`:                                                          "1 a \"p\"\n2!password is no JSON string",
		first + `{"user":"b","password":5}`:                                                              "1 a \"p\"\n2!password is no JSON string",
		first + `{"user":"b","password":null}`:                                                           "1 a \"p\"\n2!there is no password",
		first + `{"user":"b"}`:                                                                           "1 a \"p\"\n2!there is no password",
		first + `{"user":"b","password":""}`:                                                             "1 a \"p\"\n2!password is empty",
		first + `{"password":"q"}`:                                                                       "1 a \"p\"\n2!there is no user",
		first + `{"user":{},"password":"q"}`:                                                             "1 a \"p\"\n2!user is neither text nor a number",
		first + `{"user":"","password":"q"}`:                                                             "1 a \"p\"\n2!user is empty",
		first + "{\"user\":\"b\",\"password\":\"\xff\"}":                                                 "1 a \"p\"\n2!line is not valid UTF-8",
		first + "\n[1]\nx\n{\"user\":\"b\",\"password\":\"q\"} 5\n{\"user\":\"b\",":                      "1 a \"p\"\n3!line is no JSON object\n4!line is no JSON object\n5!line is no JSON object\n6!line is no JSON object",
		"\ufeff" + first: "1 a \"p\"",
		"":               "",
	}, Options{Kind: JSONL})
}

func TestPasswordsAreNormalised(t *testing.T) {
	for n, want := range map[Normalize]string{
		AsIs:   "1 \"cafe\u0301\"\n2 \"ﬁ Å\"\n3 \"x\\xff\"\n4 \"a\\tb\"\n5 \"a\u00a0b\"\n",
		NFC:    "1 \"café\"\n2 \"ﬁ Å\"\n3!password is not valid UTF-8, and so cannot be normalized\n4 \"a\\tb\"\n5 \"a\\u00a0b\"\n",
		NFKC:   "1 \"café\"\n2 \"fi Å\"\n3!password is not valid UTF-8, and so cannot be normalized\n4 \"a\\tb\"\n5 \"a b\"\n",
		PRECIS: "1 \"café\"\n2 \"ﬁ Å\"\n3!password is not valid UTF-8, and so cannot be normalized\n4!" + errPRECIS.Error() + "\n5 \"a b\"\n",
	} {
		got := records(t, "cafe\u0301\nﬁ \u212b\nx\xff\na\tb\na\u00a0b\n", Options{Kind: Lines, Normalize: n})
		if n == AsIs {
			want = strings.ReplaceAll(strings.ReplaceAll(want, "Å", "\u212b"), "\u00a0", "\\u00a0")
		}
		if got != want {
			t.Errorf("%s:\n%swant\n%s", NormalizeNames[n], got, want)
		}
	}
}

func TestDigestsAreChecked(t *testing.T) {
	lower := func(dst, text []byte) ([]byte, error) {
		if len(text) != 4 {
			return dst, errors.New("no digest")
		}
		return append(dst, bytes.ToLower(text)...), nil
	}
	want := "1 \"abcd\"\n2!no digest\n3 \"1234\"\n"
	if got := records(t, "ABcd\nABc\n1234", Options{Kind: Lines, ReadDigest: lower}); got != want {
		t.Errorf("%s", got)
	}
}

func TestKindsAreToldByNames(t *testing.T) {
	for name, want := range map[string]Kind{
		"a.csv": CSV, "A.TSV": CSV, "b.csv.gz": CSV, "x/a.jsonl": JSONL, "a.ndjson.zst": JSONL, "a.txt": Auto, "-": Auto, "csv": Auto, "a.gz": Auto, "a.json": Auto,
	} {
		if got := KindOf(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// The records are those of encoding/csv wherever that takes the whole text.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"a,b\n", "\"a\"\"\",\"b\nc\"\r\n", "a\"b,c\n\n", "\"a,b\n\"c\n", ",\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\r") || strings.HasPrefix(text, byteOrderMark) || len(text) > 10_000 {
			return
		}
		want, wantErr := csv.NewReader(strings.NewReader(text)).ReadAll()
		c := &Columns{Names: []string{"user", "password"}, Delimiter: ',', password: 1}
		for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			r := newReader(in, Options{}, CSV, c)
			r.header = true
			for i := 0; ; i++ {
				rec, err := r.Next()
				if err == io.EOF {
					if wantErr == nil && i != len(want) {
						t.Fatalf("%d records, want %d", i, len(want))
					}
					break
				}
				if wantErr != nil {
					continue
				}
				row := want[i]
				plain := len(row) == 2 && row[0] != "" && row[1] != "" && utf8.ValidString(row[0])
				if plain != (rec.Err == nil) && rec.Err != errQuoteBlank {
					t.Fatalf("record %d: %v, want %q", i, rec.Err, row)
				}
				if rec.Err == nil && (rec.User != row[0] || string(rec.Password) != row[1]) {
					t.Fatalf("record %d: %q %q, want %q", i, rec.User, rec.Password, row)
				}
			}
			if r.Tally.Bytes != int64(len(text)) {
				t.Fatalf("%d bytes counted of %d", r.Tally.Bytes, len(text))
			}
		}
	})
}

// The password is that which encoding/json gives.
func FuzzJSONLines(f *testing.F) {
	for _, text := range []string{`{"user":"a","password":"p"}`, `{"password":"\u00e9\ud83d\ude00\n","x":[{"y":"}"}]}`, `{"password":"\ud800"}`, `{"password":1}`, `{}`, `{"password":"a","password":"b"}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var o jsonObject
		err := o.split(line)
		var want map[string]json.RawMessage
		if wantErr := json.Unmarshal(line, &want); err == nil && (wantErr != nil || len(want) != len(o.members)) {
			t.Fatalf("%d members, want %d: %v", len(o.members), len(want), wantErr)
		}
		if err != nil {
			return
		}
		for _, m := range o.members {
			var a, b any
			if json.Unmarshal(m.value, &a) != nil || json.Unmarshal(want[m.name], &b) != nil || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Fatalf("%q: %q, want %q", m.name, m.value, want[m.name])
			}
			if text, err := o.password(m.name); err == nil && string(text) != b.(string) {
				t.Fatalf("%q: %q, want %q", m.name, text, b)
			}
		}
	})
}

// Whatever the bytes, each record has a password or a failure, and the lines
// rise.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{"a\x00\n\x00", "\xff\xfea\x00", "user,password\na,b", `{"password":"x"}`, "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "PK\x03\x04\x00"} {
		for kind := range len(KindNames) + 1 {
			f.Add([]byte(text), kind)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, kind int) {
		l, err := open(t, string(text), Options{Kind: Kind(uint(kind) % 5), Normalize: Normalize(uint(kind) / 5 % 4)})
		if err != nil {
			return
		}
		defer l.Close()
		last := int64(0)
		for r := l.NewReader(); ; {
			rec, err := r.Next()
			if err != nil {
				return
			}
			if rec.Line <= last || (rec.Err == nil) == (len(rec.Password) == 0) {
				t.Fatalf("line %d after %d: %q, %v", rec.Line, last, rec.Password, rec.Err)
			}
			last = rec.Line
		}
	})
}

func TestClearLeavesNoPassword(t *testing.T) {
	for kind, text := range map[Kind]string{
		CSV: "user,password\na,\"hunter\"\"2\"\n", JSONL: `{"password":"hunter\"2"}`, UserPass: "a:hunter2",
	} {
		l, err := open(t, text, Options{Kind: kind, Normalize: PRECIS})
		if err != nil {
			t.Fatal(err)
		}
		r := l.NewReader()
		rec, err := r.Next()
		if err != nil || rec.Err != nil {
			t.Fatal(err, rec.Err)
		}
		r.Clear()
		l.Close()
		if len(bytes.Trim(rec.Password, "\x00")) > 0 || len(bytes.Trim(r.record.buf, "\x00")) > 0 {
			t.Errorf("%v: still there: %q", kind, rec.Password)
		}
	}
}
