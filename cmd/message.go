package cmd

import (
	"errors"
	"strings"
	"unicode/utf8"

	"fanout/processors"
	"fanout/processors/analyze/hint"
)

// flags are the flags that decide about the settings which errors of the
// processors name.
var flags = map[string]string{
	"AllPages":         "--pages",
	"Audit":            "--audit",
	"Background":       "--background",
	"BadRows":          "--bad-rows",
	"BlankLines":       "--blank-lines",
	"Comment":          "--comment",
	"DateOrder":        "--date-order",
	"Contain":          "--fit contain",
	"Decimal":          "--decimal",
	"Delimiter":        "--delimiter",
	"Encoding":         "--encoding",
	"Escape":           "--escape",
	"FullChroma":       "--chroma",
	"Filter":           "--kernel",
	"False":            "--false-values",
	"Format":           "--format",
	"Header":           "--headers or --no-headers",
	"Invalid":          "--invalid",
	"Journal":          "--journal FILE",
	"Keep":             "--keep",
	"KeepICC":          "--icc",
	"Kind":             "--input",
	"LimitPixels":      "--limit-pixels",
	"MaxRecord":        "--max-record",
	"Memory":           "--max-memory",
	"Name":             "--name",
	"Negatives":        "--negatives",
	"Nulls":            "--null-values",
	"Output":           "-o",
	"Overwrite":        "--overwrite always",
	"PasswordColumn":   "--password-column",
	"PerFile":          "--per-file",
	"Progressive":      "--progressive",
	"Quality":          "--quality",
	"Quote":            "--quote",
	"Repeated":         "--repeated-headers",
	"Resume":           "--resume",
	"RetryFailed":      "--retry-failed",
	"Select":           "--select",
	"SkipInitialSpace": "--skip-initial-space",
	"SkipLines":        "--skip-lines",
	"Thousands":        "--thousands",
	"Trim":             "--trim",
	"True":             "--true-values",
	"Types":            "--types",
	"Units":            "--units",
	"UnwrapLines":      "--unwrap-lines",
	"Update":           "--update",
	"UserColumn":       "--user-column",
	"Verify":           "--verify",
}

// flagOf returns the flag for a setting of a job.
func flagOf(setting string) string {
	if name, ok := flags[setting]; ok {
		return name
	}
	return setting
}

// settingFlags are flags that stand for a value of a setting, by "NAME VALUE".
var settingFlags = map[string]string{
	"SkipInitialSpace yes": "--skip-initial-space",
	"UnwrapLines yes":      "--unwrap-lines",

	"Header yes": "--headers",
	"Header no":  "--no-headers",
	"Trim yes":   "--trim",

	"DateOrder dmy or mdy":        "--date-order dmy or --date-order mdy",
	"DateOrder dmy or ymd":        "--date-order dmy or --date-order ymd",
	"DateOrder mdy or ymd":        "--date-order mdy or --date-order ymd",
	"DateOrder dmy or mdy or ymd": "--date-order dmy or --date-order mdy or --date-order ymd",
}

// flagsOf returns the flags for settings of hints, as a shell takes them.
func flagsOf(settings []hint.Setting) string {
	var words []string
	for _, s := range settings {
		flag, whole := settingFlags[s.Name+" "+s.Value]
		if !whole {
			flag = flagOf(s.Name) + " " + shellWord(s.Value)
		}
		words = append(words, flag)
	}
	return strings.Join(words, " ")
}

// shellWord puts text into quotes unless a shell takes it as it is.
func shellWord(text string) string {
	special := func(r rune) bool {
		return !(r >= 0x80 || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' || strings.ContainsRune("_-+=:,./@%^", r))
	}
	if text != "" && !strings.ContainsFunc(text, special) {
		return text
	}
	if strings.Contains(text, "'") && !strings.ContainsAny(text, `"$\`+"`!") {
		return `"` + text + `"`
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// message returns the text of err with the flags that decide: an Explainer in
// its chain calls its settings so.
func message(err error) string {
	text := err.Error()
	if e := processors.Explainer(nil); errors.As(err, &e) {
		explained, _ := e.Explain(flagOf)
		text = strings.Replace(text, e.Error(), explained, 1)
	}
	if !utf8.ValidString(text) { // JSON, where it may go, could not hold it
		text = show(text, true)
	}
	return text
}

// hintOf returns the user's next step after err, or "".
func hintOf(err error) string {
	if e := processors.Explainer(nil); errors.As(err, &e) {
		if _, h := e.Explain(flagOf); h != "" {
			return h
		}
	}
	if h := (interface{ Hint() string })(nil); errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}
