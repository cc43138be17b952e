// Package preset is the table of systems that take lists of hashed passwords:
// for each, the algorithms that it takes, the file it reads, and the limits of
// both. How a hash is written comes from each system's documentation or source,
// and the tests have worked examples of it; a form of hash that was in neither
// is refused. What is around the hash is no part of those examples in some
// files: the operations of Kratos' PATCH, Zitadel's user, and the members for
// columns such as names. A column is written only where the target has a member
// that means the same; any other is left out and named.
//
// A new target is a row in the table.
package preset

import (
	"fmt"
	"maps"
	"slices"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// A Preset is a target with what a user has decided.
type Preset struct {
	*Target
	settings  *Settings
	params    kdf.Params
	saltBytes int
}

// New returns the target with parameters p, salts of that many random bytes,
// and settings. The error is as Check's.
func (t *Target) New(s *Settings, p kdf.Params, saltBytes int) (*Preset, error) {
	if err := t.Check(p, saltBytes); err != nil {
		return nil, err
	}
	preset := &Preset{Target: t, settings: s, params: p, saltBytes: saltBytes}
	if t.trial != nil {
		sample := preset.sample()
		if err := t.trial(&row{Entry: &sample, target: t, settings: s}); err != nil {
			return nil, err
		}
	}
	return preset, nil
}

// String names the target and the settings, for comparing. It is "" for nil.
func (p *Preset) String() string {
	if p == nil {
		return ""
	}
	text := p.Name
	for _, name := range slices.Sorted(maps.Keys(p.settings.values)) {
		text += fmt.Sprintf(" %s=%q", name, p.settings.values[name])
	}
	return text
}

// Note returns what a user should know before the run, or "".
func (p *Preset) Note() string { return p.note }

// Next returns what to do with the files, or "".
func (p *Preset) Next() string {
	if p.next == nil {
		return ""
	}
	return p.next(p)
}

// Salt makes a salt of random bytes.
func (p *Preset) Salt(random []byte) []byte {
	if f, err := format.Lookup(p.salts); err == nil {
		return f.Salt(p.params, random)
	}
	return p.params.Salt(random)
}

// sample returns an entry that is as long as any other with the parameters.
func (p *Preset) sample() format.Entry {
	return format.Entry{
		Params: p.params,
		Salt:   p.Salt(make([]byte, p.saltBytes)),
		Key:    make([]byte, p.params.KeyLength()),
	}
}

// Identity returns what a file says of whose a row is: Entry.User of what
// Reader returns for it.
func (p *Preset) Identity(name string, fields []source.Field) (string, error) {
	r := &row{user: user{name, fields}, target: p.Target, settings: p.settings}
	if err := r.check(); err != nil {
		return "", err
	}
	keys, err := p.keys(r)
	if err != nil {
		return "", err
	}
	return keys[0], nil
}
