package hash

import (
	"math"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// A store keeps a list of hashes in memory, which has millions: close together,
// and without pointers that the garbage collector would follow.
type store struct {
	limit, used int64 // bytes
	n           int   // entries
	blocks      [][]stored
	pages       [][]byte // the text of the entries

	params  []kdf.Params
	paramID map[kdf.Params]uint32
	errs    []error // why entries cannot be checked, each reason once
	errID   map[string]uint32
}

// A stored entry is an entry with what does not repeat.
type stored struct {
	line            int64 // format.Entry.Line
	at              int64 // format.Entry.At
	page, from      uint32
	user, salt, key uint16 // bytes of each, one after the other on the page
	params          uint32 // place in store.params
	err             uint32 // 1 + place in store.errs; 0: none
	twin            uint32 // 1 + the place of the next entry of its name; 0: none
	locked          bool   // format.Entry.Locked
	named           bool   // an entry before it has its name
	// password and again are the lines of the first two passwords of its name;
	// 0: none.
	password, again int64
}

// mark notes a password of the entry's name.
func (x *stored) mark(line int64) {
	switch {
	case x.password == 0:
		x.password = line
	case x.password != line && x.again == 0:
		x.again = line
	}
}

const (
	blockEntries = 4096
	pageBytes    = 1 << 20

	storedBytes = 64  // what a stored entry takes
	paramsBytes = 256 // what parameters take in list and map, at most
)

// newStore returns a store that takes up to limit bytes.
func newStore(limit int64) *store {
	return &store{limit: limit, paramID: map[kdf.Params]uint32{}, errID: map[string]uint32{}}
}

// grow takes n bytes of the limit, and reports whether there were as many.
func (s *store) grow(n int64) bool {
	s.used += n
	return s.used <= s.limit
}

// add appends an entry. It reports whether there was room for it.
func (s *store) add(e *format.Entry) bool {
	size := len(e.User) + len(e.Salt) + len(e.Key)
	if size > pageBytes || max(len(e.User), len(e.Salt), len(e.Key)) > math.MaxUint16 || s.n == math.MaxUint32 {
		return false
	}
	if last := len(s.pages) - 1; last < 0 || cap(s.pages[last])-len(s.pages[last]) < size {
		if !s.grow(pageBytes) {
			return false
		}
		s.pages = append(s.pages, make([]byte, 0, pageBytes))
	}
	if s.n%blockEntries == 0 {
		if !s.grow(blockEntries * storedBytes) {
			return false
		}
		s.blocks = append(s.blocks, make([]stored, 0, blockEntries))
	}
	page := &s.pages[len(s.pages)-1]
	x := stored{
		line: e.Line, at: e.At, page: uint32(len(s.pages) - 1), from: uint32(len(*page)),
		user: uint16(len(e.User)), salt: uint16(len(e.Salt)), key: uint16(len(e.Key)),
		params: s.idOfParams(e.Params), err: s.idOfError(e.Err), locked: e.Locked,
	}
	*page = append(append(append(*page, e.User...), e.Salt...), e.Key...)
	block := &s.blocks[len(s.blocks)-1]
	*block = append(*block, x)
	s.n++
	return s.used <= s.limit
}

// idOfParams returns the place of p in s.params.
func (s *store) idOfParams(p kdf.Params) uint32 {
	id, ok := s.paramID[p]
	if !ok {
		id = uint32(len(s.params))
		s.used += paramsBytes
		s.params = append(s.params, p)
		s.paramID[p] = id
	}
	return id
}

// idOfError returns 1 + the place of err in s.errs, 0 for nil.
func (s *store) idOfError(err error) uint32 {
	if err == nil {
		return 0
	}
	text := err.Error()
	id, ok := s.errID[text]
	if !ok {
		s.used += paramsBytes + 2*int64(len(text))
		s.errs = append(s.errs, err)
		id = uint32(len(s.errs))
		s.errID[text] = id
	}
	return id
}

// at returns entry i as it is kept.
func (s *store) at(i uint32) *stored { return &s.blocks[i/blockEntries][i%blockEntries] }

// user returns whose entry i is.
func (s *store) user(i uint32) []byte {
	x := s.at(i)
	return s.pages[x.page][x.from:][:x.user]
}

// entry returns entry i without its user. Salt and key must not be changed.
func (s *store) entry(i uint32) format.Entry {
	x := s.at(i)
	text := s.pages[x.page][x.from+uint32(x.user):]
	e := format.Entry{
		Line: x.line, At: x.at, Params: s.params[x.params], Locked: x.locked,
		Salt: text[:x.salt:x.salt], Key: text[x.salt:][:x.key:x.key],
	}
	if x.err > 0 {
		e.Err = s.errs[x.err-1]
	}
	return e
}
