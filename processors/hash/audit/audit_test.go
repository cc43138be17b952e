package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"fanout/processors"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// entry returns a hash by the algorithm of that name, with its first costs.
func entry(t *testing.T, name, salt, key string, costs ...int) *format.Entry {
	t.Helper()
	s, err := kdf.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Default()
	copy(p.Costs[:], costs)
	if !s.FixedKey {
		p.KeyBytes = len(key)
	}
	return &format.Entry{Params: p, Salt: []byte(salt), Key: []byte(key)}
}

const salt16, key32 = "0123456789abcdef", "0123456789abcdef0123456789abcdef"

// report audits entries, each on the line of its number.
func report(a *Auditor, entries ...*format.Entry) *Report {
	for i, e := range entries {
		placed := *e
		placed.At = int64(i + 1)
		a.Add(&placed)
	}
	return a.Report("list")
}

func TestKindsAreCountedAndJudged(t *testing.T) {
	r := report(New(1<<20),
		entry(t, "bcrypt", salt16, "a", 4), entry(t, "bcrypt", salt16, "b", 12), entry(t, "bcrypt", salt16, "c", 12),
		entry(t, "pbkdf2-sha512", salt16, key32, 1000), entry(t, "pbkdf2-sha512", salt16, key32+key32, 1000),
	)
	want := []string{
		"bcrypt cost 12: 2 ok [2 3]", "pbkdf2-sha512 1,000: 2 below [4 5]", "bcrypt cost 4: 1 below [1]",
	}
	var got []string
	for _, k := range r.Kinds {
		got = append(got, fmt.Sprintf("%s: %d %s %v", k.Text, k.Hashes, k.Verdict, k.First))
	}
	if !slices.Equal(got, want) || r.Hashes != 5 || r.Below != 3 || r.Clean() {
		t.Errorf("%q, %+v", got, r)
	}
	if a := r.Algorithms[0]; a.Name != "bcrypt" || a.Kinds != 2 || a.Lowest["cost"] != 4 || a.Highest["cost"] != 12 || len(a.Keys) != 1 {
		t.Errorf("%+v", a)
	}
	if a := r.Algorithms[1]; a.Kinds != 1 || len(a.Keys) != 2 || a.Keys[0].Hashes != 1 {
		t.Errorf("%+v", a)
	}
}

// Algorithms for old hashes are judged too, where there are figures for them.
func TestOldAlgorithmsAreJudged(t *testing.T) {
	for verdict, e := range map[Verdict]*format.Entry{
		Below: entry(t, "argon2i", salt16, key32, 64, 1), Legacy: entry(t, "argon2d", salt16, key32), OK: entry(t, "yescrypt", salt16, key32, 4096, 32),
	} {
		if got := report(New(0), e).Kinds[0].Verdict; got != verdict {
			t.Errorf("%v is %q, want %q", e.Params, got, verdict)
		}
	}
}

func TestWhatIsBelowIsToBeHashedAnew(t *testing.T) {
	r := report(New(1<<20), entry(t, "bcrypt", salt16, "a", 4), entry(t, "md5crypt", "saltsalt", "b"), entry(t, "scrypt", salt16, key32))
	var got []string
	for _, s := range r.Rehash {
		got = append(got, fmt.Sprint(s.Algorithm, s.Hashes, s.To))
	}
	if want := []string{"bcrypt1bcrypt", "md5crypt1argon2id"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, s := range r.Rehash {
		if weak := s.params.Weak(); weak != "" {
			t.Errorf("%s is to become %v: %s", s.Algorithm, s.params, weak)
		}
	}
}

func TestWhatCannotBeCheckedIsCountedByReason(t *testing.T) {
	cut := &format.Entry{Err: errors.New("the hash is cut")}
	locked := entry(t, "bcrypt", salt16, "a")
	locked.Locked = true
	r := report(New(1<<20), cut, locked, cut, &format.Entry{Locked: true}, &format.Entry{})
	if r.Unread.Hashes != 3 || r.Locked != 2 || r.Bare != 1 || len(r.Reasons) != 2 || r.Reasons[0].Text != "the hash is cut" ||
		!slices.Equal(r.Reasons[0].First, []int64{1, 3}) || r.Reasons[1].Text != "it holds no hash" || !r.Clean() {
		t.Errorf("%+v", r)
	}
}

func TestRepeatsAreFound(t *testing.T) {
	ada := entry(t, "bcrypt", "another salt....", "d")
	ada.User = "ada"
	r := report(New(1<<20),
		entry(t, "bcrypt", salt16, "a"), entry(t, "bcrypt", salt16, "b"), entry(t, "bcrypt", salt16, "b"), // one salt, an equal hash
		entry(t, "ssha", "", "x"), entry(t, "ssha", "", "y"), entry(t, "ssha", "", "x"), // no salt
		ada, ada,
	)
	if s := r.SharedSalts; s.Values != 2 || s.Hashes != 5 || fmt.Sprint(s.Most) != "[{3 [1 2 3]} {2 [7 8]}]" {
		t.Errorf("salts: %+v", s)
	}
	if s := r.Equal; s.Values != 3 || s.Hashes != 6 || fmt.Sprint(s.Most) != "[{2 [2 3]} {2 [4 6]} {2 [7 8]}]" {
		t.Errorf("hashes: %+v", s)
	}
	if s := r.Users; s.Values != 1 || s.Hashes != 2 || fmt.Sprint(s.Most) != "[{2 [7 8]}]" {
		t.Errorf("users: %+v", s)
	}
	if r.Unsalted.Hashes != 3 || len(r.ShortSalts) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestShortSaltsAreNamed(t *testing.T) {
	r := report(New(1<<20), entry(t, "scrypt", "short", key32), entry(t, "scrypt", salt16, key32), entry(t, "md5crypt", "saltsalt", key32[:16]))
	if len(r.ShortSalts) != 2 || r.ShortSalts[1].Algorithm != "scrypt" || r.ShortSalts[1].Hashes != 1 {
		t.Errorf("%+v", r.ShortSalts)
	}
}

func TestWhatHasNoRoomIsSaid(t *testing.T) {
	e := entry(t, "bcrypt", salt16, "a")
	r := report(New(2*perHash), e, e, e, e)
	var b strings.Builder
	if err := r.WriteTable(&b, 200); err != nil {
		t.Fatal(err)
	}
	if r.Compared != 2 || r.SharedSalts.Hashes != 2 || !strings.Contains(b.String(), "among the first 2 of 4 only") {
		t.Errorf("%+v\n%s", r, b.String())
	}
}

// A list may come from anywhere: with any number of costs and of reasons.
func TestHostileListsAreBounded(t *testing.T) {
	a := New(1 << 20)
	const n = maxKinds + 5
	for i := range n {
		e := entry(t, "pbkdf2-sha512", salt16, key32, i+1)
		e.At = int64(i + 1)
		a.Add(e)
		a.Add(&format.Entry{At: e.At, Err: fmt.Errorf("reason\x1b[2J %d", i)})
	}
	r := a.Report("list\x1b[2J")
	if len(r.Kinds) != maxKinds || *r.OtherKinds != (Other{5, 5}) || r.Below != n || len(r.Reasons) != maxReasons+1 || r.Reasons[maxReasons].Hashes != n-maxReasons {
		t.Errorf("%d kinds, %+v, %d below, %d reasons", len(r.Kinds), r.OtherKinds, r.Below, len(r.Reasons))
	}
	var b strings.Builder
	if err := r.WriteTable(&b, 80); err != nil || strings.Contains(b.String(), "\x1b") || strings.Count(b.String(), "\n") > 120 {
		t.Errorf("%v, %d lines:\n%s", err, strings.Count(b.String(), "\n"), b.String())
	}
}

// The table finds what a map finds.
func TestRepeatsAreThoseOfAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, values := range []int{1, 3, 1000, 1 << 20} {
		tab := newTable(double)
		lines := map[[2]uint64][]int64{} // by digest and second
		for i := range 5000 {
			v, second := random.Uint64N(uint64(values)), random.Uint64N(2)
			tab.add(v, int64(i+1), v, second)
			lines[[2]uint64{v, 0}] = append(lines[[2]uint64{v, 0}], int64(i+1))
			lines[[2]uint64{v, 1 + second}] = append(lines[[2]uint64{v, 1 + second}], int64(i+1))
		}
		var first, both, largest int64
		for k, l := range lines {
			switch n := int64(len(l)); {
			case n < 2:
			case k[1] == 0:
				first += n
				largest = max(largest, n)
			default:
				both += n
			}
		}
		gotFirst, gotBoth := tab.count(func(record) bool { return true })
		if gotFirst.Hashes != first || gotBoth.Hashes != both || gotFirst.Most[0].Hashes != largest {
			t.Errorf("%d values: %+v, %+v; want %d, %d, at most %d", values, gotFirst, gotBoth, first, both, largest)
		}
		for _, g := range gotFirst.Most {
			if !slices.ContainsFunc(slices.Collect(maps.Values(lines)), func(l []int64) bool {
				return int64(len(l)) == g.Hashes && slices.Equal(l[:min(len(l), shownLines)], g.Lines)
			}) {
				t.Errorf("%d values: no value has %+v", values, g)
			}
		}
	}
}

func TestReadNamesTheLinesOfTheList(t *testing.T) {
	var tally processors.Tally
	const hash = "$2b$12$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C"
	r, err := Read(t.Context(), "list", strings.NewReader("nothing\n\n"+hash+"\n\n"+hash+"\n"), 1<<20, &tally)
	if err != nil || r.Hashes != 3 || fmt.Sprint(r.Unread.First, r.Equal.Most) != "[1] [{2 [3 5]}]" || tally.Done.Load() != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReadEndsWithTheErrorOfTheList(t *testing.T) {
	cause := errors.New("disk on fire")
	_, err := Read(t.Context(), "list", iotest.ErrReader(cause), 1<<20, &processors.Tally{})
	if !errors.Is(err, cause) {
		t.Error(err)
	}
	_, err = Read(t.Context(), "list", strings.NewReader("hello\n"), 1<<20, &processors.Tally{})
	if !errors.As(err, new(*format.FormatError)) {
		t.Error(err)
	}
}

func TestJSONHasListsNotNull(t *testing.T) {
	text, err := json.Marshal(New(0).Report("empty"))
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%s, %v", text, err)
	}
}

func BenchmarkAudit(b *testing.B) {
	line := "$2b$12$GvyKe5EyQ.KZBTZYWBqaVukWX1kEnmf7mG7h9gIeFD/gVeRM9mc9C\n"
	b.SetBytes(int64(len(line)))
	_, err := Read(b.Context(), "list", io.LimitReader(&repeated{line: line}, int64(b.N*len(line))), 1<<30, &processors.Tally{})
	if err != nil {
		b.Fatal(err)
	}
}

// repeated reads as a line without end.
type repeated struct {
	line string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := copy(p, r.line[r.at:])
	r.at = (r.at + n) % len(r.line)
	return n, nil
}
