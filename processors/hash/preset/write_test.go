package preset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fanout/internal/files"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// entries yields hashes.
type entries []format.Entry

func (l *entries) Next() (format.Entry, error) {
	if len(*l) == 0 {
		return format.Entry{}, io.EOF
	}
	e := (*l)[0]
	*l = (*l)[1:]
	return e, nil
}

// settingsFor are what a target must be told.
var settingsFor = map[string]string{
	"cognito": "hash-column=password_hash email-verified=yes", "ldap": "base-dn=ou=people,dc=example,dc=org",
	"keycloak": "realm=acme",
}

// cheap returns parameters of an algorithm that take little time, as far as the
// target allows.
func cheap(t *testing.T, target *Target, name string) kdf.Params {
	t.Helper()
	p, err := target.Default(name)
	if err != nil {
		t.Fatal(err)
	}
	low := map[string]int{"iterations": 1, "cost": 4, "memory_kib": 8, "time": 1, "rounds": 1000, "n": 16}
	for i, c := range p.Scheme.Costs {
		if v, ok := low[c.Name]; ok {
			p.Costs[i] = max(v, target.least(p.Scheme.Name, c.Name))
		}
	}
	return p
}

// least returns the lower bound of a cost.
func (t *Target) least(algorithm, param string) int {
	for _, b := range t.find(algorithm).bounds {
		if b.param == param {
			return b.min
		}
	}
	return 0
}

// users returns a list of n users, with hashes of their passwords.
func users(t *testing.T, p *Preset, n int) entries {
	t.Helper()
	var all entries
	keys, passwords, salts := make([][]byte, n), make([][]byte, n), make([][]byte, n)
	for i := range n {
		keys[i], passwords[i] = make([]byte, p.params.KeyLength()), fmt.Appendf(nil, "password %d", i)
		random := make([]byte, saltBytes(p.params))
		random[0], random[1] = byte(i), byte(i>>8)
		salts[i] = p.Salt(random)
		e := format.Entry{Line: int64(i + 2), User: fmt.Sprintf("user%d@example.org", i), Params: p.params, Salt: salts[i], Key: keys[i]}
		e.Fields = []source.Field{{Name: "name", Value: fmt.Sprintf(`Ü "%d" \, <b>`, i)}, {Name: "email_verified", Value: "true"}}
		if p.Name == "cognito" { // which has no notation for them
			e.Fields[0].Value = "Ü, b"
		}
		all = append(all, e)
	}
	if err := p.params.New(4).Hash(t.Context(), keys, passwords, salts); err != nil {
		t.Fatal(err)
	}
	return all
}

// write writes all into a new folder.
func write(t *testing.T, p *Preset, all entries) (dir string, plan Plan) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "import")
	return dir, writeInto(t, p, dir, all)
}

func writeInto(t *testing.T, p *Preset, dir string, all entries) Plan {
	t.Helper()
	out, err := files.Open(dir, Folder())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	plan, err := p.Write(out, dir, func() (Entries, error) {
		again := all
		return &again, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestWhatIsWrittenIsReadBackForEveryTargetAndAlgorithm(t *testing.T) {
	for _, target := range targets {
		for _, name := range target.Algorithms() {
			t.Run(target.Name+" "+name, func(t *testing.T) {
				t.Parallel()
				params := cheap(t, target, name)
				p := presetFor(t, target.Name, settingsFor[target.Name], params, saltBytes(params))
				all := users(t, p, 120)
				dir, plan := write(t, p, all)
				readBack(t, p, dir, plan, all)
			})
		}
	}
}

// readBack compares the files of dir with entries.
func readBack(t *testing.T, p *Preset, dir string, plan Plan, all entries) {
	t.Helper()
	var bytes int64
	for n := range plan.Files {
		path := filepath.Join(dir, p.nameOf(p.settings, n+1, plan.Files))
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Error(path, info.Mode())
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if p.file.in.kind == jsonArray && !json.Valid(text) {
			t.Errorf("%s is no JSON", path)
		}
		r := p.NewReader(path, strings.NewReader(string(text)))
		for {
			e, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil || e.Err != nil || len(all) == 0 {
				t.Fatalf("%s: %v, %v, %d left", path, err, e.Err, len(all))
			}
			want := all[0]
			all = all[1:]
			user, err := p.Identity(want.User, want.Fields)
			if err != nil || e.User != user || string(e.Key) != string(want.Key) || string(e.Salt) != string(want.Salt) || e.Params != want.Params {
				t.Fatalf("%s: %+v, want %+v", path, e, want)
			}
		}
	}
	if len(all) > 0 {
		t.Errorf("%d are missing", len(all))
	}
	if bytes != plan.Bytes {
		t.Errorf("%d bytes, not the %d of the plan", bytes, plan.Bytes)
	}
	if info, err := os.Stat(dir); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o700) {
		t.Error(info.Mode(), err)
	}
}

func TestFilesAreFullToTheLimitAndNoFurther(t *testing.T) {
	params := cheap(t, auth0, "pbkdf2-sha512")
	p := presetFor(t, "auth0", "", params, 16)
	all := users(t, p, 3000)
	dir, plan := write(t, p, all)
	readBack(t, p, dir, plan, all)
	if plan.Files < 2 || plan.MaxBytes > auth0.limits.bytes || plan.MaxBytes < auth0.limits.bytes-2000 {
		t.Errorf("%+v", plan)
	}
	p = presetFor(t, "keycloak", "realm=acme", cheap(t, keycloak, "pbkdf2-sha512"), 16)
	all = users(t, p, 151)
	dir, plan = write(t, p, all)
	readBack(t, p, dir, plan, all)
	if plan.Files != 4 || plan.MaxUsers != 50 {
		t.Errorf("%+v", plan)
	}
	if _, err := os.Stat(filepath.Join(dir, "acme-users-3.json")); err != nil {
		t.Error(err)
	}
}

func TestFilesOfAnEarlierImportDoNotStay(t *testing.T) {
	p := presetFor(t, "keycloak", "realm=acme", cheap(t, keycloak, "pbkdf2-sha512"), 16)
	all := users(t, p, 60)
	dir := t.TempDir()
	for _, name := range []string{"acme-users-0.json", "acme-users-7.json", "other-users-7.json", "acme-realm.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	writeInto(t, p, dir, all)
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 4 {
		t.Error(names, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "acme-users-7.json")); !errors.Is(err, os.ErrNotExist) {
		t.Error("an old file is still there:", err)
	}
}

// planned gives rows to a Planner, and returns why those that fail do.
func planned(t *testing.T, p *Preset, rows ...source.Record) (failures []string, plan Plan) {
	t.Helper()
	planner := p.NewPlanner(nil)
	for i := range rows {
		rows[i].Line = int64(i + 1)
		if rows[i].Password == nil {
			rows[i].Password = []byte("x")
		}
		if _, err := planner.Row(&rows[i]); err != nil {
			failures = append(failures, fmt.Sprintf("%d %v", i+1, err))
		}
	}
	return failures, planner.Plan()
}

func TestRowsThatNoFileCanHave(t *testing.T) {
	mail := func(name string, pairs ...string) source.Record {
		return source.Record{User: name, Fields: fields(pairs...)}
	}
	long := strings.Repeat("x", 20_000)
	for _, c := range []struct {
		target string
		rows   []source.Record
		want   string // the failures
	}{
		{"auth0", []source.Record{mail("a@x"), mail("b", "email", "a@x"), mail("c"), mail("", "email", "d@x")},
			"2 its user is named on an earlier line too; 3 it has no e-mail address, in a column email or as its user; 4 it names no user"},
		{"auth0", []source.Record{mail("a@x", "email_verified", "perhaps"), mail("b@x", "blocked", "7"), mail("c@x", "app_metadata", "[]")},
			`1 its "email_verified" is neither true nor false; 2 its "blocked" is neither true nor false; 3 its "app_metadata" is no JSON object`},
		{"auth0", []source.Record{mail("a@x\xff"), mail("b@x", "name", "\xff"), mail("c@x", "name", long)},
			"1 its user or a column is not UTF-8; 2 its user or a column is not UTF-8; 3 its columns are too long for a user's record"},
		{"firebase", []source.Record{mail("1", "email", "a@x"), mail("1", "email", "b@x"), mail("3", "email", "a@x"), mail("4", "localId", "5"), mail("5")},
			"2 its user is named on an earlier line too; 3 its user is named on an earlier line too; 5 its user is named on an earlier line too"},
		{"firebase", []source.Record{mail("1", "createdAt", "1700000000000"), mail("2", "created_at", "2023-11-14")},
			`2 its "created_at" is no number of milliseconds since 1970`},
		{"cognito", []source.Record{mail("a"), mail("b c", "email", "b@x"), mail("c", "email", "c@x", "name", "x\ny"), mail("d@x", "name", long)},
			"1 it has no address that a column email_verified or phone_number_verified calls true; where all are, add --set email-verified=yes; " +
				"2 its user has a space or tab, which cognito does not take; " +
				`3 its "name" has a line break or control character; 4 its record is longer than the 16000 characters that cognito takes`},
		{"htpasswd", []source.Record{mail("a:b"), mail("a\nb"), mail("#a"), mail(strings.Repeat("a", 256)), {User: "ok", Password: []byte(long)}},
			"1 its user has a colon, a line break or another control character; 2 its user has a colon, a line break or another control character; " +
				"3 its user begins with #, which makes the line a comment; 4 its user is longer than the 255 bytes that htpasswd takes; " +
				"5 password is longer than the 255 bytes that htpasswd takes"},
		{"auth0", []source.Record{mail("a@x"), mail("A@X"), mail("Ä@x"), mail("ä@x")},
			"2 its user is named on an earlier line too; 4 its user is named on an earlier line too"},
		{"firebase", []source.Record{mail("u", "email", "a@x"), mail("U", "email", "A@x"), mail("V", "email", "b@x"), mail("v", "email", "c@x")},
			"2 its user is named on an earlier line too"},
		{"clerk", []source.Record{mail("a@x"), mail("A@X")}, ""},
		{"shadow", []source.Record{mail("#a"), mail(" a"), mail("a")},
			"1 its user begins with #, which makes the line a comment; 2 its user begins with a blank, which some readers cut off"},
		{"dovecot", []source.Record{mail("#a"), mail("a")}, "1 its user begins with #, which makes the line a comment"},
		{"postgres", []source.Record{mail(strings.Repeat("a", 64)), mail("a\x00b"), {User: "c", Password: []byte("a\x00")}},
			"1 its user is longer than the 63 bytes that postgres keeps; 2 its user has a line break or another control character; " +
				"3 password holds a NUL byte, which PostgreSQL takes in none"},
		{"okta", []source.Record{{User: "a", Password: []byte(strings.Repeat("x", 73))}, {User: "b", Err: errors.New("a reason")}},
			"1 password is longer than the 72 bytes that bcrypt takes; 2 a reason"},
		{"django", []source.Record{mail("a", "password", "x")}, "1 its list has a column with the name of that for the hashes"},
	} {
		target, err := Lookup(c.target)
		if err != nil {
			t.Fatal(err)
		}
		params := cheap(t, target, "")
		failures, plan := planned(t, presetFor(t, c.target, settingsFor[c.target], params, saltBytes(params)), c.rows...)
		if got := strings.Join(failures, "; "); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.target, got, c.want)
		}
		if n := int64(len(failures)); plan.Failed != n || plan.Users != int64(len(c.rows))-n {
			t.Errorf("%s: %+v", c.target, plan)
		}
	}
}

func TestThePlanSaysWhatIsLeftOut(t *testing.T) {
	p := presetFor(t, "auth0", "", cheap(t, auth0, ""), 16)
	_, plan := planned(t, p,
		source.Record{User: "ada", Fields: fields("email", "ada@x", "shoe size", "7", "Given Name", "Ada", "first_name", "A")},
		source.Record{User: "b@x", Fields: fields("hat", "1")})
	if got := strings.Join(plan.Left, ","); got != "shoe size,first_name,hat" || plan.NamesLeft != 1 {
		t.Errorf("%q, %d", got, plan.NamesLeft)
	}
}

// What anybody may read is no place for what only some may.
func TestMetadataStaysWhatItIs(t *testing.T) {
	record := source.Record{User: "a@x", Fields: fields("app_metadata", `{"a":1}`, "user_metadata", `{"b":1}`,
		"public_metadata", `{"c":1}`, "private_metadata", `{"d":1}`, "customAttributes", `{"e":1}`)}
	for name, want := range map[string]string{
		"auth0":    "public_metadata,private_metadata,customAttributes",
		"supabase": "public_metadata,private_metadata,customAttributes",
		"clerk":    "app_metadata,user_metadata,customAttributes",
	} {
		target, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		params := cheap(t, target, "")
		_, plan := planned(t, presetFor(t, name, "", params, saltBytes(params)), record)
		if got := strings.Join(plan.Left, ","); got != want || plan.Failed != 0 {
			t.Errorf("%s: %q, want %q (%v)", name, got, want, plan.First)
		}
	}
}

func TestThePlanIsWhatIsWritten(t *testing.T) {
	for _, target := range targets {
		params := cheap(t, target, "")
		p := presetFor(t, target.Name, settingsFor[target.Name], params, saltBytes(params))
		all := users(t, p, 60)
		all[7].Fields = append(all[7].Fields, source.Field{Name: "late", Value: "7", JSON: true})
		var rows []source.Record
		for _, e := range all {
			rows = append(rows, source.Record{User: e.User, Fields: e.Fields, Password: []byte("x"), Line: e.Line})
		}
		planner := p.NewPlanner(nil)
		for {
			for i := range rows {
				if _, err := planner.Row(&rows[i]); err != nil {
					t.Fatal(err)
				}
			}
			columns, late := planner.Columns()
			if !late {
				break
			}
			planner = p.NewPlanner(columns)
		}
		dir, plan := write(t, p, all)
		readBack(t, p, dir, plan, all)
		want := planner.Plan()
		if plan.Files != want.Files || plan.Bytes != want.Bytes || plan.MaxBytes != want.MaxBytes || plan.Users != want.Users {
			t.Errorf("%s: %+v, want %+v", target.Name, plan, want)
		}
	}
}
