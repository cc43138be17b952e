package cluster

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Submit gives a script to Slurm. args are those of sbatch, the script and its
// arguments among them. It returns the number of the new job.
func Submit(ctx context.Context, args ...string) (id string, err error) {
	answer, err := run(ctx, "sbatch", SubmitArgs(args...)...)
	if err != nil {
		return "", err
	}
	if id, err = parseSubmitted(answer); err != nil {
		return "", &CommandError{Command: "sbatch", Err: err}
	}
	return id, nil
}

// SubmitArgs returns all arguments with which Submit runs sbatch.
func SubmitArgs(args ...string) []string { return append([]string{"--parsable"}, args...) }

var submitted = regexp.MustCompile(`^([1-9][0-9]{0,9})(;[A-Za-z0-9_.-]+)?\n?$`)

// parseSubmitted reads the answer of sbatch --parsable: the number of the job,
// and of a federation also the cluster's name.
func parseSubmitted(answer string) (string, error) {
	m := submitted.FindStringSubmatch(answer)
	if m == nil {
		return "", fmt.Errorf("it answered %.100q, not the number of a job", answer)
	}
	return m[1], nil
}

// Cancel cancels jobs, those that wait and those that run.
func Cancel(ctx context.Context, ids ...string) error {
	_, err := run(ctx, "scancel", ids...)
	return err
}

// DefaultMaxIndex is the highest index of an array where nothing is configured.
const DefaultMaxIndex = 1000

var (
	arraySize = regexp.MustCompile(`(?m)^MaxArraySize\s*=\s*([0-9]{1,9})\s*$`)
	perArray  = regexp.MustCompile(`(?m)^SchedulerParameters\s*=(?:.*,|\s*)max_array_tasks=([0-9]{1,9})(?:,|\s|$)`)
)

// MaxIndex asks for the highest index that a task of an array can have here,
// where the first is 1.
func MaxIndex(ctx context.Context) (int, error) {
	answer, err := run(ctx, "scontrol", "show", "config")
	if err != nil {
		return 0, err
	}
	n, err := parseMaxIndex(answer)
	if err != nil {
		return 0, &CommandError{Command: "scontrol", Err: err}
	}
	return n, nil
}

// parseMaxIndex reads the answer of scontrol show config. MaxArraySize is one
// above the highest index; max_array_tasks is a number of tasks.
func parseMaxIndex(config string) (int, error) {
	m := arraySize.FindStringSubmatch(config)
	if m == nil {
		return 0, errors.New("its configuration has no MaxArraySize")
	}
	n, _ := strconv.Atoi(m[1]) // digits
	n--
	if m := perArray.FindStringSubmatch(config); m != nil {
		tasks, _ := strconv.Atoi(m[1])
		n = min(n, tasks)
	}
	if n < 1 {
		return 0, errors.New("arrays are switched off here: MaxArraySize is below 2")
	}
	return n, nil
}

// A Task is a task of an array, or a job that is none, as Slurm knows it.
type Task struct {
	Job    string // its number, the array's if it is a task of one
	Index  int    // in its array; -1: it is in none
	Name   string // of the job
	State  string // as PENDING or RUNNING
	Reason string // why it does not run
}

// ended are the states that a task does not leave any more.
var ended = map[string]bool{
	"BOOT_FAIL": true, "CANCELLED": true, "COMPLETED": true, "DEADLINE": true, "FAILED": true, "NODE_FAIL": true,
	"OUT_OF_MEMORY": true, "PREEMPTED": true, "REVOKED": true, "TIMEOUT": true, "LAUNCH_FAILED": true, "RECONFIG_FAIL": true,
}

// Ended reports whether the task is over, well or not. A state that is not
// known counts as one that the task can leave.
func (t Task) Ended() bool { return ended[t.State] }

// Completed reports whether the task ended with status 0.
func (t Task) Completed() bool { return t.State == "COMPLETED" }

// queueFormat is what Tasks asks for; the reason is last as it may hold any
// character.
const queueFormat = "%F|%K|%j|%T|%r"

// Tasks asks for all tasks of the jobs that have one of names, also for those
// that have ended lately: Slurm forgets them after some minutes.
func Tasks(ctx context.Context, names ...string) ([]Task, error) {
	answer, err := run(ctx, "squeue", "--noheader", "--array", "--states=all", "--name="+strings.Join(names, ","), "--format="+queueFormat)
	if err != nil {
		return nil, err
	}
	tasks, err := parseTasks(answer)
	if err != nil {
		return nil, &CommandError{Command: "squeue", Err: err}
	}
	return tasks, nil
}

// parseTasks reads the answer of squeue in queueFormat.
func parseTasks(answer string) ([]Task, error) {
	var tasks []Task
	for line := range strings.Lines(answer) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "CLUSTER: ") { // above the jobs of each of several
			continue
		}
		fields := strings.SplitN(line, "|", 5)
		if len(fields) < 5 || !submitted.MatchString(fields[0]) || fields[3] == "" {
			return nil, fmt.Errorf("it answered %.100q, not a job", line)
		}
		index := -1
		if fields[1] != "N/A" {
			n, err := strconv.ParseUint(fields[1], 10, 31)
			if err != nil {
				return nil, fmt.Errorf("it answered %.100q, not a job", line)
			}
			index = int(n)
		}
		tasks = append(tasks, Task{fields[0], index, fields[2], fields[3], fields[4]})
	}
	return tasks, nil
}
