package render

import (
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fanout/processors/analyze/hint"
	"fanout/processors/analyze/profile"
)

// A figure is one of a column's figures, in full and by the name that JSON has
// for it. "" is undefined.
type figure struct {
	name, value string
}

// flatten returns the figures of a column, in the order of JSON: a quantile is
// called p25, a frequent value top1 and its count top1_count. There are as many
// as opt says, so that the names do not depend on the column. Histograms are
// left out.
func flatten(c *profile.Column, opt *Options) []figure {
	var figures []figure
	add := func(name, value string) { figures = append(figures, figure{name, value}) }
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		switch f := v.Field(i).Interface().(type) {
		case profile.Quantiles:
			for k, q := range opt.Quantiles {
				value := ""
				if k < len(f) {
					value = f[k].Value.Text
				}
				add("p"+q, value)
			}
		case []profile.TopValue:
			for k := range opt.Top {
				value, count := "", ""
				if k < len(f) {
					value, count = spreadsheet(f[k].Value, c.Type), strconv.FormatInt(f[k].Count, 10)
				}
				n := "top" + strconv.Itoa(k+1)
				add(n, value)
				add(n+"_count", count)
			}
		case []profile.Bucket:
		case hint.List:
			add(name, spreadsheet(sentences(f), profile.String))
		default:
			add(name, spreadsheet(scalarText(f), c.Type))
		}
	}
	return figures
}

// scalarText writes a figure that is one value, or a list of words.
func scalarText(f any) string {
	switch f := f.(type) {
	case profile.Scalar:
		return f.Text
	case profile.Type:
		return string(f)
	case string:
		return f
	case []string:
		return strings.Join(f, ", ")
	}
	v := reflect.ValueOf(f)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Int64, reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return v.String()
}

func sentences(hints hint.List) string {
	var all []string
	for _, h := range hints {
		all = append(all, h.Sentence())
	}
	return strings.Join(all, "; ")
}

// formulas are the characters that begin one, and those before which programs
// overlook one, also in their wide forms (OWASP, CSV injection).
const formulas = "=+-@\t\r\n＝＋－＠"

// spreadsheet keeps a text from being taken for a formula. Numbers of a column
// that has no text are left as they are. Control characters other than white
// space, which no spreadsheet takes, are escaped.
func spreadsheet(text string, t profile.Type) string {
	text = escaped(text, func(r rune) bool { return !unicode.IsControl(r) || strings.ContainsRune("\t\r\n", r) })
	first, _ := utf8.DecodeRuneInString(text)
	if text == "" || !strings.ContainsRune(formulas, first) {
		return text
	}
	if _, ok := parseDecimal(strings.TrimPrefix(text, "+")); ok && t != profile.String {
		return text
	}
	return "'" + text
}
