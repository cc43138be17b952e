package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// errJSON says that a text is not the JSON that it should be.
var errJSON = errors.New("is no JSON object")

// maxDepth is how deep a value may be nested: as in encoding/json, which reads
// what is carried into records.
const maxDepth = 10000

// A member is one of a JSON object. Both are parts of the object's text.
type member struct {
	name  []byte // with its quotes
	value []byte // without blanks around it
}

// eachMember calls do with the members of the JSON object that text is (RFC
// 8259), in their order, until an error is found. It takes what encoding/json
// takes, except that nothing may be invalid UTF-8.
func eachMember(text []byte, do func(member)) error {
	if !utf8.Valid(text) {
		return errJSON
	}
	s := scanner{text: text}
	s.skipBlanks()
	if !s.skip('{') {
		return errJSON
	}
	s.skipBlanks()
	for more := !s.skip('}'); more; {
		var m member
		if m.name = s.name(); m.name == nil {
			return errJSON
		}
		start := s.at
		if !s.skipValue(0) {
			return errJSON
		}
		m.value = text[start:s.at]
		s.skipBlanks()
		if more = s.skip(','); !more && !s.skip('}') {
			return errJSON
		}
		do(m)
		if more {
			s.skipBlanks()
		}
	}
	s.skipBlanks()
	if s.at < len(text) {
		return errJSON
	}
	return nil
}

// A scanner is at a place in a text that may be JSON. Its functions go over
// what they name, and tell whether it is there.
type scanner struct {
	text []byte
	at   int
}

// next returns the byte that stands next, or 0, which is no JSON.
func (s *scanner) next() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// skip goes over one character.
func (s *scanner) skip(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) skipBlanks() {
	for c := s.next(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = s.next() {
		s.at++
	}
}

// name goes over the name of a member and what is before its value. It returns
// the name, or nil.
func (s *scanner) name() []byte {
	start := s.at
	if !s.skipString() {
		return nil
	}
	name := s.text[start:s.at]
	s.skipBlanks()
	if !s.skip(':') {
		return nil
	}
	s.skipBlanks()
	return name
}

// skipValue goes over a value inside depth others.
func (s *scanner) skipValue(depth int) bool {
	switch c := s.next(); c {
	case '"':
		return s.skipString()
	case '{', '[':
		return depth < maxDepth && s.skipNested(c, depth+1)
	case 't':
		return s.skipWord("true")
	case 'f':
		return s.skipWord("false")
	case 'n':
		return s.skipWord("null")
	}
	return s.skipNumber()
}

// skipNested goes over an object or an array.
func (s *scanner) skipNested(open byte, depth int) bool {
	s.at++
	end := open + 2 // in ASCII, where } is two after {, and ] two after [
	s.skipBlanks()
	if s.skip(end) {
		return true
	}
	for {
		if open == '{' && s.name() == nil || !s.skipValue(depth) {
			return false
		}
		s.skipBlanks()
		if s.skip(end) {
			return true
		}
		if !s.skip(',') {
			return false
		}
		s.skipBlanks()
	}
}

func (s *scanner) skipWord(word string) bool {
	if rest := s.text[s.at:]; len(rest) < len(word) || string(rest[:len(word)]) != word {
		return false
	}
	s.at += len(word)
	return true
}

// skipNumber goes over a number: it has no leading zeros, and digits on both
// sides of a point.
func (s *scanner) skipNumber() bool {
	s.skip('-')
	if !s.skip('0') && !s.skipDigits() {
		return false
	}
	if s.skip('.') && !s.skipDigits() {
		return false
	}
	if s.skip('e') || s.skip('E') {
		if !s.skip('+') {
			s.skip('-')
		}
		return s.skipDigits()
	}
	return true
}

func (s *scanner) skipDigits() bool {
	start := s.at
	for c := s.next(); '0' <= c && c <= '9'; c = s.next() {
		s.at++
	}
	return s.at > start
}

// special has the bytes that do not stand for themselves in a string.
var special = func() (is [256]bool) {
	for c := range ' ' {
		is[c] = true
	}
	is['"'], is['\\'] = true, true
	return is
}()

func (s *scanner) skipString() bool {
	if !s.skip('"') {
		return false
	}
	for i, text := s.at, s.text; i < len(text); i++ {
		switch c := text[i]; {
		case !special[c]:
		case c == '"':
			s.at = i + 1
			return true
		case c != '\\':
			return false
		default:
			n := escaped(text[i+1:])
			if n == 0 {
				return false
			}
			i += n
		}
	}
	return false
}

// escaped returns the length of what follows a backslash, or 0.
func escaped(text []byte) int {
	const digits = 4
	if len(text) == 0 {
		return 0
	}
	switch text[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if len(text) <= digits {
			return 0
		}
		for _, c := range text[1 : 1+digits] {
			if (c < '0' || '9' < c) && (c < 'a' || 'f' < c) && (c < 'A' || 'F' < c) {
				return 0
			}
		}
		return 1 + digits
	}
	return 0
}

// unquoted returns the text of a string that was gone over, which is a part of
// it if nothing is escaped there.
func unquoted(quoted []byte) []byte {
	inside := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return inside
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		panic("format: internal error: " + err.Error())
	}
	return []byte(text)
}
