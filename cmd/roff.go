package cmd

import (
	"fmt"
	"strings"
)

// A page is a man page as it is written, in the macros of man(7).
type page struct{ strings.Builder }

// line writes a line that is a macro, or text that is escaped already.
func (p *page) line(s string) { p.WriteString(s + "\n") }

// section begins one of the page's sections.
func (p *page) section(title string) { p.line(".SH " + title) }

// text writes a text that is filled.
func (p *page) text(s string) {
	for _, line := range wrap(s, 64) {
		p.line(escape(line))
	}
}

// term writes a word and what it means. left is escaped already.
func (p *page) term(left, text string) {
	p.line(".TP")
	p.line(left)
	p.text(text)
}

// rows writes a section of terms, if there are any.
func (p *page) rows(title string, rows []row) {
	if len(rows) > 0 {
		p.section(title)
	}
	for _, r := range rows {
		p.term(bold(r[0]), r[1])
	}
}

// paragraph writes one of a long text.
func (p *page) paragraph(par paragraph) {
	if par.verbatim {
		p.verbatim(par.text)
		return
	}
	p.text(par.text)
}

// verbatim writes lines that stay as they are.
func (p *page) verbatim(text string) {
	p.line(".EX")
	for line := range strings.SplitSeq(text, "\n") {
		p.line(escape(line))
	}
	p.line(".EE")
}

// synopsis writes how a command is called: its name in bold, and placeholders,
// which are in capitals, in italics.
func (p *page) synopsis(use, command string) {
	words := strings.Fields(strings.TrimPrefix(use, command))
	for i, word := range words {
		words[i] = emphasize(word)
	}
	p.line(strings.Join(append([]string{bold(command)}, words...), " "))
}

// emphasize sets the placeholders of a word in italics, and flags in bold.
func emphasize(word string) string {
	if core := strings.Trim(word, "[]"); strings.HasPrefix(core, "-") && core != "--" {
		return strings.Replace(escape(word), escape(core), bold(core), 1)
	}
	var b strings.Builder
	for len(word) > 0 {
		n := 0
		for n < len(word) && (word[n] >= 'A' && word[n] <= 'Z') {
			n++
		}
		if n > 0 {
			b.WriteString(italic(word[:n]))
			word = word[n:]
			continue
		}
		for n < len(word) && (word[n] < 'A' || word[n] > 'Z') {
			n++
		}
		b.WriteString(escape(word[:n]))
		word = word[n:]
	}
	return b.String()
}

func bold(s string) string   { return `\fB` + escape(s) + `\fR` }
func italic(s string) string { return `\fI` + escape(s) + `\fR` }

// escape returns s as roff prints it character by character: what a reader
// copies from the page is what stands here, hyphens and quotes too. A line that
// begins like a macro is none.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i == 0 && (r == '.' || r == '\'') {
			b.WriteString(`\&`)
		}
		switch r {
		case 0xa0: // see noBreak
			b.WriteString(`\ `)
		case '\\':
			b.WriteString(`\e`)
		case '-':
			b.WriteString(`\-`)
		case '\'':
			b.WriteString(`\(aq`)
		case '`':
			b.WriteString(`\(ga`)
		case '^':
			b.WriteString(`\(ha`)
		case '~':
			b.WriteString(`\(ti`)
		default:
			if r < 0x80 {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, `\[u%04X]`, r)
			}
		}
	}
	return b.String()
}
