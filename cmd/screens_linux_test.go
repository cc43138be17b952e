package cmd_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A stage is a subcommand at a terminal that has to wait for a pipe, so that a
// test decides how long it runs. What it leaves on the screen is its results,
// as the functions below check, and messages.
type stage struct {
	name    string
	command string // that waits
	shows   string // what the screen shows meanwhile
	// release has it end, with what the test holds of the pipe.
	release func(t *testing.T, pipe *os.File)
	report  bool // the pipe is full, and its other end is released
	// results checks the lines on the screen that are no messages.
	results func(t *testing.T, width int, lines []string)
}

const stageTable = "name,price\nbolt,1.5\nnut,2.25\nnut,0.5\n"

var stages = []stage{
	{
		name: "analyze", command: "fanout analyze - --color never <pipe", shows: "waiting for input",
		release: func(t *testing.T, pipe *os.File) { feed(t, pipe, stageTable) },
		results: func(t *testing.T, width int, lines []string) {
			path := filepath.Join(t.TempDir(), "stdin")
			if err := os.WriteFile(path, []byte(stageTable), 0o600); err != nil {
				t.Fatal(err)
			}
			want := onTerminal(t, width, nil, path, "--color", "never")
			want = strings.ReplaceAll(want, path, "stdin")
			if got := strings.Join(lines, "\n"); got != trimLines(want) {
				t.Errorf("results\n%s\nwant\n%s", got, want)
			}
		},
	}, {
		name: "hash", command: "fanout hash - --iterations 1 --color never <pipe", shows: "waiting for input",
		release: func(t *testing.T, pipe *os.File) { feed(t, pipe, strings.Repeat("hunter2\n", 50)) },
		results: func(t *testing.T, _ int, lines []string) {
			for i, line := range lines {
				var row struct{ Line int }
				if err := json.Unmarshal([]byte(line), &row); err != nil || row.Line != i+1 {
					t.Errorf("row %d is %q: %v", i+1, line, err)
				}
			}
			if len(lines) != 50 {
				t.Errorf("%d rows", len(lines))
			}
		},
	}, {
		name: "resize", command: "fanout resize photos -o out --width 8 --report pipe --color never", shows: "/60", report: true,
		release: drain, results: noResults,
	}, {
		name: "workers", command: "fanout resize photos -o out --width 8 --report pipe --color never --progress workers -j 3",
		shows: "/60", report: true, release: drain, results: noResults,
	}, {
		name: "merge", command: "fanout merge shards.parts --report pipe --color never", shows: "/60", report: true,
		release: drain, results: noResults,
	},
}

// trimLines returns text without blanks at the ends of lines.
func trimLines(text string) string {
	return strings.TrimSuffix(regexp.MustCompile(` +\n`).ReplaceAllString(text, "\n"), "\n")
}

func noResults(t *testing.T, _ int, lines []string) {
	if len(lines) > 0 {
		t.Errorf("on the screen: %q", lines)
	}
}

// feed writes to a pipe and closes it.
func feed(t *testing.T, pipe *os.File, text string) {
	if _, err := io.WriteString(pipe, text); err != nil {
		t.Error(err)
	}
	pipe.Close()
}

// drain reads a report that comes through a full pipe.
func drain(_ *testing.T, pipe *os.File) {
	go func() { _, _ = io.Copy(io.Discard, pipe) }()
}

// prepare makes the folder in which a stage runs.
func (s *stage) prepare(t *testing.T) (dir string, pipe *os.File) {
	t.Helper()
	dir = t.TempDir()
	end := silent
	if s.report {
		end = full
		photo, err := os.ReadFile("../testdata/photos/gray.jpg")
		if err == nil {
			err = os.Mkdir(filepath.Join(dir, "photos"), 0o777)
		}
		for i := 0; i < 60 && err == nil; i++ { // whose records are more than a buffer takes
			err = os.WriteFile(filepath.Join(dir, "photos", fmt.Sprintf("%d.jpg", i)), photo, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir, newPipe(t, filepath.Join(dir, "pipe"), end)
}

// before is what the shell does first.
func (s *stage) before() string {
	if s.name != "merge" {
		return ""
	}
	const shard = "fanout resize photos -o shards --width 8 -q --shard "
	return shard + "1/2 && " + shard + "2/2\n"
}

// open begins the stage at a terminal of that width, with more behind its
// command.
func (s *stage) open(t *testing.T, width int, more string) (*console, *os.File) {
	dir, pipe := s.prepare(t)
	script := s.before() + s.command + more + "\necho \"status $?\"; read line"
	c := newTerminal(t, dir, width, script, "TERM=xterm", "LC_ALL=C.UTF-8", "NO_COLOR=1")
	c.until(s.shows)
	return c, pipe
}

var remains = regexp.MustCompile(`███|░|[⠀-⣿]|elapsed|-:--`)

// endsAt reports whether the cursor stands on a clean line below the status,
// with nothing but these lines there. The terminal shows a Ctrl-C where the
// cursor was when it was typed: that is also there, or before the status, if
// the program was faster.
func (c *console) endsAt(below []string) bool {
	if late := strings.Join(below, ""); late != "" {
		return strings.Trim(late, "^C") == ""
	}
	return len(below) == 1 && c.screen.AtStart()
}

// leaves checks that the screen has messages and the status, and no trace of a
// bar, and returns the other lines.
func (c *console) leaves(status int) (lines []string) {
	c.t.Helper()
	c.until(fmt.Sprintf("status %d\r\n", status))
	all := c.screen.Lines()
	end := slices.IndexFunc(all, func(l string) bool { return strings.TrimLeft(l, "^C") == fmt.Sprintf("status %d", status) })
	if end < 0 || !c.endsAt(all[end+1:]) {
		c.t.Errorf("the screen does not end with the status:\n%s", strings.Join(all, "\n"))
		return nil
	}
	for _, line := range all[:end] {
		switch {
		case remains.MatchString(line):
			c.t.Errorf("the bar has left %q", line)
		case strings.HasPrefix(line, "fanout: "):
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

func TestScreens(t *testing.T) {
	for _, s := range stages {
		for _, width := range []int{40, 80, 120, 200} {
			t.Run(fmt.Sprintf("%s %d", s.name, width), func(t *testing.T) {
				t.Parallel()
				c, pipe := s.open(t, width, "")
				s.release(t, pipe)
				s.results(t, width, c.leaves(0))
				if c.screen.ReachedEdge() {
					t.Error("a bar was as wide as the screen")
				}
			})
		}
	}
}

func TestScreensThatChangeTheirWidth(t *testing.T) {
	for _, s := range stages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c, pipe := s.open(t, 120, "")
			for _, width := range []int{60, 150, 40, 200, 80} {
				c.resize(width)
				c.kill(unix.SIGUSR1)
				c.until(" so far\r\n")
			}
			s.release(t, pipe)
			s.results(t, 80, c.leaves(0))
		})
	}
}

func TestScreensAfterControlC(t *testing.T) {
	for _, s := range stages {
		for _, times := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s %d", s.name, times), func(t *testing.T) {
				t.Parallel()
				c, _ := s.open(t, 80, "")
				for range times {
					c.write("\x03")
				}
				if lines := c.leaves(130); slices.ContainsFunc(lines, func(l string) bool { return l != "^C" && l != "^C^C" }) {
					t.Errorf("on the screen: %q", lines)
				}
			})
		}
	}
}

func TestScreensAfterControlZ(t *testing.T) {
	for _, s := range stages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c, pipe := s.open(t, 80, "; echo stopped; read line; fg >/dev/null")
			c.write("\x1a")
			c.until("stopped\r\n")
			before := c.screen.Lines()
			if i := slices.IndexFunc(before, remains.MatchString); i >= 0 {
				t.Errorf("the bar stands above the prompt: %q", before[i])
			}
			c.write("\n")
			c.until(s.shows)
			s.release(t, pipe)
			lines := c.leaves(0)
			after := slices.IndexFunc(lines, func(l string) bool { return strings.HasSuffix(l, "stopped") })
			s.results(t, 80, lines[after+2:]) // below the empty line that was typed
		})
	}
}

// A pager has the terminal from the first result on.
func TestScreensOfAPager(t *testing.T) {
	for _, s := range stages[:2] {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			const pager = ` | { read row; echo "page one"; cat >rest; }`
			c, pipe := s.open(t, 80, pager)
			s.release(t, pipe)
			if lines := c.leaves(0); !slices.Equal(lines, []string{"page one"}) {
				t.Errorf("on the screen: %q", lines)
			}
			raw := c.screen.Raw()
			if _, after, _ := strings.Cut(raw, "page one"); strings.Contains(after, "\x1b") {
				t.Errorf("drawn over the pager: %q", after)
			}
		})
	}
}

func TestTypedTableEndsWithControlD(t *testing.T) {
	c := newTerminal(t, t.TempDir(), 80, `fanout analyze - --format jsonl; echo "status $?"; read line`, "TERM=xterm", "NO_COLOR=1")
	c.until("Ctrl-D ends it\r\n")
	c.write("a,b\n1,2\n\x04")
	lines := c.leaves(0)
	if len(lines) != 3 || lines[0] != "a,b" || lines[1] != "1,2" || !json.Valid([]byte(lines[2])) {
		t.Errorf("%q", lines)
	}
}
