package hash

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/chunker"
	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// A result is what a run has left and said.
type result struct {
	files    map[string]string // of the output, by their paths
	outcomes []processors.Outcome
	total    Total
	done     int64 // of the tally
	failed   int64
}

// finish runs a job of plan, and adds what it says.
func (r *result) finish(t *testing.T, plan *Plan, start func(processors.Monitor) (*Job, error)) error {
	t.Helper()
	m := monitor(-1, func(o processors.Outcome) { r.outcomes = append(r.outcomes, o) })
	job, err := start(m)
	if err != nil {
		return err
	}
	err = runAndCommit(t, job, plan.Pool())
	r.total, r.done, r.failed = job.Total(), m.Tally.Done.Load(), m.Tally.Failed.Load()
	return err
}

// read takes what the run has left at path, a file or a folder.
func (r *result) read(t *testing.T, path string) {
	t.Helper()
	r.files = map[string]string{}
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		r.files[strings.TrimPrefix(name, path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whole hashes the list in one run.
func (w *workspace) whole() *result {
	w.t.Helper()
	w.opt.Rand = fixedSalts()
	plan, err := NewPlan(w.t.Context(), &w.opt)
	if err != nil {
		w.t.Fatal(err)
	}
	defer plan.Close()
	r := &result{}
	err = r.finish(w.t, plan, func(m processors.Monitor) (*Job, error) { return NewJob(w.t.Context(), plan, m) })
	if err != nil {
		w.t.Fatal(err)
	}
	r.read(w.t, w.place())
	if err := os.RemoveAll(w.place()); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// place is where the output appears.
func (w *workspace) place() string {
	if w.opt.Preset != nil {
		return w.opt.folder
	}
	return w.opt.Output
}

// saltsAfter returns the fixed salts as they are for the row behind those with
// these outcomes: each that was to be hashed has taken one.
func (w *workspace) saltsAfter(outcomes []processors.Outcome) *mathrand.ChaCha8 {
	salts := fixedSalts()
	for _, o := range outcomes {
		if o.Status == processors.Done || o.Err == errBroken {
			_, _ = salts.Read(make([]byte, w.opt.SaltBytes))
		}
	}
	return salts
}

// shard hashes a shard and returns its part. whole is the single run.
func (w *workspace) shard(s chunker.Shard, whole *result) ([]byte, *result) {
	w.t.Helper()
	opt := w.opt
	from, _ := s.Range(int64(len(whole.outcomes)))
	opt.Shard, opt.Rand, opt.Workers = s, w.saltsAfter(whole.outcomes[:from]), 3
	plan, err := NewPlan(w.t.Context(), &opt)
	if err != nil {
		w.t.Fatal(err)
	}
	defer plan.Close()
	part, r := &bytes.Buffer{}, &result{}
	err = r.finish(w.t, plan, func(m processors.Monitor) (*Job, error) { return NewShard(plan, part, m), nil })
	if err != nil || plan.Refused() != nil || int64(len(r.outcomes)) != plan.Share() {
		w.t.Fatalf("shard %v: %v, %v, %d outcomes of %d", s, err, plan.Refused(), len(r.outcomes), plan.Share())
	}
	return part.Bytes(), r
}

// shards hashes all of n shards.
func (w *workspace) shards(n int, whole *result) (parts [][]byte) {
	w.t.Helper()
	sum := &result{}
	for i := 1; i <= n; i++ {
		part, r := w.shard(chunker.Shard{I: i, N: n}, whole)
		parts = append(parts, part)
		sum.outcomes = append(sum.outcomes, r.outcomes...)
		sum.total.Done += r.total.Done
		sum.total.Failed += r.total.Failed
		sum.total.Blank += r.total.Blank
		sum.total.CR += r.total.CR
		sum.total.BytesIn += r.total.BytesIn
	}
	want := whole.total
	want.BytesOut, want.Read = 0, source.Tally{}
	if fmt.Sprint(sum.outcomes) != fmt.Sprint(whole.outcomes) || sum.total != want {
		w.t.Errorf("%d shards say %+v in all, one run %+v", n, sum.total, want)
	}
	return parts
}

// opening returns what opens parts.
func opening(parts [][]byte) func(int) (io.ReadCloser, error) {
	return func(i int) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(parts[i-1])), nil }
}

// merge writes the output from parts.
func (w *workspace) merge(parts [][]byte) (*result, error) {
	w.t.Helper()
	opt := w.opt
	opt.Merge, opt.Rand = true, nil
	plan, err := NewPlan(w.t.Context(), &opt)
	if err != nil {
		return nil, err
	}
	defer plan.Close()
	r := &result{}
	err = r.finish(w.t, plan, func(m processors.Monitor) (*Job, error) {
		return NewMerge(w.t.Context(), plan, len(parts), opening(parts), m)
	})
	if err == nil {
		r.read(w.t, w.place())
	}
	return r, err
}

// agree compares the merged output of several numbers of shards with that of a
// single run.
func (w *workspace) agree(numbers ...int) {
	w.t.Helper()
	want := w.whole()
	for _, n := range numbers {
		got, err := w.merge(w.shards(n, want))
		if err != nil {
			w.t.Errorf("%d shards: %v", n, err)
			continue
		}
		if fmt.Sprint(got.files) != fmt.Sprint(want.files) || len(got.files) == 0 {
			w.t.Errorf("%d shards give another output:\n%.2000q\nnot\n%.2000q", n, got.files, want.files)
		}
		if fmt.Sprint(got.outcomes) != fmt.Sprint(want.outcomes) {
			w.t.Errorf("%d shards report %v, not %v", n, got.outcomes, want.outcomes)
		}
		if got.total != want.total || got.done != want.done || got.failed != want.failed {
			w.t.Errorf("%d shards come to %+v, not %+v", n, got, want)
		}
		if err := os.RemoveAll(w.place()); err != nil {
			w.t.Fatal(err)
		}
	}
	left, err := os.ReadDir(w.dir)
	if err != nil || len(left) != len(w.opt.Inputs) {
		w.t.Errorf("left besides the list: %v %v", left, err)
	}
}

// packed returns text compressed.
func packed(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// mixedList has what fails, what is passed over and what is worth a note.
func mixedList(rows int) string {
	var b strings.Builder
	for i := range rows {
		switch i % 23 {
		case 3:
			b.WriteString("\n\r\n")
		case 7:
			b.WriteString(strings.Repeat("x", 80) + "\n")
		case 11:
			b.WriteString("with\x00nul\r\n")
		case 13:
			b.WriteString("\xff\xfe no text\n")
		case 17:
			b.WriteString(strings.Repeat("y", source.MaxLine+1) + "\n")
		default:
			fmt.Fprintf(&b, "password %d\r\n", i)
		}
	}
	return b.String() + "\n\n"
}

// usersList is a list of users in CSV, with line breaks in fields and rows that
// are wrong.
func usersList(rows int) string {
	var b strings.Builder
	b.WriteString("email,password,name\r\n")
	for i := range rows {
		switch i % 19 {
		case 5:
			fmt.Fprintf(&b, "u%d@example.org,pass %d,\"two\nlines, \"\"%d\"\"\"\r\n", i, i, i)
		case 8:
			b.WriteString("too,many,fields,here\r\n\r\n")
		case 12:
			fmt.Fprintf(&b, "u%d@example.org,,nobody\n", i)
		case 14:
			fmt.Fprintf(&b, "u%d@example.org,again,twice\n", i-1)
		case 17:
			b.WriteString(",pass,no user\n")
		default:
			fmt.Fprintf(&b, "u%d@example.org,pass %d,Name %d\n", i, i, i)
		}
	}
	return b.String()
}

// passwordsList is a list of passwords in CSV that have line breaks, so that
// numbers of lines are not those of rows.
func passwordsList(rows int) string {
	var b strings.Builder
	b.WriteString("password\n")
	for i := range rows {
		fmt.Fprintf(&b, "\"pass%sword %d\"\n", strings.Repeat("\n", i%4), i)
	}
	return b.String()
}

// asPairs and asJSON are lists of the same users in other kinds.
func asPairs(rows int) string {
	var b strings.Builder
	for i := range rows {
		if i%9 == 4 {
			b.WriteString("no colon here\n\n")
		}
		fmt.Fprintf(&b, "user%d:pass:%d\n", i, i)
	}
	return b.String()
}

func asJSON(rows int) string {
	var b strings.Builder
	for i := range rows {
		if i%11 == 6 {
			b.WriteString("{\"user\":\"broken\n")
		}
		fmt.Fprintf(&b, "{\"user\":\"user%d\",\"password\":\"p\\u00e4ss %d\",\"n\":[%d]}\n", i, i, i)
	}
	return b.String()
}

// The merged output of any number of shards is that of one run, byte by byte,
// and so is all that is said of the rows.
func TestShardsGiveWhatOneRunWould(t *testing.T) {
	formats := func(name string) func(o *Options) {
		return func(o *Options) {
			f, err := format.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			o.Format = f
			if !f.Takes(o.Params.Scheme) {
				o.Params = params("bcrypt", 4)
			}
			o.SaltBytes = DefaultSaltBytes(o.Params.Scheme)
			o.Style.Day, o.Style.LDAPBase = 20000, ""
			if name == "ldap" {
				o.Style.LDAPBase = "ou=people,dc=example,dc=org"
			}
		}
	}
	algorithm := func(i int) func(o *Options) {
		return func(o *Options) { o.Params, o.SaltBytes = cheap[i], DefaultSaltBytes(cheap[i].Scheme) }
	}
	for name, c := range map[string]struct {
		file, text string
		change     func(o *Options)
	}{
		"lines":            {"list", mixedList(500), algorithm(0)},
		"lines, bcrypt":    {"list", mixedList(90), algorithm(3)},
		"lines, argon2id":  {"list", mixedList(90), algorithm(2)},
		"lines, packed":    {"list.gz", packed(mixedList(300)), algorithm(1)},
		"lines, UTF-16":    {"list", "\xff\xfe" + strings.ReplaceAll("one\ntwo\n\nthree\nfour", "", "\x00")[1:] + "\x00", algorithm(0)},
		"lines, mcf":       {"list", mixedList(70), formats("mcf")},
		"lines, phc":       {"list", mixedList(70), formats("phc")},
		"lines, csv":       {"list", mixedList(70), formats("csv")},
		"lines, django":    {"list", mixedList(70), formats("django")},
		"CSV":              {"list.csv", usersList(300), algorithm(4)},
		"CSV to csv":       {"list.csv", usersList(300), formats("csv")},
		"CSV to shadow":    {"list.csv", usersList(70), formats("shadow")},
		"CSV to ldap":      {"list.csv", usersList(100), formats("ldap")},
		"CSV to mcf":       {"list.csv", passwordsList(70), formats("mcf")},
		"pairs":            {"list", asPairs(200), func(o *Options) { o.Reading.Kind = source.UserPass }},
		"pairs, htpasswd":  {"list", asPairs(50), func(o *Options) { o.Reading.Kind = source.UserPass; formats("htpasswd")(o) }},
		"JSON lines":       {"list.jsonl", asJSON(200), algorithm(0)},
		"normalised":       {"list", "e\u0301\nö\n\xff\n", func(o *Options) { o.Reading.Normalize = source.NFC }},
		"one row":          {"list", "\n\nalone\n\n", algorithm(0)},
		"no end":           {"list", "one\ntwo\nthree", algorithm(0)},
		"some large lines": {"list", strings.Repeat(strings.Repeat("z", 60000)+"\n", 20), algorithm(0)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, "")
			if err := os.Remove(w.opt.Inputs[0]); err != nil {
				t.Fatal(err)
			}
			w.opt.Inputs = []string{w.write(c.file, c.text)}
			c.change(&w.opt)
			w.agree(1, 2, 3, 7, 64)
		})
	}
}

func TestShardsOfPresetsGiveTheSameFiles(t *testing.T) {
	rows := map[string]int{"auth0": 40, "keycloak": 70, "htpasswd": 70, "dovecot": 150}
	for name, algorithm := range map[string]string{"auth0": "bcrypt", "keycloak": "argon2id", "htpasswd": "bcrypt", "dovecot": "sha512crypt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, "")
			if err := os.Remove(w.opt.Inputs[0]); err != nil {
				t.Fatal(err)
			}
			w.opt.Inputs = []string{w.write("list.csv", usersList(rows[name]))}
			target, err := preset.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			var set []string
			if name == "keycloak" {
				set = []string{"realm=acme"}
			}
			settings, err := target.Settings(set)
			if err != nil {
				t.Fatal(err)
			}
			if w.opt.Params, err = target.Default(algorithm); err != nil {
				t.Fatal(err)
			}
			for _, p := range cheap {
				if p.Scheme == w.opt.Params.Scheme && name != "keycloak" {
					w.opt.Params.Costs = p.Costs
				}
			}
			w.opt.SaltBytes = DefaultSaltBytes(w.opt.Params.Scheme)
			bound, err := target.New(settings, w.opt.Params, w.opt.SaltBytes)
			if err != nil {
				w.opt.Params.Costs[0] = 10 // the least that it takes
				bound, err = target.New(settings, w.opt.Params, w.opt.SaltBytes)
			}
			if err != nil {
				t.Fatal(err)
			}
			w.opt.InFolder(bound, filepath.Join(w.dir, "out"))
			w.agree(3, 64)
		})
	}
}
