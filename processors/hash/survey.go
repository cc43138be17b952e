package hash

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// A survey is what a list of hashes holds.
type survey struct {
	entries int64
	users   int64 // entries that name a user
	files   int64 // entries that name a list
	rising  bool  // each entry names a line above that of the one before
	last    int64 // line of the last one
	lengths map[*kdf.Scheme]map[int]bool
	kinds   kinds
	said    []string // by the reader of the list
}

// kinds count the hashes to compute by their parameters.
type kinds struct {
	rows  map[kdf.Params]int64
	first map[*kdf.Scheme]kdf.Params
	other map[*kdf.Scheme]time.Duration // work of those that are not in rows
}

// maxKinds is how many parameters are counted by themselves.
const maxKinds = 1024

func newSurvey() *survey {
	return &survey{rising: true, lengths: map[*kdf.Scheme]map[int]bool{}, kinds: newKinds()}
}

func newKinds() kinds {
	return kinds{map[kdf.Params]int64{}, map[*kdf.Scheme]kdf.Params{}, map[*kdf.Scheme]time.Duration{}}
}

// add counts an entry, which is to be computed if it may take that many bytes.
func (s *survey) add(e *format.Entry, memory int64) {
	s.entries++
	if e.User != "" {
		s.users++
	}
	if e.File != "" {
		s.files++
	}
	s.rising = s.rising && e.Line > s.last
	s.last = e.Line
	if uncheckable(e, memory) != nil || e.Locked {
		return
	}
	s.kinds.add(e.Params)
	if sch := e.Params.Scheme; !sch.FixedKey {
		if s.lengths[sch] == nil {
			s.lengths[sch] = map[int]bool{}
		}
		s.lengths[sch][e.Params.KeyBytes] = true
	}
}

// add counts a hash. Of lists with very many parameters the rest is counted as
// work with the first ones of the same algorithm.
func (k *kinds) add(p kdf.Params) {
	if n := k.rows[p]; n > 0 || len(k.rows) < maxKinds {
		k.rows[p] = n + 1
		if n == 0 && k.first[p.Scheme].Scheme == nil {
			k.first[p.Scheme] = p
		}
		return
	}
	k.other[p.Scheme] = min(k.other[p.Scheme]+p.ReferenceTime(), longestWork)
}

// longestWork keeps sums of the reference's time from overflowing.
const longestWork = time.Duration(1 << 61)

// groups returns the hashes to compute by their parameters.
func (k *kinds) groups() map[kdf.Params]int64 {
	rows := maps.Clone(k.rows)
	for scheme, work := range k.other {
		p, ok := k.first[scheme]
		if !ok {
			p = scheme.Default()
		}
		rows[p] += 1 + int64(work/max(1, p.ReferenceTime()))
	}
	return rows
}

// String names the parameters, or the algorithms if there are several.
func (k *kinds) String() string {
	schemes := map[string]bool{}
	for p := range k.rows {
		schemes[p.Scheme.Name] = true
	}
	switch {
	case len(k.rows) == 0:
		return "none to compute"
	case len(k.rows) == 1:
		for p := range k.rows {
			return p.String()
		}
	}
	if names := slices.Sorted(maps.Keys(schemes)); len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%d schemes", len(schemes))
}

// notes tells what may be wrong with a list as a whole: keys of several lengths
// in one algorithm mean that some are cut, or come from elsewhere.
func (s *survey) notes(name string) (notes []string) {
	for scheme, lengths := range s.lengths {
		if len(lengths) < 2 {
			continue
		}
		sorted := slices.Sorted(maps.Keys(lengths))
		notes = append(notes, fmt.Sprintf("%q has hashes of %s for %s: see that the short ones are not cut", name, bytesList(sorted), scheme.Name))
	}
	slices.Sort(notes)
	return append(notes, s.said...)
}

// bytesList names lengths: "16, 32 and 64 bytes".
func bytesList(lengths []int) string {
	const most = 5
	var words []string
	for _, n := range lengths[:min(len(lengths), most)] {
		words = append(words, humanize.Comma(int64(n)))
	}
	if more := len(lengths) - most; more > 0 {
		return fmt.Sprintf("%s and %d other lengths in bytes", strings.Join(words, ", "), more)
	}
	last := len(words) - 1
	return fmt.Sprintf("%s and %s bytes", strings.Join(words[:last], ", "), words[last])
}
