package render

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"fanout/processors/analyze/profile"
)

// A jsonWriter writes one object, or a list of them.
type jsonWriter struct {
	w    io.Writer
	list bool
	some bool // something is written
}

func (j *jsonWriter) Write(r *profile.Report) error {
	w := bufio.NewWriter(j.w)
	switch {
	case j.list && j.some:
		w.WriteString(",\n")
	case j.list:
		w.WriteString("[\n")
	}
	j.some = true
	if err := writeObject(w, r, "  "); err != nil {
		return err
	}
	if !j.list {
		w.WriteByte('\n')
	}
	return w.Flush()
}

func (j *jsonWriter) Close() error {
	end := ""
	switch {
	case j.list && j.some:
		end = "\n]\n"
	case j.list:
		end = "[]\n"
	}
	_, err := io.WriteString(j.w, end)
	return err
}

// A linesWriter writes one object per line.
type linesWriter struct{ w io.Writer }

func (l *linesWriter) Write(r *profile.Report) error {
	w := bufio.NewWriter(l.w)
	if err := writeObject(w, r, ""); err != nil {
		return err
	}
	w.WriteByte('\n')
	return w.Flush()
}

func (l *linesWriter) Close() error { return nil }

// writeObject writes r as an object of JSON, each level of which is indented by
// indent more than the one around it, or in one line. The columns, of which
// there may be tens of thousands, come last and are written one by one.
func writeObject(w *bufio.Writer, r *profile.Report, indent string) error {
	head := *r
	head.Columns = []profile.Column{}
	var text bytes.Buffer
	if err := appendJSON(&text, &head, "", indent); err != nil {
		return err
	}
	const list = "[]"
	at := bytes.LastIndex(text.Bytes(), []byte(list)) + 1
	w.Write(text.Bytes()[:at])
	rest := bytes.Clone(text.Bytes()[at:])
	between := ""
	if indent != "" {
		between = "\n" + indent + indent
	}
	for i := range r.Columns {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(between)
		text.Reset()
		if err := appendJSON(&text, &r.Columns[i], indent+indent, indent); err != nil {
			return err
		}
		if _, err := w.Write(text.Bytes()); err != nil {
			return err
		}
	}
	if len(r.Columns) > 0 && indent != "" {
		w.WriteString("\n" + indent)
	}
	_, err := w.Write(rest)
	return err
}

// appendJSON appends v to b, as [json.Indent] writes it unless indent is empty.
func appendJSON(b *bytes.Buffer, v any, prefix, indent string) error {
	text, err := profile.Marshal(v)
	if err != nil {
		return err
	}
	if indent == "" {
		b.Write(text)
		return nil
	}
	return json.Indent(b, text, prefix, indent)
}
