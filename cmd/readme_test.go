package cmd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// A readmeBlock is commands of the README, and what it shows below them.
type readmeBlock struct {
	commands []string
	shown    string // what the last command prints; "": not shown
	at       string // the lines of the page that show it
}

// readmeBlocks returns the indented commands of a page, and the fenced blocks
// named text or json directly below them. Blocks with any other name only
// illustrate.
func readmeBlocks(page string) (blocks []readmeBlock) {
	fence, open := []string(nil), false
	below := false // the last block ends just above, but for empty lines
	for line := range strings.Lines(page) {
		text := strings.TrimRight(line, "\n")
		switch command, indented := strings.CutPrefix(text, "    "); {
		case open && text == "```":
			open = false
			if below && fence != nil {
				last := &blocks[len(blocks)-1]
				last.at = strings.Join(fence, "\n") + "\n"
				last.shown = last.at
			}
			below = false
		case open && fence != nil:
			fence = append(fence, text)
		case open:
		case strings.HasPrefix(text, "```"):
			open, fence = true, nil
			if text == "```text" || text == "```json" {
				fence = []string{}
			}
		case indented && below && len(blocks) > 0 && blocks[len(blocks)-1].shown == "":
			last := &blocks[len(blocks)-1]
			last.commands = append(last.commands, command)
		case indented:
			blocks, below = append(blocks, readmeBlock{commands: []string{command}}), true
		case text != "":
			below = false
		}
	}
	return blocks
}

// statusNote is how a comment behind a command names its status.
var statusNote = regexp.MustCompile(`# .*\(status (\d+)\)`)

// changing are the figures that are others in each run, and … stands for what
// is left out.
var changing = regexp.MustCompile(`(\d+(\\\.\d+)? (ms|s|min|h)\b ?)+|…`)

// printedAs reports whether output is what the page shows, but for figures that
// change from run to run.
func printedAs(shown, output string) bool {
	pattern := changing.ReplaceAllStringFunc(regexp.QuoteMeta(shown), func(found string) string {
		if found == "…" {
			return `.*`
		}
		return `(?:\d+(?:\.\d+)? (?:ms|s|min|h) ?)+`
	})
	return regexp.MustCompile("^" + pattern + "$").MatchString(output)
}

// The README is tried as its reader does: every command as it is written, one
// after the other, in a fresh clone. What it shows is what they print.
func TestReadmeRunsAsWritten(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its commands are for a shell")
	}
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	clone, env := newClone(t)
	ran := 0
	for _, block := range readmeBlocks(text) {
		var output string
		for _, command := range block.commands {
			if !readmeRuns(command) {
				continue
			}
			ran++
			shell := exec.Command("sh", "-c", strings.Replace(command, "go run . ", "fanout ", 1))
			shell.Dir, shell.Env = clone, env
			printed, err := shell.CombinedOutput()
			output = string(printed)
			want := 0
			if note := statusNote.FindStringSubmatch(command); note != nil {
				want, _ = strconv.Atoi(note[1])
			}
			if got := shell.ProcessState.ExitCode(); got != want {
				t.Errorf("%s\nstatus %d, want %d (%v)\n%s", command, got, want, err, output)
			}
		}
		switch {
		case block.shown == "" || printedAs(block.shown, output):
		case *updateScripts:
			text = strings.Replace(text, block.at, output, 1)
		default:
			t.Errorf("%s\nprints\n%s\nREADME shows\n%s", block.commands[len(block.commands)-1], output, block.shown)
		}
	}
	if ran < 20 {
		t.Errorf("only %d commands found", ran)
	}
	if text != string(page) {
		if err := os.WriteFile("../README.md", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// readmeRuns reports whether a command is tried here. Those that build and test
// the program are not, and those for Slurm only where it is.
func readmeRuns(command string) bool {
	if strings.Contains(command, "submit slurm") {
		_, err := exec.LookPath("sbatch")
		return err == nil && os.Getenv("SLURM_CONF") != ""
	}
	return !regexp.MustCompile(`^(CGO_ENABLED=0 )?go (install|build|test) `).MatchString(command)
}

// newClone returns a folder with the test data where a clone has it, and an
// environment in which fanout is on the path.
func newClone(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("../testdata")); err != nil {
		t.Fatal(err)
	}
	return dir, append(os.Environ(), fmt.Sprintf("PATH=%s%c%s", programFolder(t), os.PathListSeparator, os.Getenv("PATH")), "CI=")
}
