package hash

import (
	"errors"
	"testing"

	"fanout/processors/hash/format"
	"fanout/processors/hash/source"
)

func TestAnEncoderKeepsRowsAtTheirLines(t *testing.T) {
	p := cheap[0]
	opt := optionsFor(p)
	e := encoder{opt: &opt, line: 2}
	key, salt := make([]byte, p.KeyLength()), make([]byte, 16)
	good, bad := row{line: 5, salt: salt, user: "ada"}, row{line: 6, salt: salt, user: "\xff"}
	e.add(&good, key)
	n := len(e.text)
	e.add(&bad, key)
	if good.err != nil || bad.err == nil || n == 0 || len(e.text) != n || e.line != 5 {
		t.Errorf("%v, %v, %d of %d bytes, line %d", good.err, bad.err, len(e.text), n, e.line)
	}
	if err := e.try(&source.Record{Line: 6, User: bad.user}); err == nil || errors.Is(err, errBroken) {
		t.Error("a user that is not UTF-8 goes into JSON:", err)
	}
	e.fill(9)
	if want := len(format.JSONLines.AppendGap(nil, &opt.Style)) * 4; len(e.text) != want || e.line != 9 {
		t.Errorf("%d bytes, line %d", len(e.text), e.line)
	}
}
