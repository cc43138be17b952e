package format

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// errNoRecord says that a text is none of our records at all.
var errNoRecord = errors.New("is no record of a hash")

// A slot is the place of a member that records may have.
type slot uint8

// The slots. First are those of texts, last those of numbers, where the costs
// of all algorithms follow.
const (
	slotUser slot = iota
	slotAlgorithm
	slotSalt
	slotHash
	slotDigest
	slotPepper
	slotFile
	slotInput
	slotLine
	slotKeyBytes
	slotCosts

	textSlots = slotInput
	maxSlots  = 64
)

// slots has the slots by the names of their members.
var slots = func() map[string]slot {
	all := map[string]slot{
		memberUser: slotUser, memberAlgorithm: slotAlgorithm, memberSalt: slotSalt, memberHash: slotHash,
		kdf.MemberDigest: slotDigest, kdf.MemberPepper: slotPepper,
		memberFile: slotFile, memberInput: slotInput, memberLine: slotLine, memberKeyBytes: slotKeyBytes,
	}
	for i, name := range kdf.Costs() {
		all[name] = slotCosts + slot(i)
	}
	if len(all) > maxSlots {
		panic("format: internal error: a record has not as many slots as costs")
	}
	return all
}()

// A record holds the members of a JSON line by their slots.
type record struct {
	seen    uint64 // bits: the members that it has
	texts   [textSlots][]byte
	numbers [maxSlots]int
	input   []byte
}

func (r *record) has(s slot) bool { return r.seen>>s&1 != 0 }

// parseRecord decodes one of our JSON lines. What is not understood may change
// the meaning of the rest, so that it makes the entry one that cannot be
// checked. The error is errNoRecord.
func parseRecord(text []byte) (e Entry, err error) {
	var r record
	err = eachMember(text, func(m member) {
		if err := r.add(m); err != nil && e.Err == nil {
			e.Err = err
		}
	})
	if err != nil || !r.has(slotLine) && !r.has(slotHash) {
		return Entry{}, errNoRecord
	}
	e.File, e.User, e.Line = string(r.texts[slotFile]), string(r.texts[slotUser]), int64(r.numbers[slotLine])
	if e.Line < 0 {
		e.Line, e.Err = 0, errors.New("its line is below 1")
	}
	if e.Err == nil && r.has(slotInput) {
		e.Fields, e.Err = fields(r.input)
	}
	if e.Err == nil {
		e.Err = r.decode(text, &e)
	}
	return e, nil
}

// add takes a member that is known, or says why not.
func (r *record) add(m member) error {
	name := unquoted(m.name)
	s, known := slots[string(name)]
	if !known {
		return fmt.Errorf("it has a member %s that is not known", quoted(string(name)))
	}
	if r.has(s) {
		return fmt.Errorf("it has the member %s twice", quoted(string(name)))
	}
	r.seen |= 1 << s
	switch {
	case s < textSlots:
		if m.value[0] != '"' {
			return fmt.Errorf("its member %q is no text", name)
		}
		r.texts[s] = unquoted(m.value)
	case s == slotInput:
		r.input = m.value
	default:
		n, err := strconv.Atoi(string(m.value))
		if err != nil {
			return fmt.Errorf("its member %q is no whole number", name)
		}
		r.numbers[s] = n
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
func fields(input []byte) (all []source.Field, err error) {
	err = eachMember(input, func(m member) {
		f := source.Field{Name: string(unquoted(m.name)), JSON: m.value[0] != '"'}
		if f.JSON {
			f.Value = string(m.value)
		} else {
			f.Value = string(unquoted(m.value))
		}
		all = append(all, f)
	})
	if err != nil {
		return nil, fmt.Errorf("its member %q is no object", memberInput)
	}
	return all, nil
}

// decode fills in the parameters, salt and key of e, whose record is text.
func (r *record) decode(text []byte, e *Entry) (err error) {
	p := kdf.Params{}
	if p.Scheme, err = kdf.Lookup(string(r.texts[slotAlgorithm])); err != nil {
		return fmt.Errorf("its algorithm %s is not known", quoted(string(r.texts[slotAlgorithm])))
	}
	others := r.seen >> slotCosts << slotCosts
	for i, c := range p.Scheme.Costs {
		s := slots[c.Name]
		switch {
		case r.has(s):
			p.Costs[i] = r.numbers[s]
		case c.Name == costVersion: // records of earlier versions have none
			p.Costs[i] = argon2Version
		default:
			return fmt.Errorf("it has no member %q", c.Name)
		}
		others &^= 1 << s
	}
	if others != 0 {
		return fmt.Errorf("it has a member %q, which %s does not have", firstOf(others, text), p.Scheme.Name)
	}
	if p, e.Salt, e.Key, err = p.Decode(r.texts[slotSalt], r.texts[slotHash]); err != nil {
		return err
	}
	if r.has(slotSalt) && p.Scheme.Decode != nil {
		return fmt.Errorf("it has a member %q, but the hash holds the salt", memberSalt)
	}
	if p.Prehash, err = r.prehash(); err != nil {
		return err
	}
	if n := r.numbers[slotKeyBytes]; r.has(slotKeyBytes) && n != len(e.Key) {
		return fmt.Errorf("its %s is %d, but the hash has %d bytes", memberKeyBytes, n, len(e.Key))
	}
	e.Params = p
	return checkParts(p, e.Key)
}

// firstOf returns the name of the first member of a record that is one of
// these.
func firstOf(members uint64, text []byte) (name string) {
	_ = eachMember(text, func(m member) { // it was read before
		n := string(unquoted(m.name))
		if name == "" && members>>slots[n]&1 != 0 {
			name = n
		}
	})
	return name
}

// prehash returns what has happened to the password before the algorithm.
func (r *record) prehash() (*kdf.Prehash, error) {
	switch digest, pepper := r.texts[slotDigest], r.texts[slotPepper]; {
	case r.has(slotDigest) && r.has(slotPepper):
		return nil, fmt.Errorf("it has both members %q and %q", kdf.MemberDigest, kdf.MemberPepper)
	case r.has(slotPepper) && string(pepper) != kdf.Peppered.Name:
		return nil, fmt.Errorf("its pepper %s is not known", quoted(string(pepper)))
	case r.has(slotPepper):
		return kdf.Peppered, nil
	case !r.has(slotDigest):
		return nil, nil
	default:
		p, err := kdf.InputDigest(string(digest))
		if err != nil {
			return nil, fmt.Errorf("its digest %s is not known", quoted(string(digest)))
		}
		return p, nil
	}
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
