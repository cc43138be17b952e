package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// errNoRecord says that a text is none of our records at all.
var errNoRecord = errors.New("is no record of a hash")

// A member is one of a JSON object, in the order in which they stand.
type member struct {
	name  string
	value json.RawMessage
}

// members splits a JSON object.
func members(text []byte) (all []member, err error) {
	if !utf8.Valid(text) {
		return nil, errNoRecord
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errNoRecord
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, errNoRecord
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, errNoRecord
		}
		all = append(all, member{name.(string), value})
	}
	if t, err := d.Token(); err != nil || t != json.Delim('}') {
		return nil, errNoRecord
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errNoRecord
	}
	return all, nil
}

// A record holds the members of a JSON line.
type record struct {
	texts map[string]string
	costs map[string]int
	input json.RawMessage
	names []string
}

// parseRecord decodes one of our JSON lines. What is not understood may change
// the meaning of the rest, so that it makes the entry one that cannot be
// checked. The error is errNoRecord.
func parseRecord(text []byte) (e Entry, err error) {
	all, err := members(text)
	if err != nil {
		return e, err
	}
	r := record{texts: map[string]string{}, costs: map[string]int{}}
	for _, m := range all {
		if err := r.add(m); err != nil && e.Err == nil {
			e.Err = err
		}
	}
	if !slices.Contains(r.names, memberLine) && !slices.Contains(r.names, memberHash) {
		return Entry{}, errNoRecord
	}
	e.User, e.Line = r.texts[memberUser], int64(r.costs[memberLine])
	if e.Line < 0 {
		e.Line, e.Err = 0, errors.New("its line is below 1")
	}
	delete(r.costs, memberLine)
	if e.Err == nil {
		e.Fields, e.Err = fields(r.input)
	}
	if e.Err == nil {
		e.Err = r.decode(&e)
	}
	return e, nil
}

// add takes a member that is known, or says why not.
func (r *record) add(m member) error {
	if slices.Contains(r.names, m.name) {
		return fmt.Errorf("it has the member %s twice", quoted(m.name))
	}
	r.names = append(r.names, m.name)
	switch m.name {
	case memberUser, memberAlgorithm, memberSalt, memberHash, kdf.MemberDigest, kdf.MemberPepper:
		var text string
		if m.value[0] != '"' || json.Unmarshal(m.value, &text) != nil {
			return fmt.Errorf("its member %q is no text", m.name)
		}
		r.texts[m.name] = text
	case memberInput:
		r.input = m.value
	default:
		if m.name != memberLine && m.name != memberKeyBytes && !slices.Contains(kdf.Costs(), m.name) {
			return fmt.Errorf("it has a member %s that is not known", quoted(m.name))
		}
		n, err := strconv.Atoi(string(m.value))
		if err != nil {
			return fmt.Errorf("its member %q is no whole number", m.name)
		}
		r.costs[m.name] = n
	}
	return nil
}

// quoted returns the name of a member for a message, which must not be long
// enough to hide what it says.
func quoted(name string) string {
	const longest = 40
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "…"
	}
	return strconv.Quote(name)
}

// fields returns what a record has carried.
func fields(input json.RawMessage) (all []source.Field, err error) {
	if input == nil {
		return nil, nil
	}
	list, err := members(input)
	if err != nil {
		return nil, fmt.Errorf("its member %q is no object", memberInput)
	}
	for _, m := range list {
		f := source.Field{Name: m.name, Value: string(m.value), JSON: true}
		if m.value[0] == '"' && json.Unmarshal(m.value, &f.Value) == nil {
			f.JSON = false
		}
		all = append(all, f)
	}
	return all, nil
}

// decode fills in the parameters, salt and key of e.
func (r *record) decode(e *Entry) (err error) {
	p := kdf.Params{}
	if p.Scheme, err = kdf.Lookup(r.texts[memberAlgorithm]); err != nil {
		return fmt.Errorf("its algorithm %s is not known", quoted(r.texts[memberAlgorithm]))
	}
	for i, c := range p.Scheme.Costs {
		n, ok := r.costs[c.Name]
		switch {
		case ok:
			p.Costs[i] = n
		case c.Name == costVersion: // records of earlier versions have none
			p.Costs[i] = argon2Version
		default:
			return fmt.Errorf("it has no member %q", c.Name)
		}
		delete(r.costs, c.Name)
	}
	keyBytes, hasKeyBytes := r.costs[memberKeyBytes]
	delete(r.costs, memberKeyBytes)
	for _, name := range r.names {
		if _, left := r.costs[name]; left {
			return fmt.Errorf("it has a member %q, which %s does not have", name, p.Scheme.Name)
		}
	}
	if p, e.Salt, e.Key, err = p.Decode(r.texts[memberSalt], r.texts[memberHash]); err != nil {
		return err
	}
	if _, hasSalt := r.texts[memberSalt]; hasSalt && p.Scheme.Decode != nil {
		return fmt.Errorf("it has a member %q, but the hash holds the salt", memberSalt)
	}
	if p.Prehash, err = r.prehash(); err != nil {
		return err
	}
	if hasKeyBytes && keyBytes != len(e.Key) {
		return fmt.Errorf("its %s is %d, but the hash has %d bytes", memberKeyBytes, keyBytes, len(e.Key))
	}
	e.Params = p
	return checkParts(p, e.Key)
}

// prehash returns what has happened to the password before the algorithm.
func (r *record) prehash() (*kdf.Prehash, error) {
	digest, isDigest := r.texts[kdf.MemberDigest]
	pepper, isPepper := r.texts[kdf.MemberPepper]
	switch {
	case isDigest && isPepper:
		return nil, fmt.Errorf("it has both members %q and %q", kdf.MemberDigest, kdf.MemberPepper)
	case isPepper && pepper != kdf.Peppered.Name:
		return nil, fmt.Errorf("its pepper %s is not known", quoted(pepper))
	case isPepper:
		return kdf.Peppered, nil
	case !isDigest:
		return nil, nil
	}
	p, err := kdf.InputDigest(digest)
	if err != nil {
		return nil, fmt.Errorf("its digest %s is not known", quoted(digest))
	}
	return p, nil
}

// minKey is the length of the shortest hash that is checked. One wrong password
// in 2^(8n) matches a hash of n bytes.
const minKey = 16

// checkParts returns why a hash is not to be computed.
func checkParts(p kdf.Params, key []byte) error {
	if n := len(key); n < minKey {
		return fmt.Errorf("the hash is cut to %d bytes", n)
	}
	return p.Check()
}
