package kdf

import (
	"fmt"
	"slices"
	"strings"
)

// An Option sets a parameter of one or several algorithms for new hashes.
type Option struct {
	Name     string // on a command line: "memory-cost"
	Param    string // in records and errors: "memory_kib"
	Usage    string // with the name of the value in backquotes
	Defaults string // "12", "64 with SHA-512, else 32"

	schemes []*Scheme
}

// keyBytes is the parameter that no record shows, as the hash does.
const keyBytes = "key_bytes"

// Options lists the options in the order of the table, the length of the keys
// last.
func Options() []Option {
	key := Option{Name: "key-bytes", Param: keyBytes, Usage: "length of the hashes in `BYTES`"}
	var all []Option
	for _, s := range slices.Concat(table...) {
		if s.VerifyOnly {
			continue
		}
		for _, c := range s.Costs {
			if c.Option != "" && !slices.ContainsFunc(all, func(o Option) bool { return o.Param == c.Name }) {
				all = append(all, Option{Name: c.Option, Param: c.Name, Usage: c.Usage})
			}
		}
	}
	all = append(all, key)
	for i := range all {
		for _, s := range Algorithms() {
			if _, ok := defaultOf(s, all[i].Param); ok {
				all[i].schemes = append(all[i].schemes, s)
			}
		}
		all[i].Defaults = defaults(all[i].schemes, all[i].Param)
	}
	return all
}

// defaultOf returns the default of a parameter, if s has it.
func defaultOf(s *Scheme, param string) (value int, ok bool) {
	if param == keyBytes {
		return s.KeyBytes, !s.FixedKey
	}
	i := costIndex(s, param)
	if i < 0 {
		return 0, false
	}
	return s.Costs[i].Default, true
}

func costIndex(s *Scheme, param string) int {
	for i, c := range s.Costs {
		if c.Name == param {
			return i
		}
	}
	return -1
}

// defaults returns the default of a parameter in words: one that a single
// algorithm has is named with it, one that several share is the rule for the
// others.
func defaults(schemes []*Scheme, param string) string {
	with := map[int][]*Scheme{}
	var values []int
	for _, s := range schemes {
		v, _ := defaultOf(s, param)
		if with[v] == nil {
			values = append(values, v)
		}
		with[v] = append(with[v], s)
	}
	if len(values) == 1 {
		return fmt.Sprint(values[0])
	}
	var words []string
	for _, v := range values {
		if of := with[v]; len(of) == 1 {
			words = append(words, fmt.Sprintf("%d with %s", v, label(of[0])))
		} else {
			words = append(words, fmt.Sprintf("else %d", v))
		}
	}
	return strings.Join(words, ", ")
}

func label(s *Scheme) string {
	if s.Label != "" {
		return s.Label
	}
	return s.Name
}

// Algorithms returns the names of the algorithms that take the option.
func (o *Option) Algorithms() (names []string) {
	for _, s := range o.schemes {
		names = append(names, s.Name)
	}
	return names
}

// Set sets the parameter to v. It reports false if the algorithm of p does not
// take the option.
func (o *Option) Set(p *Params, v int) bool {
	switch {
	case !slices.Contains(o.schemes, p.Scheme):
		return false
	case o.Param == keyBytes:
		p.KeyBytes = v
	default:
		p.Costs[costIndex(p.Scheme, o.Param)] = v
	}
	return true
}
