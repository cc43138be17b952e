package profile

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sharesOf cuts batches into n shares at random, some of which are empty.
func sharesOf(rnd *rand.Rand, batches []recordBatch, n int) (shares [][]recordBatch) {
	cuts := []int{0, len(batches)}
	for range n - 1 {
		cuts = append(cuts, rnd.IntN(len(batches)+1))
	}
	slices.Sort(cuts)
	for i := range n {
		shares = append(shares, batches[cuts[i]:cuts[i+1]])
	}
	return shares
}

// However records are shared out, the profile that absorbs the shares is that
// of all records.
func TestAbsorbedProfilesAreOne(t *testing.T) {
	for name, s := range testDatasets(2500) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(1, 5))
			p := s.profile()
			s.fill(p, rnd, s.batches, 1)
			want := s.whole(t, p)
			for _, n := range []int{1, 2, 3, 7, 64} {
				p := s.profile()
				for _, share := range sharesOf(rnd, s.batches, n) {
					if rnd.IntN(8) == 0 { // as where a share is read again
						s.fill(p, rnd, share, 1+rnd.IntN(3))
						continue
					}
					part := s.profile()
					s.fill(part, rnd, share, 1+rnd.IntN(3))
					if err := p.Absorb(part.Append(nil)); err != nil {
						t.Fatalf("%d shares: %v", n, err)
					}
				}
				compare(t, fmt.Sprintf("%d shares", n), s.whole(t, p), want)
			}
		})
	}
}

// compare reports the first line that differs.
func compare(t *testing.T, what, got, want string) {
	t.Helper()
	gots, wants := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(gots), len(wants)) {
		if gots[i] != wants[i] {
			t.Errorf("%s: line %d is\n%s\nwant\n%s", what, i+1, gots[i], wants[i])
			return
		}
	}
	if len(gots) != len(wants) {
		t.Errorf("%s: %d lines, want %d", what, len(gots), len(wants))
	}
}

// A part is the same bytes, whatever the number of workers and their timing,
// and whether it was itself absorbed.
func TestEncodedProfilesDependOnRecordsOnly(t *testing.T) {
	for name, s := range testDatasets(2500) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(2, 5))
			p := s.profile()
			s.fill(p, rnd, s.batches, 1)
			want := p.Append(nil)
			for _, n := range []int{1, 2, 7, 64} {
				p := s.profile()
				s.fill(p, rnd, s.batches, n)
				if got := p.Append(nil); !bytes.Equal(got, want) {
					t.Errorf("%d workers make other bytes", n)
				}
				p = s.profile()
				for _, share := range sharesOf(rnd, s.batches, n) {
					part := s.profile()
					s.fill(part, rnd, share, 1)
					if err := p.Absorb(part.Append(nil)); err != nil {
						t.Fatal(err)
					}
				}
				if got := p.Append(nil); !bytes.Equal(got, want) {
					t.Errorf("%d shares make other bytes", n)
				}
			}
		})
	}
}

// The bytes are the same in every process, whose tables have slots chosen at
// random. Where they are to change, encodingVersion does.
func TestEncodedProfilesAreThoseOfTheVersion(t *testing.T) {
	var all []byte
	datasets := testDatasets(500)
	for _, name := range slices.Sorted(maps.Keys(datasets)) {
		s := datasets[name]
		p := s.profile()
		s.fill(p, rand.New(rand.NewPCG(4, 4)), s.batches, 2)
		all = p.Append(all)
	}
	const want = 0xcdffc2af
	if got := crc32.ChecksumIEEE(all); encodingVersion != 1 || got != want {
		t.Errorf("the bytes have the checksum %#x, want %#x", got, want)
	}
}

// Columns with few values are short, so that there may be many of them.
func TestFewValuesTakeFewBytes(t *testing.T) {
	s := &testDataset{opt: &Options{Top: 5}}
	for i := range 1500 {
		s.kinds = append(s.kinds, kindsOfColumns[i%len(kindsOfColumns)])
	}
	empty := len(s.profile().Append(nil))
	s.batches = batchesOf(rand.New(rand.NewPCG(1, 1)), s.kinds, 10, 10)
	p := s.profile()
	s.fill(p, rand.New(rand.NewPCG(1, 1)), s.batches, 1)
	full, text := len(p.Append(nil)), len(s.batches[0].text)
	if empty > 6*len(s.kinds) || full > 2*text+20*len(s.kinds) {
		t.Errorf("%d columns take %d bytes, and %d for a text of %d", len(s.kinds), empty, full, text)
	}
}

func TestOtherProfilesAreNotAbsorbed(t *testing.T) {
	opt := Options{MaxDistinct: 64}
	part := New(&opt, comma, []int{0, 1}, nil).Append(nil)
	more, rows := opt, opt
	more.MaxDistinct, rows.Duplicates = 65, true
	for what, p := range map[string]*Profile{
		"fewer columns":  New(&opt, comma, []int{0}, nil),
		"a higher limit": New(&more, comma, []int{0, 1}, nil),
		"with rows":      New(&rows, comma, []int{0, 1}, nil),
	} {
		if err := p.Absorb(part); err != ErrOtherProfile {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, b := range map[string][]byte{"cut": part[:len(part)-1], "longer": append(bytes.Clone(part), 0), "empty": nil} {
		if err := New(&opt, comma, []int{0, 1}, nil).Absorb(b); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}
