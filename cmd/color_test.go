package cmd

import (
	"bytes"
	"testing"
)

func TestWhatDecidesAboutColor(t *testing.T) {
	for _, c := range []struct {
		choice   string
		terminal bool
		env      map[string]string
		want     bool
	}{
		{"auto", true, nil, true},
		{"auto", false, nil, false},
		{"always", false, map[string]string{"NO_COLOR": "1"}, true},
		{"never", true, map[string]string{"FORCE_COLOR": "1"}, false},
		{"auto", true, map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, false},
		{"auto", true, map[string]string{"NO_COLOR": ""}, true},
		{"auto", false, map[string]string{"FORCE_COLOR": "3", "TERM": "dumb", "CLICOLOR": "0"}, true},
		{"auto", false, map[string]string{"FORCE_COLOR": "0"}, false},
		{"auto", true, map[string]string{"FORCE_COLOR": "false"}, true},
		{"auto", false, map[string]string{"CLICOLOR_FORCE": "1"}, true},
		{"auto", false, map[string]string{"CLICOLOR_FORCE": "0"}, false},
		{"auto", true, map[string]string{"CLICOLOR": "0"}, false},
		{"auto", true, map[string]string{"CLICOLOR": "1"}, true},
		{"auto", false, map[string]string{"CLICOLOR": "1"}, false},
		{"auto", true, map[string]string{"TERM": "dumb"}, false},
	} {
		sys := IO{Getenv: func(name string) string { return c.env[name] }}
		if got := sys.useColor(c.choice, c.terminal); got != c.want {
			t.Errorf("%s at a terminal %v with %v: %v", c.choice, c.terminal, c.env, got)
		}
	}
}

func TestLocaleDecidesAboutBlocks(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{map[string]string{"LANG": "de_DE.UTF-8"}, true},
		{map[string]string{"LANG": "C.utf8"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, false},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_CTYPE": "de_DE"}, false},
		{map[string]string{"LANG": "POSIX", "LC_ALL": "en_US.UTF-8"}, true},
	} {
		sys := IO{Getenv: func(name string) string { return c.env[name] }}
		if got := sys.unicode(); got != c.want {
			t.Errorf("%v: %v", c.env, got)
		}
	}
}

// Errors of the command line are colored as it says, though it is wrong.
func TestMarksOfMessagesAreColored(t *testing.T) {
	const red, plain = "fanout: \x1b[31merror:\x1b[0m unknown", "fanout: error: unknown"
	for _, c := range []struct {
		args     []string
		terminal bool
		want     string
	}{
		{[]string{"resize", "--wrong"}, true, red},
		{[]string{"resize", "--wrong"}, false, plain},
		{[]string{"resize", "--wrong", "--color", "never"}, true, plain},
		{[]string{"resize", "--color=always", "--wrong"}, false, red},
		{[]string{"resize", "--wrong", "--", "--color=never"}, true, red},
	} {
		var errs bytes.Buffer
		sys := IO{
			Out: &bytes.Buffer{}, Err: &errs, ErrTerminal: c.terminal, ErrWidth: func() int { return 80 },
			Getenv: func(string) string { return "" },
		}
		if got := Main(t.Context(), c.args, sys); got != statusUsage || !bytes.HasPrefix(errs.Bytes(), []byte(c.want)) {
			t.Errorf("%q: status %d, %q", c.args, got, errs.String())
		}
	}
}
