//go:build linux

package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A limitCase is a run under a limit that a shell sets.
type limitCase struct {
	shell string // what is run before, or "exec" with redirections
	want  []int  // the statuses besides that of an undisturbed run
	long  bool   // not in the short form
}

// The run may die of these: the limit is below what Go's runtime needs, or the
// system kills it.
const (
	killed   = 137
	cpuLimit = 152 // SIGXCPU
)

func anyLimit(t *testing.T, cases []limitCase) {
	t.Helper()
	needs(t, "bash")
	for _, j := range jobs {
		u := j.undisturbed(t)
		for _, c := range cases {
			if c.long && level != "long" {
				continue
			}
			t.Run(j.name+" "+c.shell, func(t *testing.T) { c.test(t, u, nil) })
		}
	}
}

// test runs the job under the limit. If it ends well its outputs are right, and
// if not it says what to do, and the same command without the limit is right.
func (c limitCase) test(t *testing.T, u undisturbed, prepare func(cmd *exec.Cmd)) {
	dir := u.fresh(t)
	e := finish(t, limited(c.shell, dir, u.command, prepare))
	switch {
	case e.status == u.status:
		if err := u.whole(t, dir); err != nil {
			t.Errorf("%v\n%v", err, e)
		}
		return
	case !contains(c.want, e.status):
		t.Fatalf("want %d or one of %v: %v", u.status, c.want, e)
	}
	if err := unexplained(e); err != nil {
		t.Errorf("%v: %v", err, e)
	}
	if err := u.resumed(t, dir); err != nil {
		t.Errorf("%v\nfirst run: %v", err, e)
	}
}

// limited returns the command of a run after a shell has set a limit.
func limited(shell, dir string, arguments []string, prepare func(cmd *exec.Cmd)) *exec.Cmd {
	if !strings.HasPrefix(shell, "exec ") {
		shell += "; exec"
	}
	script := strings.Replace(shell, "exec", `exec "$0" "$@"`, 1)
	cmd := exec.Command("bash", append([]string{"-c", script, program}, arguments...)...)
	cmd.Dir = dir
	if prepare != nil {
		prepare(cmd)
	}
	return cmd
}

func contains(all []int, n int) bool {
	for _, x := range all {
		if x == n {
			return true
		}
	}
	return false
}

func TestFewOpenFilesSuffice(t *testing.T) {
	anyLimit(t, []limitCase{
		{shell: "ulimit -n 64"}, {shell: "ulimit -n 32"}, {shell: "ulimit -n 24", long: true},
		{shell: "ulimit -n 16", want: []int{1, 3}, long: true}, {shell: "ulimit -n 12", want: []int{1, 3}, long: true},
		{shell: "ulimit -n 10", want: []int{1, 2, 3}},
	})
}

func TestFileTooLargeIsNamedAndResumed(t *testing.T) {
	anyLimit(t, []limitCase{{shell: "ulimit -f 0", want: []int{1}, long: true}, {shell: "ulimit -f 1", want: []int{1}}, {shell: "ulimit -f 4", want: []int{1}, long: true}})
}

// A limit of address space ends a run with a message, not with a trace.
func TestMemoryThatIsRefusedEndsTheRunWithASentence(t *testing.T) {
	var cases []limitCase
	for i, mib := range []int{1600, 2000, 3000, 4000, 8000} { // with less Go's runtime may not begin
		cases = append(cases, limitCase{shell: fmt.Sprintf("ulimit -v %d", mib<<10), want: []int{1, 3}, long: i > 0})
	}
	for _, mib := range []int{200, 400} {
		cases = append(cases, limitCase{shell: fmt.Sprintf("ulimit -d %d", mib<<10), want: []int{1, 3}, long: true})
	}
	anyLimit(t, cases)
}

func TestSmallStackAndOneProcessorSuffice(t *testing.T) {
	anyLimit(t, []limitCase{{shell: "ulimit -s 64"}, {shell: "taskset -pc 0 $$ >/dev/null", long: true}, {shell: "ulimit -l 0", long: true}, {shell: "ulimit -c 0; ulimit -q 0; ulimit -i 0", long: true}})
}

// Streams that are closed or full lose no output.
func TestClosedStreamsLoseNothing(t *testing.T) {
	anyLimit(t, []limitCase{
		{shell: "exec <&-"}, {shell: "exec >&-"}, {shell: "exec 2>&-"}, {shell: "exec <&- >&- 2>&-", long: true},
		{shell: "exec >/dev/full", long: true}, {shell: "exec 2>/dev/full"}, {shell: "exec </dev/null >/dev/null 2>/dev/null", long: true},
	})
}

// What goes to standard output is not lost in silence where that cannot take
// it.
func TestStandardOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	needs(t, "bash")
	for _, arguments := range [][]string{{"analyze", "tables"}, {"analyze", "tables", "--format", "json"}, {"hash", "list.txt", "--iterations", "10"}} {
		for _, shell := range []string{"exec >&-", "exec >/dev/full"} {
			dir := t.TempDir()
			prepareList(t, dir)
			prepareTables(t, dir)
			e := finish(t, limited(shell, dir, arguments, nil))
			if err := unexplained(e); e.status != 1 || err != nil {
				t.Errorf("%q %s: %v\n%v", arguments, shell, err, e)
			}
		}
	}
}

func TestHomeAndTemporaryFolderAreNotNeeded(t *testing.T) {
	anyLimit(t, []limitCase{
		{shell: "unset HOME TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME PATH LANG"},
		{shell: "export HOME=/nonexistent TMPDIR=/nonexistent", long: true}, {shell: "export HOME=/proc TMPDIR=/proc", long: true},
	})
}

// Processor time that runs out ends the run as a signal does, or kills it; the
// run after it goes on.
func TestProcessorTimeThatRunsOutIsResumed(t *testing.T) {
	needsLong(t, "bash")
	dir := t.TempDir()
	prepareList(t, dir)
	arguments := []string{"hash", "list.txt", "-o", "made/hashes.jsonl", "--iterations", "300000", "-q"}
	for shell, want := range map[string]int{"ulimit -S -t 1": cpuLimit, "ulimit -t 1": killed} {
		e := finish(t, limited(shell, dir, arguments, nil))
		if e.status != want && e.status != cpuLimit {
			t.Fatalf("%s: %v", shell, e)
		}
		arguments = append(arguments, "--resume")
	}
	if e := run(t, dir, append([]string{program}, arguments...)...); e.status != 0 {
		t.Fatal(e)
	}
	if e := run(t, dir, program, "hash", "list.txt", "--verify", "made/hashes.jsonl"); e.status != 0 {
		t.Error(e)
	}
}

// A working folder that is gone is told from inputs that are not there.
func TestWorkingFolderThatIsGone(t *testing.T) {
	needs(t, "bash")
	for _, j := range jobs {
		dir := j.fresh(t)
		e := finish(t, limited(`mkdir gone; cd gone; rmdir ../gone`, dir, j.command, nil))
		if err := unexplained(e); e.status != 2 && e.status != 1 || err != nil {
			t.Errorf("%s: %v\n%v", j.name, err, e)
		}
		var absolute []string
		for _, argument := range j.command {
			if _, err := os.Stat(filepath.Join(dir, argument)); err == nil || strings.Contains(argument, "/") || argument == "out" || argument == "import" || argument == "summary.json" {
				argument = filepath.Join(dir, argument)
			}
			absolute = append(absolute, argument)
		}
		if e := finish(t, limited(`mkdir gone; cd gone; rmdir ../gone`, dir, absolute, nil)); e.status != j.status {
			t.Errorf("%s with absolute paths: %v", j.name, e)
		}
	}
}

// Where no more threads are to be had, the run ends with a sentence.
func TestThreadsThatAreRefusedEndTheRunWithASentence(t *testing.T) {
	needs(t, "bash", "setpriv")
	needsRoot(t) // other users have processes already, and root knows no such limit
	if err := os.Chmod(filepath.Dir(program), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, threads := range []int{12, 14, 16, 20, 24} { // with fewer Go's runtime does not begin
		for _, j := range jobs {
			if level != "long" && (threads != 16 || j.name != "hash") {
				continue
			}
			u := j.undisturbed(t)
			c := limitCase{shell: fmt.Sprintf(`ulimit -u %d`, threads), want: []int{1, 3}}
			t.Run(j.name+" "+c.shell, func(t *testing.T) {
				c.test(t, u, func(cmd *exec.Cmd) {
					if err := exec.Command("chmod", "-R", "a+rwX", filepath.Dir(cmd.Dir)).Run(); err != nil {
						t.Fatal(err)
					}
					setpriv := []string{"setpriv", "--reuid", "61234", "--regid", "61234", "--clear-groups", "--"}
					cmd.Args = append(setpriv, cmd.Args...)
					cmd.Path, _ = exec.LookPath("setpriv")
				})
			})
		}
	}
}

// In a group of little memory the budget follows the group's.
func TestMemoryOfAGroupIsKept(t *testing.T) {
	needs(t, "bash")
	needsRoot(t)
	group, limit := newMemoryGroup(t)
	for _, j := range jobs {
		u := j.undisturbed(t)
		for _, mib := range []int{64, 32, 24} {
			if level != "long" && mib != 64 {
				continue
			}
			if err := os.WriteFile(filepath.Join(group, limit), fmt.Appendf(nil, "%d\n", mib<<20), 0); err != nil {
				t.Skip(err)
			}
			c := limitCase{shell: "echo $$ > " + filepath.Join(group, "cgroup.procs"), want: []int{1, 3, killed}}
			t.Run(fmt.Sprintf("%s in %d MiB", j.name, mib), func(t *testing.T) { c.test(t, u, nil) })
		}
	}
}

// newMemoryGroup makes a control group, and returns its folder and the name of
// the file that holds its limit.
func newMemoryGroup(t *testing.T) (group, limit string) {
	t.Helper()
	for root, limit := range map[string]string{"/sys/fs/cgroup": "memory.max", "/sys/fs/cgroup/memory": "memory.limit_in_bytes"} {
		group := filepath.Join(root, fmt.Sprintf("fanout-faults-%d", os.Getpid()))
		if os.Mkdir(group, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { os.Remove(group) })
		if _, err := os.Stat(filepath.Join(group, limit)); err == nil {
			return group, limit
		}
	}
	t.Skip("no control group of memory can be made")
	return "", ""
}
