package preset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// A Target is a system that takes hashed passwords. Where a function may be
// nil, the comment says what holds then.
type Target struct {
	Name string

	algorithms []algorithm // the default one first
	open       []string    // algorithms that it takes in a form that is not known
	settings   []setting
	file       file
	limits     limits
	own        []attribute // that record looks for
	members    []member    // for other columns, which row.rest writes
	// columns: every column is kept, under its own name.
	columns bool

	// keys returns what tells the user from others, the first one for pairing
	// with a list of passwords.
	keys func(r *row) ([]string, error)
	// lowerMail: addresses are kept in lower case, so that two that differ in
	// case only are one user.
	lowerMail bool
	// record appends the record of one user, without what stands between two.
	record func(dst []byte, r *row) ([]byte, error)
	// parse decodes a record.
	parse func(text []byte, s *Settings) (format.Entry, error)
	// trial returns why no hash with the parameters of a row can be written.
	// nil: all can.
	trial func(r *row) error
	// password returns what is to be hashed for a password, or why the target
	// cannot take it. nil: the password itself.
	password func(password []byte) ([]byte, error)
	// salts is the format whose salts the target has. "": the algorithm's.
	salts string

	note string // what a user should know with the plan, "": nothing
	// next returns what to do with the files, or "". nil: nothing.
	next func(p *Preset) string
}

// limits bound a file. 0: no limit.
type limits struct {
	users int   // in a file
	bytes int64 // of a file
	row   int   // characters of a record
}

// A row is a user and a hash on their way into a file.
type row struct {
	*format.Entry
	user
	target   *Target
	settings *Settings
	columns  []string // of the whole list
}

// targets has a row for each target, by name.
var targets = []*Target{
	auth0, clerk, cognito, django, dovecot, firebase, fusionauth, htpasswd, keycloak, kratos,
	laravel, ldap, okta, postgres, shadow, supabase, wordpress, workos, zitadel,
}

// Names lists the targets.
func Names() (names []string) {
	for _, t := range targets {
		names = append(names, t.Name)
	}
	return names
}

// Lookup returns the target of that name.
func Lookup(name string) (*Target, error) {
	for _, t := range targets {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("preset %q is none of %v", name, Names())
}

// An algorithm is one that a target takes.
type algorithm struct {
	name   string
	costs  map[string]int // in place of the algorithm's own defaults
	keys   []int          // the lengths of keys, the default first; nil: any
	bounds []bound
	salt   int // the only number of random bytes of a salt; 0: any
}

// A bound is a limit of a parameter.
type bound struct {
	param    string
	min, max int // 0: none
}

// find returns the algorithm of that name, or nil.
func (t *Target) find(name string) *algorithm {
	for i := range t.algorithms {
		if t.algorithms[i].name == name {
			return &t.algorithms[i]
		}
	}
	return nil
}

// Algorithms returns the names of the algorithms that the target takes, the
// default one first.
func (t *Target) Algorithms() (names []string) {
	for _, a := range t.algorithms {
		names = append(names, a.name)
	}
	return names
}

// Default returns the parameters for an algorithm, "" for the target's own
// choice: the strongest that it takes without being told to.
func (t *Target) Default(name string) (p kdf.Params, err error) {
	if name == "" {
		name = t.algorithms[0].name
	}
	a := t.find(name)
	if a == nil {
		return p, t.refused(name)
	}
	s, err := kdf.Lookup(name)
	if err != nil {
		return p, err
	}
	p = s.Default()
	for i, c := range s.Costs {
		if v := a.costs[c.Name]; v != 0 {
			p.Costs[i] = v
		}
	}
	if a.keys != nil && !s.FixedKey {
		p.KeyBytes = a.keys[0]
	}
	return p, nil
}

// Check returns an error, maybe a kdf.ParamError, if the target does not take
// hashes with parameters p and salts of that many random bytes.
func (t *Target) Check(p kdf.Params, saltBytes int) error {
	a := t.find(p.Scheme.Name)
	if a == nil {
		return t.refused(p.Scheme.Name)
	}
	if p.Prehash != nil {
		return fmt.Errorf("%s cannot check hashes of %s", t.Name, p.Prehash.Name)
	}
	if n := p.KeyLength(); a.keys != nil && !slices.Contains(a.keys, n) {
		return &kdf.ParamError{Name: "key_bytes", Value: n, Problem: fmt.Sprintf("%s takes hashes of %s bytes", t.Name, either(a.keys))}
	}
	if a.salt != 0 && saltBytes != a.salt {
		return &kdf.ParamError{Name: "salt_bytes", Value: saltBytes, Problem: fmt.Sprintf("%s takes salts of %d bytes", t.Name, a.salt)}
	}
	for _, b := range a.bounds {
		v := value(p, b.param)
		switch {
		case b.min > 0 && v < b.min:
			return &kdf.ParamError{Name: b.param, Value: v, Problem: fmt.Sprintf("%s takes %d at least", t.Name, b.min)}
		case b.max > 0 && v > b.max:
			return &kdf.ParamError{Name: b.param, Value: v, Problem: fmt.Sprintf("%s takes %d at most", t.Name, b.max)}
		}
	}
	return nil
}

// refused returns why an algorithm is not written for the target.
func (t *Target) refused(name string) error {
	if slices.Contains(t.open, name) {
		return fmt.Errorf("%s takes %s, but no document that we could read says in which form; it takes %s too", t.Name, name, strings.Join(t.Algorithms(), ", "))
	}
	return fmt.Errorf("%s takes no %s, but %s", t.Name, name, strings.Join(t.Algorithms(), ", "))
}

// value returns a cost of p by its name.
func value(p kdf.Params, param string) int {
	for i, c := range p.Scheme.Costs {
		if c.Name == param {
			return p.Costs[i]
		}
	}
	return 0
}

// A setting is something that a target has to be told.
type setting struct {
	name     string
	usage    string
	fallback string
	required bool
	value    string // a placeholder for it; "": VALUE
}

// placeholder stands for the value where a user is told to give it.
func (s *setting) placeholder() string {
	if s.value == "" {
		return "VALUE"
	}
	return s.value
}

// The settings that several targets have.
const (
	setVerified = "email-verified"
	setRealm    = "realm"
)

var verifiedSetting = setting{name: setVerified, usage: "yes or no: whether the addresses of all users are verified, where no column says it"}

// Settings are what a user has told a target.
type Settings struct{ values map[string]string }

// get returns the value of a setting, or "".
func (s *Settings) get(name string) string { return s.values[name] }

// Settings reads settings of the form NAME=VALUE.
func (t *Target) Settings(given []string) (*Settings, error) {
	s := &Settings{map[string]string{}}
	for _, text := range given {
		name, value, ok := strings.Cut(text, "=")
		i := slices.IndexFunc(t.settings, func(known setting) bool { return known.name == name })
		switch {
		case !ok || name == "":
			return nil, fmt.Errorf("--set %q: must be NAME=VALUE", text)
		case i < 0 && len(t.settings) == 0:
			return nil, fmt.Errorf("--set %q: %s has no settings", name, t.Name)
		case i < 0:
			return nil, fmt.Errorf("--set %q: is no setting of %s, which has %s", name, t.Name, t.settingNames())
		case !printable(value) || value == "" || name == setRealm && strings.ContainsAny(value, `/\`):
			return nil, fmt.Errorf("--set %q: its value is empty or has characters that no file should", name)
		case name == setVerified && value != "yes" && value != "no":
			return nil, fmt.Errorf("--set %q: must be yes or no", name)
		}
		s.values[name] = value
	}
	for _, known := range t.settings {
		switch _, ok := s.values[known.name]; {
		case ok:
		case known.required:
			return nil, fmt.Errorf("--preset %s needs --set %s=%s: %s", t.Name, known.name, known.placeholder(), known.usage)
		case known.fallback != "":
			s.values[known.name] = known.fallback
		}
	}
	return s, nil
}

// settingNames lists the settings with what they mean.
func (t *Target) settingNames() string {
	var names []string
	for _, s := range t.settings {
		names = append(names, s.name+" ("+s.usage+")")
	}
	return strings.Join(names, ", ")
}

// errNoEmail is the failure of a row without an address.
var errNoEmail = errors.New("it has no e-mail address, in a column email or as its user")

// either returns numbers in words.
func either(numbers []int) string {
	var words []string
	for _, n := range numbers {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, " or ")
}
