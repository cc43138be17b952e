package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// inBash calls the completion function as bash does when TAB is pressed behind
// line, and prints the options that it sets and then what it replies. words are
// those that bash makes of the line.
const inBash = `
source "$SCRIPT"
compopt() { printf 'option %s\n' "$*"; }
COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9 COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COLUMNS=100
_fanout
printf '%s\n' "${COMPREPLY[@]}"
`

// completeInBash returns what bash would offer behind line, sorted.
func completeInBash(t *testing.T, bash, script, dir, line string, words ...string) []string {
	t.Helper()
	c := exec.Command(bash, append([]string{"--norc", "--noprofile", "-c", inBash, "bash"}, words...)...)
	c.Dir = dir
	c.Env = append(os.Environ(), "SCRIPT="+script, "LINE="+line)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	slices.Sort(lines)
	return lines
}

// bashScript writes the script for bash into a folder, and returns bash's and
// the script's names.
func bashScript(t *testing.T) (bash, script string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("there is no bash")
	}
	if exec.Command(bash, "-c", "((BASH_VERSINFO[0] >= 4))").Run() != nil {
		t.Skip("this bash cannot be told what to do with file names")
	}
	out, err := exec.Command("fanout", "completion", "bash").Output()
	if err != nil {
		t.Fatal(err)
	}
	script = filepath.Join(t.TempDir(), "fanout.bash")
	if err := os.WriteFile(script, out, 0o666); err != nil {
		t.Fatal(err)
	}
	return bash, script
}

// The script for bash needs nothing but bash, and completes commands, flags
// with what they do, values also behind a =, and names of files.
func TestCompletionInBash(t *testing.T) {
	bash, script := bashScript(t)
	dir := t.TempDir()
	for _, name := range []string{"a.jpg", "b c.PNG", "notes.txt", "s.csv", "t.csv.gz", "web.parts/x"} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(name), 0o777) != nil || os.WriteFile(name, nil, 0o666) != nil {
			t.Fatal(name)
		}
	}
	words := func(line string) []string { return strings.Split(line, " ") }
	for _, c := range []struct {
		line  string
		words []string // nil: those between blanks
		want  []string // among what is offered; nil: nothing
	}{
		{"fanout re", nil, []string{"resize"}},
		{"fanout resize --lo", nil, []string{"--long-edge"}},
		{"fanout resize --ov", nil, []string{"--overwrite"}},
		{"fanout resize --fit co", nil, []string{"contain", "cover"}},
		{"fanout resize --fit=co", []string{"fanout", "resize", "--fit", "=", "co"}, []string{"contain", "cover"}},
		{"fanout resize --fit=", []string{"fanout", "resize", "--fit", "="}, []string{"inside", "outside"}},
		{"fanout resize --keep exif,i", nil, []string{"exif,iptc", "option -o nospace"}},
		{"fanout hash --input user:p", []string{"fanout", "hash", "--input", "user", ":", "p"}, []string{"pass"}},
		{"fanout hash --preset auth", nil, []string{"auth0"}},
		{"fanout hash --algo argon", nil, []string{"argon2id"}},
		{"fanout analyze --encoding windows-125", nil, []string{"windows-1252"}},
		{"fanout resize ", nil, []string{"a.jpg", "b c.PNG", "option -o filenames -o plusdirs"}},
		{"fanout analyze ", nil, []string{"s.csv", "t.csv.gz"}},
		{"fanout analyze n", nil, nil}, // bash itself completes notes.txt
		{"fanout resize -o ", nil, []string{"option +o default -o dirnames"}},
		{"fanout merge w", nil, []string{"option +o default -o dirnames"}},
		{"fanout resize --quality ", nil, []string{"option +o default"}},
		{"fanout submit slurm --shards 4 -- analyze --form", nil, []string{"--format"}},
		{"fanout completion z", nil, []string{"zsh"}},
	} {
		if c.words == nil {
			c.words = words(c.line)
		}
		got := completeInBash(t, bash, script, dir, c.line, c.words...)
		for _, want := range c.want {
			if !slices.Contains(got, want) {
				t.Errorf("%q: %q, want %q among them", c.line, got, want)
			}
		}
		if c.want == nil && !slices.Equal(got, []string{""}) {
			t.Errorf("%q: %q, want none", c.line, got)
		}
		for _, line := range got {
			if strings.Contains(line, "command not found") || strings.Contains(line, "`") {
				t.Errorf("%q: %q", c.line, line)
			}
		}
	}

	// Several flags come with what they do, in lines that fit.
	for _, line := range completeInBash(t, bash, script, dir, "fanout resize --", "fanout", "resize", "--") {
		if strings.HasPrefix(line, "--") && (!strings.Contains(line, "  (") || !strings.HasSuffix(line, ")") || len([]rune(line)) >= 100) {
			t.Errorf("offered: %q", line)
		}
	}
}

// The script for fish completes the same, folders and extensions too.
func TestCompletionInFish(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("there is no fish")
	}
	dir := t.TempDir()
	for _, name := range []string{"a.jpg", "notes.txt", "web.parts/x"} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(name), 0o777) != nil || os.WriteFile(name, nil, 0o666) != nil {
			t.Fatal(name)
		}
	}
	for line, want := range map[string]string{
		"fanout resize --lon":      "--long-edge\tlength of the longer side",
		"fanout resize --fit=co":   "--fit=contain\n--fit=cover",
		"fanout resize ":           "a.jpg\nweb.parts/",
		"fanout resize p -o ":      "web.parts/",
		"fanout resize --output=w": "--output=web.parts/",
		"fanout analyze n":         "notes.txt",
		"fanout hash --quiet n":    "notes.txt",
		"fanout resize --width ":   "",
	} {
		c := exec.Command(fish, "--no-config", "-c", "fanout completion fish | source; complete -C"+`"$LINE"`)
		c.Dir = dir
		c.Env = append(os.Environ(), "LINE="+line, "HOME="+dir)
		out, err := c.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q: %v, %q, want %q", line, err, got, want)
		}
	}
}
