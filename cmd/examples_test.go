package cmd_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The examples of every help text run as they stand there, one after the other,
// in a folder that has what they name.
func TestExamplesRun(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil || runtime.GOOS == "windows" {
		t.Skip("examples are for a POSIX shell")
	}
	all := 0
	for _, command := range helpCommands(t, "fanout") {
		examples := examplesOf(fanoutHelp(t, command))
		all += len(examples)
		if len(examples) == 0 {
			continue
		}
		t.Run(strings.ReplaceAll(command, " ", "-"), func(t *testing.T) {
			env := exampleFolder(t)
			for _, line := range prepared[command] {
				runExample(t, env, line)
			}
			for _, line := range examples {
				if testing.Short() && strings.Contains(line, "--tune") {
					continue // takes its time
				}
				runExample(t, env, line)
			}
		})
	}
	if all < 30 {
		t.Errorf("only %d examples were found", all)
	}
}

// prepared are commands that an example takes for granted.
var prepared = map[string][]string{
	"fanout merge": {
		"fanout resize photos -r -o web --width 9 --shard 1/2",
		"fanout resize photos -r -o web --width 9 --shard 2/2",
	},
	"fanout status": {"fanout analyze logs -r -o stats.json --shard 1/2"},
}

// runExample runs a line as a shell does. It must end with status 0 and no
// errors. What is read from standard input are passwords.
func runExample(t *testing.T, env []string, line string) {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Env = append(os.Environ(), env...)
	c.Dir = strings.TrimPrefix(env[0], "HOME=")
	c.Stdin = strings.NewReader("correct horse\nbattery staple\n")
	out, err := c.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("error:")) {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
}

// fanoutHelp returns the help text of a command.
func fanoutHelp(t *testing.T, command string) string {
	t.Helper()
	out, err := exec.Command("fanout", append(strings.Fields(command)[1:], "--help")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var commandLine = regexp.MustCompile(`(?m)^  ([a-z0-9]+) +[A-Z]`)

// helpCommands returns a command, and those that its help lists.
func helpCommands(t *testing.T, command string) []string {
	all := []string{command}
	_, list, _ := strings.Cut(fanoutHelp(t, command), "\nCommands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for _, found := range commandLine.FindAllStringSubmatch(list, -1) {
		all = append(all, helpCommands(t, command+" "+found[1])...)
	}
	return all
}

// examplesOf returns the commands between the first line of a help text and its
// usage. A backslash at the end of a line continues it.
func examplesOf(help string) []string {
	_, text, _ := strings.Cut(help, "\n\n")
	text, _, _ = strings.Cut("\n"+text, "\nUsage:\n")
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\\\n", ""), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// exampleFolder makes a folder with the inputs that examples name, and stubs of
// Slurm's and Kubernetes' commands, and returns the environment in which they
// run. The folder is its HOME.
func exampleFolder(t *testing.T) []string {
	dir := t.TempDir()
	write := func(name string, data []byte, perm os.FileMode) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, perm); err != nil {
			t.Fatal(err)
		}
	}
	stored := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "testdata", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for to, from := range map[string]string{
		"photos/hills.jpg": "photos/hills.JPG", "photos/disc.png": "photos/disc.png", "photos/2026/valley.webp": "photos/valley.webp",
		"photo.jpg": "photos/hills.JPG", "a.jpg": "photos/gray.jpg", "scans/ridge.tif": "photos/ridge.tif", "sales.csv": "csv/sales.csv",
	} {
		write(to, stored(from), 0o666)
	}
	for name, text := range map[string]string{
		"passwords.txt":      "correct horse\nbattery staple\n",
		"lists/new/b.txt":    "battery staple\n",
		"list.txt":           "correct horse\nbattery staple\n",
		"users.csv":          "email,password,name\nada@example.com,correct horse,Ada\nalan@example.com,battery staple,Alan\n",
		"survey.csv":         "age,q1,q2,q7,note\n31,4,5,1,good\nNA,3,N/A,2,\n",
		"exports/may.csv":    "day,amount\n2026-05-01,10.50\n",
		"exports/q2/jun.csv": "day,amount\n2026-06-01,7.25\n",
	} {
		write(name, []byte(text), 0o666)
	}
	for _, name := range []string{"logs/mon.csv.gz", "logs/tue.csv.gz"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte("time,ms\n10:00,12\n10:01,15\n")); err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		write(name, b.Bytes(), 0o666)
	}
	slurm, err := txtar.ParseFile("testdata/submit_slurm.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slurm.Files {
		if strings.HasPrefix(f.Name, "bin/") || f.Name == "config" {
			write(f.Name, f.Data, 0o777)
		}
	}
	write("bin/kubectl", []byte("#!/bin/sh\n[ $(grep -c '^kind: \"Job\"$') = 2 ]\n"), 0o777)
	for _, name := range []string{".config/fish/config.fish", "shard.sh"} {
		write(name, nil, 0o666)
	}
	return []string{
		"HOME=" + dir, "FAKE=" + dir, "PROFILE=" + filepath.Join(dir, "profile.ps1"),
		"PATH=" + filepath.Join(dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
	}
}
