package audit

import (
	"cmp"
	"slices"

	"fanout/processors/hash/kdf"
)

// A Verdict says how a kind of hashes compares with OWASP's Password Storage
// Cheat Sheet.
type Verdict string

// The verdicts.
const (
	OK        Verdict = "ok"
	Below     Verdict = "below"      // the minimum
	Legacy    Verdict = "legacy"     // strong enough, but of an algorithm for old hashes only
	NotJudged Verdict = "not judged" // nothing is recommended
)

// A Report is the result of an audit. Counts are of hashes, lines are those of
// the list of hashes.
type Report struct {
	SchemaVersion int    `json:"schema_version"`
	List          string `json:"list"`
	Hashes        int64  `json:"hashes"`
	Below         int64  `json:"below_owasp"`
	Locked        int64  `json:"locked"`
	Bare          int64  `json:"locked_without_hash"` // of Locked

	Notes []string `json:"notes"` // what was taken for granted

	Kinds      []Kind       `json:"kinds"` // the most frequent first
	OtherKinds *Other       `json:"other_kinds,omitempty"`
	Algorithms []Algorithm  `json:"algorithms"`
	Rehash     []Suggestion `json:"rehash"`

	Unread      Lines       `json:"cannot_be_checked"`
	Reasons     []Reason    `json:"reasons"`
	Unsalted    Lines       `json:"unsalted"`
	ShortSalts  []ShortSalt `json:"short_salts"`
	Compared    int64       `json:"compared"` // the first ones, as far as the memory goes
	SharedSalts Repeats     `json:"shared_salts"`
	Equal       Repeats     `json:"equal_hashes"` // with the same salt, if any
	Users       Repeats     `json:"repeated_users"`
}

// Lines counts hashes, and names the first lines.
type Lines struct {
	Hashes int64   `json:"hashes"`
	First  []int64 `json:"first_lines"`
}

// A Kind is the hashes of one algorithm and one set of costs.
type Kind struct {
	Algorithm string         `json:"algorithm"`
	Costs     map[string]int `json:"costs"`
	Text      string         `json:"text"` // both, for people
	Share     float64        `json:"share"`
	Verdict   Verdict        `json:"owasp"`
	Weak      string         `json:"weak,omitempty"` // why Below
	Lines

	params kdf.Params
}

// Other is the hashes of kinds that are too many to be listed.
type Other struct {
	Hashes int64 `json:"hashes"`
	Below  int64 `json:"below_owasp"`
}

// An Algorithm is the hashes of one algorithm.
type Algorithm struct {
	Name    string         `json:"algorithm"`
	Hashes  int64          `json:"hashes"`
	Kinds   int            `json:"kinds"` // sets of costs
	Lowest  map[string]int `json:"lowest_costs"`
	Highest map[string]int `json:"highest_costs"`
	Keys    []KeyLength    `json:"key_lengths"`
}

// A KeyLength is the hashes of an algorithm whose keys have that length.
type KeyLength struct {
	Bytes  int   `json:"bytes"`
	Hashes int64 `json:"hashes"`
}

// A ShortSalt is the hashes of an algorithm whose salts are below MinSalt.
type ShortSalt struct {
	Algorithm string `json:"algorithm"`
	Lines
}

// A Reason is the hashes that cannot be checked for one reason.
type Reason struct {
	Text string `json:"reason"`
	Lines
}

// A Suggestion is the parameters for the hashes of an algorithm that are below
// OWASP's minimum, at their users' next login.
type Suggestion struct {
	Algorithm string         `json:"algorithm"`
	Hashes    int64          `json:"hashes"`
	To        string         `json:"to_algorithm"`
	Costs     map[string]int `json:"costs"`

	params kdf.Params
}

// Clean reports whether nothing is below OWASP's minimum or comes more than
// once.
func (r *Report) Clean() bool {
	return r.Below+r.SharedSalts.Values+r.Equal.Values+r.Users.Values == 0
}

// Report returns what has been counted in the list of that name.
func (a *Auditor) Report(list string) *Report {
	r := &Report{
		SchemaVersion: 1, List: list, Hashes: a.hashes, Locked: a.locked, Bare: a.bare, Compared: a.compared,
		Unread: a.unread.lines(), Unsalted: a.unsalted.lines(), Reasons: a.listReasons(),
		Notes: []string{}, Kinds: []Kind{}, Algorithms: []Algorithm{}, Rehash: []Suggestion{}, ShortSalts: []ShortSalt{},
	}
	r.SharedSalts, r.Equal = a.salts.count(hasSalt)
	r.Users, _ = a.users.count(func(record) bool { return true })
	for _, repeats := range []*Repeats{&r.SharedSalts, &r.Equal, &r.Users} {
		repeats.Most = append([]Group{}, repeats.Most...)
	}
	a.addKinds(r)
	for s, t := range a.short {
		r.ShortSalts = append(r.ShortSalts, ShortSalt{s.Name, t.lines()})
	}
	slices.SortFunc(r.ShortSalts, func(a, b ShortSalt) int { return cmp.Compare(a.Algorithm, b.Algorithm) })
	return r
}

func (t *tally) lines() Lines { return Lines{t.count, append([]int64{}, t.first...)} }

// listReasons returns the reasons, the most frequent first.
func (a *Auditor) listReasons() []Reason {
	list := []Reason{}
	listed := int64(0)
	for text, t := range a.reasons {
		list = append(list, Reason{text, t.lines()})
		listed += t.count
	}
	slices.SortFunc(list, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(a.First[0], b.First[0]))
	})
	if more := a.unread.count - listed; more > 0 {
		list = append(list, Reason{"other reasons", Lines{more, []int64{}}})
	}
	return list
}

// addKinds fills in the kinds, algorithms and suggestions.
func (a *Auditor) addKinds(r *Report) {
	merged := map[kdf.Params]*Kind{} // without the lengths of keys
	algorithms := map[*kdf.Scheme]*Algorithm{}
	for p, k := range a.kinds {
		s := algorithms[p.Scheme]
		if s == nil {
			s = &Algorithm{Name: p.Scheme.Name, Lowest: costs(p), Highest: costs(p), Keys: []KeyLength{}}
			algorithms[p.Scheme] = s
		}
		s.add(p, k.count)
		p.KeyBytes = 0
		if merged[p] == nil {
			merged[p] = newKind(p)
			s.Kinds++
		}
		merged[p].add(k, r.Hashes)
	}
	for _, k := range merged {
		r.Kinds = append(r.Kinds, *k)
		if k.Verdict == Below {
			r.Below += k.Hashes
		}
	}
	slices.SortFunc(r.Kinds, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(a.First[0], b.First[0]))
	})
	if a.others.count > 0 {
		r.OtherKinds = &Other{a.others.count, a.others.weak}
		r.Below += a.others.weak
	}
	for _, s := range algorithms {
		slices.SortFunc(s.Keys, func(a, b KeyLength) int {
			return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(b.Bytes, a.Bytes))
		})
		r.Algorithms = append(r.Algorithms, *s)
	}
	slices.SortFunc(r.Algorithms, func(a, b Algorithm) int {
		return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(a.Name, b.Name))
	})
	r.suggest()
}

// current is an algorithm that is verified only, but what Debian hashes with.
const current = "yescrypt"

func newKind(p kdf.Params) *Kind {
	k := &Kind{Algorithm: p.Scheme.Name, Costs: costs(p), Text: p.String(), Weak: p.Weak(), params: p}
	switch {
	case k.Weak != "":
		k.Verdict = Below
	case p.Scheme.Weak == nil:
		k.Verdict = NotJudged
	case p.Scheme.VerifyOnly && p.Scheme.Name != current:
		k.Verdict = Legacy
	default:
		k.Verdict = OK
	}
	return k
}

// add counts hashes of another length of keys.
func (k *Kind) add(of *kind, all int64) {
	k.Hashes += of.count
	k.Share = float64(k.Hashes) / float64(all)
	k.First = append(k.First, of.first...)
	slices.Sort(k.First)
	k.First = k.First[:min(len(k.First), shownLines)]
}

// add counts hashes with parameters p.
func (s *Algorithm) add(p kdf.Params, hashes int64) {
	s.Hashes += hashes
	for name, v := range costs(p) {
		s.Lowest[name] = min(s.Lowest[name], v)
		s.Highest[name] = max(s.Highest[name], v)
	}
	i := slices.IndexFunc(s.Keys, func(k KeyLength) bool { return k.Bytes == p.KeyLength() })
	if i < 0 {
		i = len(s.Keys)
		s.Keys = append(s.Keys, KeyLength{Bytes: p.KeyLength()})
	}
	s.Keys[i].Hashes += hashes
}

func costs(p kdf.Params) map[string]int {
	all := map[string]int{}
	for i, c := range p.Scheme.Costs {
		all[c.Name] = p.Costs[i]
	}
	return all
}

// modern is the algorithm for hashes of those that are not used any more.
const modern = "argon2id"

// suggest fills in what to hash anew, and how: with the same algorithm, if its
// default costs suffice.
func (r *Report) suggest() {
	below := map[*kdf.Scheme]int64{}
	for _, k := range r.Kinds {
		if k.Verdict == Below {
			below[k.params.Scheme] += k.Hashes
		}
	}
	for s, n := range below {
		p := s.Default()
		if s.VerifyOnly || p.Weak() != "" {
			to, err := kdf.Lookup(modern)
			if err != nil {
				panic("audit: internal error: " + err.Error())
			}
			p = to.Default()
		}
		r.Rehash = append(r.Rehash, Suggestion{s.Name, n, p.Scheme.Name, costs(p), p})
	}
	slices.SortFunc(r.Rehash, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Hashes, a.Hashes), cmp.Compare(a.Algorithm, b.Algorithm))
	})
}
