package source

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
)

// refuseText names text that is of another format than CSV: the beginning of a
// file, decoded. Text in brackets, as in "[id],[name]" or "<DATE>,<TIME>", is
// CSV.
func refuseText(text []byte) error {
	text = bytes.TrimLeft(text[:min(len(text), maxSample)], "\ufeff \t\r\n")
	if len(text) == 0 {
		return nil
	}
	var kind, advice string
	switch text[0] {
	case '[', '{':
		kind, advice = jsonKind(text)
	case '<':
		kind, advice = markupKind(text)
	default:
		kind, advice = otherTextKind(text)
	}
	if kind == "" {
		return nil
	}
	return &FormatError{Kind: kind, Advice: advice, Setting: "Delimiter"}
}

var (
	jsonObjects = regexp.MustCompile(`^\[\s*\{\s*"(?:[^"\\]|\\.)*"\s*:`)
	jsonObject  = regexp.MustCompile(`^\{\s*"(?:[^"\\]|\\.)*"\s*:`)
)

// jsonKind returns the words for JSON: of text that begins with objects, or
// that is JSON as far as it goes.
func jsonKind(text []byte) (kind, advice string) {
	if bytes.HasPrefix(text, []byte(`{\rtf`)) {
		return "RTF", adviseSheet
	}
	if jsonObjects.Match(text) {
		return "JSON", "jq -r '.[] | [.[]] | @csv' FILE | fanout analyze -"
	}
	values, end := jsonValues(text)
	switch {
	case !end:
		return "", ""
	case text[0] == '[' && values <= 1:
		return "JSON", "jq -r '.[] | @csv' FILE | fanout analyze -"
	case text[0] == '[':
		return "JSON lines", "jq -r @csv FILE | fanout analyze -"
	case values > 1:
		return "JSON lines", "jq -r '[.[]] | @csv' FILE | fanout analyze -"
	case jsonObject.Match(text):
		return "JSON", "jq can write a list in it as CSV"
	}
	return "", ""
}

// jsonValues counts the values in text, which may be cut off, and reports
// whether all of it is JSON.
func jsonValues(text []byte) (values int, all bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	depth := 0
	for {
		t, err := d.Token()
		switch {
		case err == io.EOF:
			return values + min(depth, 1), true
		case err == io.ErrUnexpectedEOF:
			return values + 1, true
		case err != nil:
			return values, false
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth == 0 {
			values++
		}
	}
}

var (
	htmlStart = regexp.MustCompile(`(?is)^(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|script|meta)\b[^,;\t|\n]*>`)
	xmlStart  = regexp.MustCompile(`(?s)^(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?/?>`)
)

// markupKind returns the words for HTML and XML. A name in angle brackets makes
// none: it must be closed.
func markupKind(text []byte) (kind, advice string) {
	switch {
	case htmlStart.Match(text):
		return "HTML", "open it in a spreadsheet and save its table as CSV"
	case bytes.Contains(text, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return "a spreadsheet in Excel's XML", adviseSheet
	case bytes.HasPrefix(text, []byte("<?xml")):
		return "XML", "convert it to CSV first"
	}
	if m := xmlStart.FindSubmatch(text); m != nil && bytes.Contains(text, append([]byte("</"), m[1]...)) {
		return "XML", "convert it to CSV first"
	}
	return "", ""
}

// otherTextKind returns the words for formats that begin with a line of their
// own.
func otherTextKind(text []byte) (kind, advice string) {
	for _, f := range []struct{ begins, kind, advice string }{
		{"version https://git-lfs.github.com/spec/", "a pointer of Git LFS", "git lfs pull fetches the file itself"},
		{"%!PS-Adobe", "PostScript", ""},
		{"ID;PWXL", "a spreadsheet in SYLK", adviseSheet},
		{"-- MySQL dump", "an SQL dump", "the database can write its tables as CSV"},
		{"-- PostgreSQL database dump", "an SQL dump", "the database can write its tables as CSV"},
		{"--\n-- PostgreSQL database dump", "an SQL dump", "the database can write its tables as CSV"},
		{"PRAGMA foreign_keys=", "an SQL dump", "the database can write its tables as CSV"},
	} {
		if bytes.HasPrefix(text, []byte(f.begins)) {
			return f.kind, f.advice
		}
	}
	return "", ""
}
