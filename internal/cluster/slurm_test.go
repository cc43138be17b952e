package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSubmittedNumbersAreReadStrictly(t *testing.T) {
	for _, c := range []struct{ answer, want string }{
		{"12\n", "12"}, {"12", "12"}, {"4294967295\n", "4294967295"}, {"7;north\n", "7"}, {"7;a-b.c_d\n", "7"},
		{"", ""}, {"\n", ""}, {"0\n", ""}, {"-1\n", ""}, {"Submitted batch job 12\n", ""}, {"12 \n", ""}, {"12\n13\n", ""},
		{"12;\n", ""}, {"12;a b\n", ""}, {"12345678901\n", ""}, {"0x10\n", ""},
	} {
		got, err := parseSubmitted(c.answer)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q: %q, %v, want %q", c.answer, got, err, c.want)
		}
	}
}

func TestHighestIndexOfAnArray(t *testing.T) {
	for _, c := range []struct {
		config string
		want   int
	}{
		{"MaxArraySize            = 1001\n", 1000},
		{"Configuration data\nMaxArraySize=4000001 \nMaxJobCount = 10\n", 4000000},
		{"MaxArraySize = 1001\nSchedulerParameters = bf_interval=3,max_array_tasks=200,x=1\n", 200},
		{"MaxArraySize = 1001\nSchedulerParameters = max_array_tasks=9999\n", 1000},
		{"MaxArraySize = 1001\nSchedulerParameters = my_max_array_tasks=3\n", 1000},
		{"MaxArraySize = 0\n", 0}, {"MaxArraySize = 1\n", 0}, {"", 0}, {"MaxArraySize = many\n", 0}, {"XMaxArraySize = 5\n", 0},
	} {
		got, err := parseMaxIndex(c.config)
		if got != c.want && err == nil || (err != nil) != (c.want == 0) {
			t.Errorf("%q: %d, %v, want %d", c.config, got, err, c.want)
		}
	}
}

func TestTasksAreReadStrictly(t *testing.T) {
	tasks, err := parseTasks("12|3|analyze-x-1|RUNNING|None\nCLUSTER: north\n13|N/A|a-merge|PENDING|launch failed | held\n\n12|4|x|OUT_OF_MEMORY|OutOfMemory\n")
	want := "[{12 3 analyze-x-1 RUNNING None} {13 -1 a-merge PENDING launch failed | held} {12 4 x OUT_OF_MEMORY OutOfMemory}]"
	if got := fmt.Sprint(tasks); err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	if tasks[0].Ended() || tasks[1].Ended() || !tasks[2].Ended() || tasks[2].Completed() {
		t.Error("states are misunderstood")
	}
	if (Task{State: "SOMETHING_NEW"}).Ended() {
		t.Error("a state that is not known counts as an end")
	}
	for _, wrong := range []string{"12", "a|3|n|RUNNING|x", "12|x|n|RUNNING|x", "12|-1|n|RUNNING|x", "12|3|n||x", "12|99999999999|n|RUNNING|x", "slurm_load_jobs error"} {
		if tasks, err := parseTasks(wrong + "\n"); err == nil {
			t.Errorf("%q is taken for %v", wrong, tasks)
		}
	}
}

// Every shard is a task of one array, with an index that Slurm allows, and the
// lists name them.
func TestArraysHoldEveryShardOnce(t *testing.T) {
	for _, c := range []struct {
		shards   []int
		maxIndex int
		atATime  int
		want     string
	}{
		{[]int{1, 2, 3, 4}, 1000, 0, "0:1-4"},
		{[]int{1, 2, 3, 4}, 1000, 2, "0:1-4%2"},
		{[]int{1, 2, 3, 4}, 1000, 4, "0:1-4"},
		{[]int{3, 7}, 1000, 0, "0:3,7"},
		{[]int{1, 2, 3, 4, 5, 6, 7}, 3, 2, "0:1-3%2 3:1-3%2 6:1"},
		{[]int{2005}, 1000, 0, "2000:5"},
		{[]int{1000, 1001, 2000, 2001}, 1000, 0, "0:1000 1000:1,1000 2000:1"},
		{nil, 1000, 0, ""},
	} {
		var got []string
		var shards []int
		for _, a := range Arrays(c.shards, c.maxIndex) {
			got = append(got, fmt.Sprintf("%d:%s", a.Offset, a.Option(c.atATime)))
			shards = append(shards, a.Shards()...)
		}
		if s := strings.Join(got, " "); s != c.want || !slices.Equal(shards, c.shards) {
			t.Errorf("%v: %s with %v, want %s", c.shards, s, shards, c.want)
		}
	}
}

// fake puts a command of that name, a shell script, in place of all others.
func fake(t *testing.T, name, script string) (dir string) {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!"+shell+"\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	return dir
}

func TestWhatACommandSaysIsTheError(t *testing.T) {
	fake(t, "sbatch", "echo 'sbatch: error: no room' >&2\necho 'sbatch: error: Batch job submission failed' >&2\nexit 1\n")
	_, err := Submit(t.Context(), "x.sh")
	if err == nil || err.Error() != "sbatch: no room; Batch job submission failed" {
		t.Error(err)
	}
	if _, err := Tasks(t.Context(), "x"); !Missing(err) || Missing(errors.New("x")) {
		t.Error("a missing command is not told:", err)
	}
	fake(t, "sbatch", "exit 3\n")
	if _, err := Submit(t.Context(), "x.sh"); err == nil || err.Error() != "sbatch: exit status 3" {
		t.Error(err)
	}
	fake(t, "sbatch", "echo sbatch is fine\n")
	if _, err := Submit(t.Context(), "x.sh"); err == nil || !strings.Contains(err.Error(), `it answered "sbatch is fine`) {
		t.Error(err)
	}
}

func TestAnEndedRunCallsNothing(t *testing.T) {
	fake(t, "sbatch", "echo 1\n")
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stopped")
	cancel(stop)
	if _, err := Submit(ctx, "x.sh"); !errors.Is(err, stop) {
		t.Error(err)
	}
}

// A job that is submitted from within a job does not inherit its CPUs, nor does
// a site's own setting make sbatch wait.
func TestJobsDoNotInheritFromTheJobAround(t *testing.T) {
	t.Setenv("SLURM_JOB_ID", "9")
	t.Setenv("SLURM_CPUS_PER_TASK", "64")
	t.Setenv("SLURM_CONF", "/conf")
	t.Setenv("SBATCH_WAIT", "1")
	t.Setenv("SBATCH_ACCOUNT", "physics")
	fake(t, "sbatch", `echo "$SLURM_JOB_ID,$SLURM_CPUS_PER_TASK,$SLURM_CONF,$SBATCH_WAIT,$SBATCH_ACCOUNT,$*" >&2; exit 1`)
	_, err := Submit(t.Context(), "x.sh", "1000")
	if want := "sbatch: ,,/conf,,physics,--parsable x.sh 1000"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if env := withoutJob([]string{"SLURM_CPUS_PER_TASK=4", "A=b"}); len(env) != 2 {
		t.Error("what is no job's is dropped:", env)
	}
}

func FuzzTasks(f *testing.F) {
	f.Add("12|3|analyze-x-1|RUNNING|None\n13|N/A|a-merge|PENDING|a|b\n")
	f.Add("CLUSTER: x\n")
	f.Fuzz(func(t *testing.T, answer string) {
		tasks, err := parseTasks(answer)
		for _, task := range tasks {
			if task.Job == "" || task.State == "" || task.Index < -1 || err != nil {
				t.Errorf("%+v, %v", task, err)
			}
		}
		if id, err := parseSubmitted(answer); err == nil && strings.Trim(id, "0123456789") != "" {
			t.Error(id)
		}
		if n, err := parseMaxIndex(answer); err == nil && n < 1 {
			t.Error(n)
		}
	})
}
