package hash

import (
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// records is a passwordReader of a list.
type records []source.Record

func (r *records) Name() string { return "list" }

func (r *records) Next() (source.Record, error) {
	if len(*r) == 0 {
		return source.Record{}, io.EOF
	}
	next := (*r)[0]
	*r = (*r)[1:]
	return next, nil
}

// ofUsers returns passwords of users, on the lines from 1 on.
func ofUsers(users ...string) (list records) {
	for i, u := range users {
		list = append(list, source.Record{Line: int64(i + 1), User: u, Password: []byte("password of " + u)})
	}
	return list
}

// kept returns an index of hashes that stand on the lines from 1 on. Their keys
// begin with their users.
func kept(t testing.TB, byUser bool, entries ...format.Entry) *names {
	t.Helper()
	s := newStore(1 << 30)
	for i, e := range entries {
		e.At = int64(i + 1)
		if e.Err == nil {
			e.Params, e.Salt, e.Key = cheap[0], []byte("a salt"), fmt.Appendf(nil, "%-32s", e.User)
		}
		if e.Line == 0 {
			e.Line = e.At
		}
		if !s.add(&e) {
			t.Fatal("no room")
		}
	}
	n, ok := newNames(s, byUser)
	if !ok {
		t.Fatal("no room")
	}
	return n
}

// paired returns a line for every row: the user of the hash, or the failure.
func paired(t *testing.T, marked bool, passwords records, n *names) string {
	t.Helper()
	p := &pairer{memory: 1 << 30}
	if marked {
		again := slices.Clone(passwords)
		p.passwords = &again
		if err := p.mark(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	p.passwords = &passwords
	var b strings.Builder
	for next, err := range p.byName(n) {
		if err != nil {
			t.Fatal(err)
		}
		list := ""
		if next.row.ofHashes {
			list = "hash "
		}
		what := fmt.Sprintf("%s with %s", next.password, strings.TrimSpace(string(next.row.want)))
		if next.row.err != nil {
			what = next.row.err.Error()
		}
		fmt.Fprintf(&b, "%s%d: %s\n", list, next.row.line, what)
	}
	return b.String()
}

func TestHashesAreFoundByUserInAnyOrder(t *testing.T) {
	n := kept(t, true, format.Entry{User: "cyd"}, format.Entry{User: "dee"}, format.Entry{User: "ada"}, format.Entry{User: "Bob"})
	want := `1: password of ada with ada
2: there is no hash for this password
3: password of cyd with cyd
4: this password names no user
hash 2: there is no password for this hash
hash 4: there is no password for this hash
`
	if got := paired(t, true, ofUsers("ada", "bob", "cyd", ""), n); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestHashesAreFoundByLineInAnyOrder(t *testing.T) {
	n := kept(t, false, format.Entry{User: "two", Line: 2}, format.Entry{User: "far", Line: math.MaxInt64}, format.Entry{User: "one", Line: 1})
	want := `1: password of a with one
2: password of b with two
3: there is no hash for this password
hash 2: there is no password for this hash
`
	if got := paired(t, true, ofUsers("a", "b", "c"), n); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestAUserWhoIsNamedTwiceHasNoTry(t *testing.T) {
	hashes := []format.Entry{{User: "ada"}, {User: "bob"}, {User: "ada"}, {User: "cyd"}, {User: "cyd"}, {User: "ada"}}
	want := `1: named twice in the hashes, lines 1 and 3
2: named twice in the passwords, lines 2 and 3
3: named twice in the passwords, lines 2 and 3
hash 4: named twice in the hashes, lines 4 and 5
hash 5: named twice in the hashes, lines 4 and 5
`
	if got := paired(t, true, ofUsers("ada", "bob", "bob"), kept(t, true, hashes...)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	// A list that is read once is known only as far as it was read.
	want = strings.Replace(want, "2: named twice in the passwords, lines 2 and 3", "2: password of bob with bob", 1)
	if got := paired(t, false, ofUsers("ada", "bob", "bob"), kept(t, true, hashes...)); got != want {
		t.Errorf("read once: got\n%swant\n%s", got, want)
	}
}

func TestLockedAccountsAreNotMissed(t *testing.T) {
	n := kept(t, true, format.Entry{User: "ada", Locked: true}, format.Entry{User: "bin", Locked: true, Err: errors.New("there is none")},
		format.Entry{}, format.Entry{Err: errors.New("what is this")}, format.Entry{User: "eve", Err: errors.New("what is this")})
	want := `1: the account is locked: not tried
2: its hash cannot be checked: what is this
hash 2: the account is locked: not tried
hash 3: this hash names no user
hash 4: its hash cannot be checked: what is this
`
	if got := paired(t, true, ofUsers("ada", "eve"), n); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestShortKeysAreNotCompared(t *testing.T) {
	p := cheap[0]
	for length, want := range map[int]error{15: errShortKey, 16: nil} {
		e := format.Entry{Params: p, Key: make([]byte, length)}
		if err := uncheckable(&e, 1<<30); err != want {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

// Lists of hashes have millions.
func TestHashesInMemoryAreSmall(t *testing.T) {
	const n = 100_000
	s := newStore(200 * n)
	key := make([]byte, 48)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range int64(n) {
		e := format.Entry{Line: i + 1, At: i + 1, User: fmt.Sprintf("user%d@example.org", i), Params: cheap[i%int64(len(cheap))], Salt: key[:16], Key: key}
		if !s.add(&e) {
			t.Fatalf("no room for hash %d", i)
		}
	}
	names, ok := newNames(s, true)
	if !ok {
		t.Error("no room for the index")
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > s.used+n {
		t.Errorf("%d bytes are held, %d are counted", held, s.used)
	}
	if i, ok := names.find([]byte("user77777@example.org"), 0); !ok || i != 77777 {
		t.Errorf("found %d, %v", i, ok)
	}
}

func TestListsThatAreTooLargeForMemoryAreRefused(t *testing.T) {
	w := newWorkspace(t, "one\n")
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, `{"line":%d,"algorithm":"pbkdf2-sha256","iterations":1,"salt":"00","hash":"000102030405060708090a0b0c0d0e0f"}`+"\n", 100_000-i)
	}
	w.opt.Verify, w.opt.Memory = w.write("hashes", b.String()), 8<<20
	_, err := NewVerifyPlan(t.Context(), &w.opt)
	if large := (*ListMemoryError)(nil); !errors.As(err, &large) || large.Limit != 4<<20 {
		t.Error(err)
	}
	w.opt.Memory = 64 << 20
	plan, err := NewVerifyPlan(t.Context(), &w.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer plan.Close()
	if got := plan.allocation.budget + plan.allocation.idle*int64(plan.allocation.workers) + plan.names.used; got != w.opt.Memory {
		t.Errorf("the plan takes %d bytes of %d", got, w.opt.Memory)
	}
}

func TestManyParametersAreCountedAsWork(t *testing.T) {
	k := newKinds()
	want := 0.0
	for i := range 5000 {
		p := params("pbkdf2-sha256", 100_000+i)
		k.add(p)
		want += float64(p.ReferenceTime())
	}
	got := 0.0
	groups := k.groups()
	for p, n := range groups {
		got += float64(n) * float64(p.ReferenceTime())
	}
	if len(groups) > maxKinds || math.Abs(got/want-1) > 0.01 {
		t.Errorf("%d groups, %.2f of the work", len(groups), got/want)
	}
}

func TestKeysOfSeveralLengthsAreNoted(t *testing.T) {
	s := newSurvey()
	for _, n := range []int{64, 20, 64} {
		p := params("pbkdf2-sha512")
		p.KeyBytes = n
		s.add(&format.Entry{Params: p, Key: make([]byte, n)}, 1<<30)
	}
	s.add(&format.Entry{Params: kdf.Params{}, Err: errors.New("unknown")}, 1<<30)
	want := `"h" has hashes of 20 and 64 bytes for pbkdf2-sha512: see that the short ones are not cut`
	if got := strings.Join(s.notes("h"), "\n"); got != want {
		t.Errorf("got %s", got)
	}
}
