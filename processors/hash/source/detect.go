package source

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanout/internal/charset"
	"fanout/internal/unpack"
)

// examine looks at the beginning of the list: what it is packed with, encoded
// in, and whether it is what it is taken for. It begins the reading. A panic
// over hostile bytes is an error.
func (l *List) examine() (err error) {
	defer unpack.Recover(&err)
	s := &l.stream
	s.memory = l.opt.Memory
	if l.Typed() {
		l.Kind = max(l.Kind, Lines)
		s.bytes = s.buffer(l.raw)
		if err := s.decode(); err != nil {
			return err
		}
		return l.findColumns()
	}
	s.bytes = s.buffer(l.raw)
	magic, whole, err := peek(s.bytes, unpack.MagicSize)
	if err != nil {
		return err
	}
	if s.format = unpack.FormatOf(magic); s.format != nil {
		l.Packed = s.format.Name
		if err := s.unpack(s.bytes); err != nil {
			return err
		}
		whole = false
	}
	kind := l.opt.Kind
	if kind == Auto {
		kind = KindOf(l.opt.Path)
	}
	l.Kind = max(kind, Lines)
	var head []byte
	if !whole && (kind != Lines || l.opt.Encoding == charset.Auto) {
		if head, whole, err = peek(s.bytes, headSize); err != nil {
			return err
		}
	} else {
		head, _ = s.bytes.Peek(s.bytes.Buffered())
	}
	if err := l.refuseBinary(head, whole); err != nil {
		return err
	}
	l.detect(head)
	if err := l.refuseBytes(head); err != nil {
		return err
	}
	if err := s.decode(); err != nil {
		return err
	}
	if kind == Auto {
		if err := l.refuseLookalike(); err != nil {
			return err
		}
	}
	if err := l.findColumns(); err != nil {
		return err
	}
	return l.refuseHashes()
}

// refuseHashes refuses a list of users most of whose passwords are hashes
// already made, unless somebody has said what the list is.
func (l *List) refuseHashes() error {
	if l.Kind == Lines || l.opt.ReadDigest != nil {
		return nil
	}
	head, whole, err := l.textHead()
	if err != nil {
		return err
	}
	if i := bytes.LastIndexByte(head, '\n'); !whole && i >= 0 {
		head = head[:i+1]
	}
	r := l.reader(bytes.NewReader(head))
	defer r.Clear()
	all, hashes := 0, 0
	for range lookLines {
		rec, err := r.Next()
		if err != nil {
			break
		}
		if all++; rec.Err == nil && lookOfLine(rec.Password) == looksHash {
			hashes++
		}
	}
	if l.Hashes = hashes*2 > all; !l.Hashes || l.opt.Kind != Auto {
		return nil
	}
	return &RefusedError{l.Name, func(name func(string) string) (message, hint string) {
		message = fmt.Sprintf(": its passwords look like hashes (%d of the first %d)", hashes, all)
		return message, fmt.Sprintf("to check passwords against these hashes, use %s; to examine them, %s; if they are passwords, add %s %v",
			name("Verify"), name("Audit"), name("Kind"), l.Kind)
	}}
}

// refuseBinary names a file of another format. Text may begin like one, but
// without NULs and many control characters.
func (l *List) refuseBinary(head []byte, whole bool) error {
	const enough, many = 64 << 10, 50 // one control character in so many
	sample := head[:min(len(head), enough)]
	if bytes.IndexByte(sample, 0) < 0 && charset.Controls(sample)*many <= len(sample) {
		return nil
	}
	b, ok := unpack.BinaryOf(head, whole)
	if !ok {
		return nil
	}
	what, advice := b.Kind, b.AdviceFor("hash")
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		what, advice = zipKind(head, what, advice)
	}
	return refuse(l.Name, " is not a list of passwords but "+what, advice)
}

// refuseBytes refuses what is no text in any encoding, unless somebody has said
// that its lines are passwords.
func (l *List) refuseBytes(head []byte) error {
	const enough, many, few = 64 << 10, 50, 2 // one control character in so many, but not so few
	sample := head[:min(len(head), enough)]
	controls := charset.Controls(sample) - bytes.Count(sample, []byte{0})
	if l.opt.Kind == Lines || l.Encoding != charset.Auto || controls < few || controls*many <= len(sample) || utf8.Valid(charset.WithoutPart(sample)) {
		return nil
	}
	return &RefusedError{l.Name, func(name func(string) string) (message, hint string) {
		return " is not a list of passwords: its bytes are not text", fmt.Sprintf("if its lines are passwords, add %s %v", name("Kind"), Lines)
	}}
}

// zipKind names the document that a ZIP archive is, by the names of its first
// members.
func zipKind(head []byte, what, advice string) (kind, adviceFor string) {
	for _, d := range []struct{ member, kind string }{
		{"xl/", "an Excel workbook"},
		{"word/", "a Word document"},
		{"ppt/", "a PowerPoint presentation"},
		{"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file, such as .ods"},
		{"[Content_Types].xml", "an Office document, such as an Excel workbook"},
	} {
		if bytes.Contains(head, []byte(d.member)) {
			return d.kind, "save its table as CSV"
		}
	}
	return what, advice
}

// detect finds the encoding of the list.
func (l *List) detect(head []byte) {
	s, given := &l.stream, l.opt.Encoding
	mark, n := charset.Mark(head)
	switch {
	case n > 0 && (given == charset.Auto || given.Covers(mark)):
		s.mark, l.Encoding = n, mark
		if mark == charset.UTF8 && given == charset.Auto {
			l.Encoding = charset.Auto // some programs write the mark before anything
		}
	case given != charset.Auto:
		l.Encoding = given.OrderOf(head)
	case !narrow(head):
		if e := charset.DetectWide(head); hasLineFeeds(head, e) {
			l.Encoding = e
		}
	}
	s.encoding = l.Encoding
}

// narrow reports whether the text is of ASCII with some NULs in it, fewer than
// one byte in two: UTF-16 has one for each character of ASCII.
func narrow(text []byte) bool {
	zeros := bytes.Count(text, []byte{0})
	if zeros == 0 {
		return true
	}
	return zeros*5 < len(text)*2 && !bytes.ContainsFunc(text, func(r rune) bool {
		return r >= unicode.MaxASCII || r > 0 && r < ' ' && !strings.ContainsRune("\t\r\n", r)
	})
}

// hasLineFeeds reports whether most bytes that may be line feeds are some as
// code units of e, or there is none and every fourth byte is zero: other text
// may make sense as pairs of bytes by chance.
func hasLineFeeds(text []byte, e charset.Encoding) bool {
	size, at := 2, 0
	if e == charset.UTF32LE || e == charset.UTF32BE {
		size = 4
	}
	if e == charset.UTF16BE || e == charset.UTF32BE {
		at = size - 1
	}
	all, units := bytes.Count(text, []byte("\n")), 0
	if all == 0 {
		return bytes.Count(text, []byte{0})*4 >= len(text)
	}
	for i := 0; i+size <= len(text); i += size {
		if unit := text[i : i+size]; unit[at] == '\n' && bytes.Count(unit, []byte{0}) == size-1 {
			units++
		}
	}
	return units*2 > all
}

// textHead returns the beginning of the text, and whether it is all of it.
func (l *List) textHead() (head []byte, whole bool, err error) {
	head, err = l.stream.text.Peek(headSize)
	if err == io.EOF {
		return head, true, nil
	}
	return head, false, err
}

// findColumns finds out which columns hold the users and the passwords.
func (l *List) findColumns() error {
	if l.Kind != CSV && l.Kind != JSONL {
		return nil
	}
	head, whole, err := l.textHead()
	if err != nil {
		return err
	}
	if whole && len(bytes.Trim(head, "\r\n")) == 0 {
		return nil // no records
	}
	names, delimiter, err := header(l.Kind, head, whole)
	if err != nil {
		return refuse(l.Name, ": "+err.Error(), "")
	}
	c := &Columns{Names: names, Delimiter: delimiter}
	if err := c.choose(l.Name, &l.opt, l.Kind); err != nil {
		return err
	}
	l.Columns = c
	return nil
}

// countOf returns "1 line" or "2 lines".
func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
