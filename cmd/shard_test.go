package cmd

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestShardIsTakenFromTheScheduler(t *testing.T) {
	for _, c := range []struct{ text, env, want string }{
		{"3/16", "", "3/16"},
		{"1/1", "SLURM_ARRAY_TASK_ID=9", "1/1"},
		{"auto/16", "SLURM_ARRAY_TASK_ID=16", "16/16"},
		{"auto/16", "JOB_COMPLETION_INDEX=0", "1/16"},
		{"auto/16", "AWS_BATCH_JOB_ARRAY_INDEX=15", "16/16"},
		{"auto/16", "CLOUD_RUN_TASK_INDEX=1", "2/16"},
		{"auto/16", "BATCH_TASK_INDEX=1", "2/16"},
		{"auto/16", "SGE_TASK_ID=2", "2/16"},
		{"auto/16", "PBS_ARRAY_INDEX=2", "2/16"},
		{"auto/16", "LSB_JOBINDEX=2", "2/16"},
		{"auto/16", "NOMAD_ALLOC_INDEX=1", "2/16"},
		{"auto/16", "SGE_TASK_ID=undefined LSB_JOBINDEX=0 JOB_COMPLETION_INDEX=4", "5/16"},
		{"auto/16", "SLURM_ARRAY_TASK_ID=2 JOB_COMPLETION_INDEX=1", "2/16"},
		{"auto/16", "SLURM_ARRAY_TASK_ID=2 JOB_COMPLETION_INDEX=2", "name different shards: give I/16"},
		{"auto/16", "SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_ID is 0, and shards count from 1: submit the array with indexes 1-16"},
		{"auto/16", "SLURM_ARRAY_TASK_ID=17", "none of 16 shards (1 to 16)"},
		{"auto/16", "JOB_COMPLETION_INDEX=16", "none of 16 shards (0 to 15)"},
		{"auto/16", "JOB_COMPLETION_INDEX=-1", "none of 16 shards"},
		{"auto/16", "JOB_COMPLETION_INDEX=x", "is no index"},
		{"auto/16", "SGE_TASK_ID=undefined", "no index of an array is in the environment"},
		{"0/16", "", "must be from 1/16 to 16/16"},
		{"17/16", "", "must be from 1/16 to 16/16"},
		{"1/0", "", "from 1 to 100000"},
		{"1/100001", "", "from 1 to 100000"},
		{"3", "", "must be I/N"},
		{"auto", "", "must be I/N"},
		{"x/4", "", "must be I/N"},
		{"auto/x", "", "must be I/N"},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		f := shardFlag{getenv: func(name string) string { return env[name] }}
		got := ""
		if err := f.Set(c.text); err != nil {
			got = err.Error()
		} else {
			got = f.Shard.String()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s with %q is %s, want %s", c.text, c.env, got, c.want)
		}
	}
}

func TestPlanHasWhatShardsShare(t *testing.T) {
	sys := &IO{args: []string{"hash", "a", "-qj", "2", "--shard", "1/2", "-o", "b", "--max-errors=3", "--", "--shard"}}
	var line []string
	c := newHash(sys, func(_ context.Context, _ *IO, o *hashOptions) error {
		line = o.sharedLine()
		return nil
	})
	c.Args = nil
	c.SetArgs(sys.args[1:])
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"--output=b", "--max-errors=3", "--", "a", "--shard"}; !slices.Equal(line, want) {
		t.Errorf("%q, want %q", line, want)
	}
}

func TestSlurmDecidesAboutWorkersAndMemory(t *testing.T) {
	for _, c := range []struct {
		env    string
		cpus   int
		memory int64
	}{
		{"", 8, 1 << 40},
		{"SLURM_CPUS_PER_TASK=2 SLURM_MEM_PER_NODE=100", 8, 1 << 40}, // left over from a job
		{"SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=2 SLURM_CPUS_ON_NODE=4", 2, 1 << 40},
		{"SLURM_JOB_ID=1 SLURM_CPUS_ON_NODE=4 SLURM_MEM_PER_CPU=100", 4, 400 << 20},
		{"SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=3 SLURM_MEM_PER_CPU=100", 3, 300 << 20},
		{"SLURM_JOB_ID=1 SLURM_MEM_PER_CPU=100", 8, 100 << 20},
		{"SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=64 SLURM_MEM_PER_NODE=2048", 8, 2 << 30},
		{"SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=0 SLURM_MEM_PER_NODE=0", 8, 1 << 40},
		{"SLURM_JOB_ID=1 SLURM_CPUS_PER_TASK=x SLURM_MEM_PER_NODE=x", 8, 1 << 40},
		{"SLURM_JOB_ID=1 SLURM_CPUS_ON_NODE=9223372036854775807 SLURM_MEM_PER_CPU=9223372036854775807", 8, 1 << 40},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		getenv := func(name string) string { return env[name] }
		if cpus, memory := grantedCPUs(getenv, 8), grantedMemory(getenv, 1<<40); cpus != c.cpus || memory != c.memory {
			t.Errorf("%q: %d CPUs and %d bytes, want %d and %d", c.env, cpus, memory, c.cpus, c.memory)
		}
	}
}

func TestFlagsOfMerge(t *testing.T) {
	var o *mergeOptions
	newCommand := func() *cobra.Command {
		return newMerge(&IO{}, func(_ context.Context, _ *IO, options *mergeOptions) error { o = options; return nil })
	}
	own := func() any { return []any{o.dir, o.output, o.overwrite.value, o.wait, o.timeout} }
	shared := func() any {
		return []any{o.workers.of(8), o.memory.of(1000), o.report, o.summary, o.trace, o.progress.value, o.color.value, o.quiet, o.verbose}
	}
	runFlags(t, []flagCase{
		{"p", own, "[p  never false 0s]", ""},
		{"p -o q --overwrite always --wait --timeout 90m", own, "[p q always true 1h30m0s]", ""},
		{"p -j 3 --max-memory 512 --report r --summary-json s --trace t --progress plain --color never -q", shared, "[3 512 r s t plain never true false]", ""},
		{"p -v --ignore-environment", shared, "[0 750    auto auto false true]", ""},
		{"", nil, "", "no PARTS given"},
		{"p q", nil, "", "one folder of parts"},
		{"p --timeout 1s", nil, "", `--timeout needs --wait`},
		{"p --wait --timeout -1s", nil, "", `--timeout "-1s": must be a time such as 90m or 2h`},
		{"p -o -", nil, "", `--output "-": must be a file or folder`},
		{"p -q -v", nil, "", `--quiet and --verbose cannot be used together`},
	}, newCommand)
}
