package cmd

import (
	"errors"
	"strings"

	"fanout/processors"
)

// flags are the flags that decide about the settings which errors of the
// processors name.
var flags = map[string]string{
	"Delimiter":   "--delimiter",
	"Header":      "--headers or --no-headers",
	"LimitPixels": "--limit-pixels",
	"MaxRecord":   "--max-record",
	"Memory":      "--max-memory",
	"Name":        "--name",
	"Output":      "-o",
	"Overwrite":   "--overwrite always",
	"PerFile":     "--per-file",
	"Resume":      "--resume",
	"Update":      "--update",
}

// flagOf returns the flag for a setting of a job.
func flagOf(setting string) string {
	if name, ok := flags[setting]; ok {
		return name
	}
	return setting
}

// message returns the text of err with the flags that decide: an Explainer in
// its chain calls its settings so.
func message(err error) string {
	text := err.Error()
	if e := processors.Explainer(nil); errors.As(err, &e) {
		explained, _ := e.Explain(flagOf)
		text = strings.Replace(text, e.Error(), explained, 1)
	}
	return text
}

// hint returns the user's next step after err, or "".
func hint(err error) string {
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
