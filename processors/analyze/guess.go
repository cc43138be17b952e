package analyze

import (
	"bytes"

	"fanout/processors/analyze/csvscan"
	"fanout/processors/analyze/source"
)

// guessWindow is how many bytes on both sides of a position are looked at to
// guess the state there.
const guessWindow = 64 << 10

// guessState returns the state in which the automaton is likely to be at
// position at of a file: the one under which the text around makes the better
// table. The text alone cannot tell in all cases, so that whoever knows what is
// before the window has to compare.
func guessState(f *openFile, at, window int64) (csvscan.State, error) {
	from, to := max(f.source.Body, at-window), min(f.source.Size, at+window)
	text := make([]byte, to-from)
	if err := source.ReadAt(f.file, text, from); err != nil {
		return 0, err
	}
	border := int(at - from)
	outside := trial{file: f, text: text}
	if from == f.source.Body {
		return outside.stateAt(border, csvscan.RecordStart), nil // no guess
	}
	state := outside.run(border, csvscan.Unquoted)
	if f.scanner.Quote == 0 {
		return state, nil
	}
	inside := trial{file: f, text: text}
	if other := inside.run(border, csvscan.Quoted); inside.isBetterThan(&outside) {
		return other, nil
	}
	return state, nil
}

// A trial reads a text as if it began in some state.
type trial struct {
	file *openFile
	text []byte
	sep  []uint32

	records int
	odd     int // records with an unusual number of fields
	astray  int // fields with quotes where none belong
}

// stateAt returns the state at the border, if the text begins in state begin.
func (t *trial) stateAt(border int, begin csvscan.State) (state csvscan.State) {
	t.sep, _, state = t.file.scanner.Index(t.sep, t.text, 0, border, begin)
	return state
}

// run reads all of the text, and returns the state at the border.
func (t *trial) run(border int, begin csvscan.State) csvscan.State {
	sc := t.file.scanner
	state := t.stateAt(border, begin)
	t.sep, _, _ = sc.Index(t.sep, t.text, border, len(t.text), state)
	d := t.file.reading.dataset
	start, fields, whole := 0, 0, false
	for i, p := range t.sep {
		field := t.text[start:csvscan.TrimCR(t.text, start, int(p))]
		switch {
		case i == 0 && begin == csvscan.Quoted:
			field = t.text[:p] // of which the beginning is not known
			count(&t.astray, !sc.WellQuoted(append([]byte{sc.Quote}, field...)))
		case sc.Quote != 0 && bytes.IndexByte(field, sc.Quote) >= 0:
			count(&t.astray, !t.isQuoted(field))
		}
		fields++
		if csvscan.IsLineBreak(t.text[p]) {
			blank := fields == 1 && len(field) == 0
			if whole && !blank {
				t.records++
				count(&t.odd, fields != d.fields && fields != len(d.Names))
			}
			fields, whole = 0, true
		}
		start = int(p) + 1
	}
	return state
}

// count adds 1 to n if yes.
func count(n *int, yes bool) {
	if yes {
		*n++
	}
}

// isQuoted reports whether the quotes of a field are where they belong.
func (t *trial) isQuoted(field []byte) bool {
	sc := t.file.scanner
	if sc.Escape != 0 {
		return sc.WellQuoted(field) // others may be escaped
	}
	if sc.SkipInitialSpace {
		field = bytes.TrimLeft(field, " ")
	}
	return len(field) > 0 && field[0] == sc.Quote && sc.WellQuoted(field)
}

// isBetterThan reports whether fewer quotes are astray than under o or, if that
// is equal, a smaller part of the records is odd. There must be a record. Text
// that is read the wrong way round has quotes astray at the ends of most quoted
// fields; but all records may have another number of fields than the header.
func (t *trial) isBetterThan(o *trial) bool {
	switch {
	case t.records == 0:
		return false
	case t.astray != o.astray:
		return t.astray < o.astray
	}
	return (t.odd+1)*(o.records+1) < (o.odd+1)*(t.records+1)
}
