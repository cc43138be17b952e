package analyze

import (
	"errors"
	"math"
	"slices"
	"strings"

	"fanout/internal/wire"
	"fanout/processors"
)

// append appends the encoding of r, of all but its order.
func (r *Result) append(b []byte) []byte {
	for _, n := range []int64{
		r.rows, r.badRows, r.ragged, r.comments, r.blank, r.lines, r.opened, r.errLine + 1,
		r.quotes.escapedQuotes, r.quotes.escapedSeparators, r.quotes.blanks,
		r.repeats.count, r.repeats.line,
		r.damage.line, r.damage.nuls, r.damage.nulLine, r.damage.marks,
	} {
		b = wire.AppendUint(b, uint64(n))
	}
	for _, yes := range []bool{r.firstLF, r.lastCR, r.rest, r.damage.wide, r.damage.found} {
		b = wire.AppendBool(b, yes)
	}
	b = r.misfits.append(b)
	b = wire.AppendUint(b, uint64(len(r.bad)))
	for _, bad := range r.bad {
		b = wire.AppendUint(b, uint64(bad.lines))
		b = wire.AppendUint(b, uint64(bad.offset))
		b = wire.AppendString(b, bad.reason)
		b = wire.AppendBytes(b, bad.text)
	}
	return appendError(b, r.err)
}

// decode reads what append has written.
func (r *Result) decode(data []byte) error {
	d := wire.NewDecoder(data)
	for _, n := range []*int64{
		&r.rows, &r.badRows, &r.ragged, &r.comments, &r.blank, &r.lines, &r.opened, &r.errLine,
		&r.quotes.escapedQuotes, &r.quotes.escapedSeparators, &r.quotes.blanks,
		&r.repeats.count, &r.repeats.line,
		&r.damage.line, &r.damage.nuls, &r.damage.nulLine, &r.damage.marks,
	} {
		*n = decodeCount(d)
	}
	r.errLine--
	for _, yes := range []*bool{&r.firstLF, &r.lastCR, &r.rest, &r.damage.wide, &r.damage.found} {
		*yes = d.Bool()
	}
	r.misfits.decode(d)
	r.bad = make([]badRow, d.Len(badRowMin))
	for i := range r.bad {
		r.bad[i] = badRow{lines: decodeCount(d), offset: decodeCount(d), reason: d.String(), text: d.Bytes()}
	}
	r.err = decodeError(d)
	return d.End()
}

// badRowMin is the length of the shortest encoding of a bad row.
const badRowMin = 4

// decodeCount reads a number of things in a file: a sum of two of them does not
// overflow.
func decodeCount(d *wire.Decoder) int64 {
	n := d.Uint()
	if n > math.MaxInt64/4 {
		d.Fail("a count of %d", n)
		return 0
	}
	return int64(n)
}

func (c *fieldCounts) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(c.usual))
	b = wire.AppendUint(b, uint64(c.total))
	b = wire.AppendUint(b, uint64(len(c.counts)))
	for _, fields := range c.sorted() {
		b = wire.AppendUint(b, uint64(fields))
		b = wire.AppendUint(b, uint64(c.counts[fields]))
	}
	return b
}

// sorted returns the numbers of fields in order.
func (c *fieldCounts) sorted() []int {
	var list []int
	for fields := range c.counts {
		list = append(list, fields)
	}
	slices.Sort(list)
	return list
}

func (c *fieldCounts) decode(d *wire.Decoder) {
	c.usual, c.total = decodeFields(d), decodeCount(d)
	n := d.Len(2)
	if n > maxFieldCounts {
		d.Fail("%d numbers of fields", n)
		return
	}
	if n > 0 {
		c.counts = make(map[int]int64, n)
	}
	left := c.total
	for range n {
		fields, count := decodeFields(d), decodeCount(d)
		if c.counts[fields] > 0 || count == 0 {
			d.Fail("numbers of fields are not counted once each")
		}
		c.counts[fields] = count
		left -= count
	}
	if left < 0 || c.total > 0 && n == 0 {
		d.Fail("numbers of fields do not add up")
	}
}

// decodeFields reads a number of fields of a record.
func decodeFields(d *wire.Decoder) int {
	n := d.Uint()
	if n > math.MaxInt32 {
		d.Fail("a record of %d fields", n)
		return 0
	}
	return int(n)
}

// A toldError is an error that another process has met. Its texts are as they
// were, with the names of settings left open.
type toldError struct{ message, hint template }

// A template is a text in pieces: every other one is the name of a setting.
type template []string

// fill returns the text with the names that name gives.
func (t template) fill(name func(string) string) string {
	var b strings.Builder
	for i, piece := range t {
		if i%2 == 1 {
			piece = name(piece)
		}
		b.WriteString(piece)
	}
	return b.String()
}

func (e *toldError) Error() string { return processors.Neutral(e) }

// Explain implements [processors.Explainer].
func (e *toldError) Explain(name func(string) string) (message, hint string) {
	return e.message.fill(name), e.hint.fill(name)
}

// appendError appends err, which may be nil.
func appendError(b []byte, err error) []byte {
	if err == nil {
		return wire.AppendBool(b, false)
	}
	b = wire.AppendBool(b, true)
	e := processors.Explainer(nil)
	if !errors.As(err, &e) {
		return template(nil).append(template{err.Error()}.append(b))
	}
	message, hint := e.Explain(func(setting string) string { return pieceMark + setting + pieceMark })
	message = strings.Replace(err.Error(), e.Error(), message, 1)
	b = template(strings.Split(message, pieceMark)).append(b)
	if hint == "" {
		return template(nil).append(b)
	}
	return template(strings.Split(hint, pieceMark)).append(b)
}

func (t template) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(t)))
	for _, piece := range t {
		b = wire.AppendString(b, piece)
	}
	return b
}

func decodeTemplate(d *wire.Decoder) template {
	t := make(template, d.Len(1))
	for i := range t {
		t[i] = d.String()
	}
	return t
}

// decodeError reads what appendError has written.
func decodeError(d *wire.Decoder) error {
	if !d.Bool() {
		return nil
	}
	e := &toldError{decodeTemplate(d), decodeTemplate(d)}
	if len(e.message)%2 == 0 || len(e.hint) > 0 && len(e.hint)%2 == 0 {
		d.Fail("a message in %d and %d pieces", len(e.message), len(e.hint))
		return nil
	}
	if len(e.message) == 1 && len(e.hint) == 0 {
		return errors.New(e.message[0])
	}
	for _, piece := range slices.Concat(e.message, e.hint) {
		if strings.Contains(piece, pieceMark) {
			d.Fail("a piece of a message is two")
		}
	}
	return e
}

// pieceMark is around the names of settings while a message is cut into pieces.
const pieceMark = "\x00"
