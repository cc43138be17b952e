package source

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Tally counts what has been read of a list.
type Tally struct {
	Bytes int64 // of the text, line ends included
	Blank int64 // lines passed over
	CR    int64 // lines whose CR before the LF was taken off
	Ends  int64 // lines that end with LF

	// What a user might not expect in a password.
	NotUTF8    Marked // bytes that are not UTF-8
	InnerCR    Marked // a CR, where old Macs end lines
	NUL        Marked
	Mark       Marked // a byte order mark, not at the beginning of the list
	Decomposed Marked // not in Unicode's form NFC, as Macs write names of files
	Composed   int64  // in NFC, and other than in NFD
}

// add adds the numbers of another list; those of what is marked stay apart.
func (t *Tally) add(of *Tally) {
	t.Bytes += of.Bytes
	t.Blank += of.Blank
	t.CR += of.CR
	t.Ends += of.Ends
}

// Marked are lines that have something.
type Marked struct {
	Count int64
	Lines [10]int64 // the first ones' numbers; 0: none
}

// add adds a line.
func (m *Marked) add(line int64) {
	if m.Count < int64(len(m.Lines)) {
		m.Lines[m.Count] = line
	}
	m.Count++
}

// First returns the numbers of the first lines.
func (m *Marked) First() []int64 { return m.Lines[:min(m.Count, int64(len(m.Lines)))] }

// marks are what a password may have.
type marks struct {
	high    bool // bytes that are no ASCII
	cr, nul bool
}

// look counts what a password has of that which it may have.
func (t *Tally) look(line int64, p []byte, may marks) {
	if may.cr && bytes.IndexByte(p, '\r') >= 0 {
		t.InnerCR.add(line)
	}
	if may.nul && bytes.IndexByte(p, 0) >= 0 {
		t.NUL.add(line)
	}
	if !may.high || isASCII(p) {
		return
	}
	switch {
	case !utf8.Valid(p):
		t.NotUTF8.add(line)
		return
	case bytes.HasPrefix(p, []byte("\ufeff")):
		t.Mark.add(line)
	}
	switch {
	case norm.NFC.QuickSpan(p) < len(p) && !norm.NFC.IsNormal(p):
		t.Decomposed.add(line)
	case norm.NFD.QuickSpan(p) < len(p):
		t.Composed++
	}
}
