package cmd

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestFlagsOfSubmitSlurm(t *testing.T) {
	var o *slurmOptions
	newCommand := func() *cobra.Command {
		return newSubmitSlurm(&IO{}, func(_ context.Context, _ *IO, options *slurmOptions) error {
			o = options
			return nil
		})
	}
	asked := func() any { return []any{o.shards, o.maxParallel, o.cpus, o.memory, o.time, o.partition} }
	run := func() any { return []any{o.wait, o.missing, o.dryRun, o.quiet, o.progress.value, o.color.value} }
	job := func() any { return []any{o.job.command, o.job.flags, o.job.args} }
	const rest = " -- analyze f -o out"
	runFlags(t, []flagCase{
		{"--shards 16" + rest, asked, "[16 0 0   ]", ""},
		{"--shards 2500 --max-parallel 40 --cpus 4 --mem 8G --time 2h --partition big" + rest, asked, "[2500 40 4 8G 120 big]", ""},
		{"--shards 1 --mem 512MiB --time 1-12:00:00" + rest, asked, "[1 0 0 512M 1-12:00:00 ]", ""},
		{"--shards 1 --mem 7k --time 90" + rest, asked, "[1 0 0 7K 90 ]", ""},
		{"--shards 1 --time 61s" + rest, asked, "[1 0 0  2 ]", ""},
		{"--shards 1" + rest, run, "[false false false false auto auto]", ""},
		{"--shards 1 --wait --missing -q --progress json --color never" + rest, run, "[true true false true json never]", ""},
		{"--shards 1 -n" + rest, run, "[false false true false auto auto]", ""},
		{"--shards 1 --dry-run" + rest, run, "[false false true false auto auto]", ""},
		{"--shards 1 -- analyze f -d; -o out g --report=r", job, "[analyze [--delimiter=; --output=out --report=r] [f g]]", ""},
		{"--shards 1 resize p -o out --width 10 -- -p", job, "[resize [--output=out --width=10] [p -p]]", ""},
		{"--shards 1 -- hash f -o out -q", job, "[hash [--output=out --quiet=true] [f]]", ""},

		{"-- analyze f -o out", nil, "", `no number of shards given: use --shards N`},
		{"--shards 0" + rest, nil, "", `--shards "0": must be a whole number from 1 to 100000`},
		{"--shards 100001" + rest, nil, "", `--shards "100001": must be a whole number from 1 to 100000`},
		{"--shards 1 --max-parallel 0" + rest, nil, "", `--max-parallel "0": must be a whole number, at least 1`},
		{"--shards 1 --cpus -1" + rest, nil, "", `--cpus "-1": must be a whole number, at least 1`},
		{"--shards 1 --mem 4000" + rest, nil, "", "must be a whole number with a unit"},
		{"--shards 1 --mem 4GB" + rest, nil, "", "must be a whole number with a unit"},
		{"--shards 1 --time 0" + rest, nil, "", `: must be a time such as 90m or 2h, or in the form of Slurm: minutes, H:MM:SS or D-HH:MM:SS`},
		{"--shards 1 --time later" + rest, nil, "", `: must be a time such as 90m or 2h, or in the form of Slurm: minutes, H:MM:SS or D-HH:MM:SS`},
		{"--shards 1 --wait -n" + rest, nil, "", `--wait and --dry-run cannot be used together`},
		{"--shards 1", nil, "", "no job given"},
		{"--shards 1 -- doctor", nil, "", `"doctor" cannot be submitted`},
		{"--shards 1 -- analyze f", nil, "", "the job must name its output with -o"},
		{"--shards 1 -- analyze f -o -", nil, "", "the job must name its output with -o"},
		{"--shards 1 -- analyze - -o out", nil, "", "a submitted job has no standard input"},
		{"--shards 1 -- analyze f -o out -n", nil, "", "put it before the --"},
		{"--shards 1 -- analyze f -o out --report -", nil, "", "need the name of a file"},
		{"--shards 1 -- analyze f -o out --wrong", nil, "", `unknown flag --wrong`},
		{"--shards 1 -- hash f -o out --algo rot13", nil, "", "must be one of"},
	}, newCommand)
}

// What a shell makes of a script is what was to be passed on.
func TestScriptsPassEveryArgumentOn(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	words := []string{"", " ", "a b", "it's", `"$HOME"`, "`id`", `\`, "new\nline", "cr\r\nlf", "#SBATCH --hold", "~", "*", "!", "$(id)", "ä€\xff", "a=b", "-x", "\t", "'", "\r", "%j"}
	script := "CR=$(printf '\\r')\nprintf '%s\\0' " + scriptWords(words) + "\n"
	if strings.Contains(script, "\r") {
		t.Error("the script has a carriage return, which sbatch refuses")
	}
	out, err := exec.Command(shell, "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, words) {
		t.Errorf("got %q\nwant %q", got, words)
	}
}

// Jobs of one output have one name, those of others have other names, and none
// has what squeue would take for a list.
func TestJobNamesTellOutputsApart(t *testing.T) {
	if a, b := jobName("hash", "/a/out"), jobName("hash", "/b/out"); a == b || !strings.HasPrefix(a, "hash-out-") {
		t.Error(a, b)
	}
	if got := jobName("analyze", "/x/a,b c\n'"+strings.Repeat("é", 100)); strings.ContainsAny(got, ", \n'é") || len(got) > 60 {
		t.Error(got)
	}
}

// The status of another merge, or half a status, is none.
func TestStatusIsOfItsMerge(t *testing.T) {
	p := &slurmPlan{parts: t.TempDir()}
	for _, c := range []struct {
		text string
		want string
	}{{"12 3\n", "3 true"}, {"11 3\n", "0 false"}, {"12", "0 false"}, {"", "0 false"}, {"12 0\n", "0 true"}, {strings.Repeat("1", 99), "0 false"}} {
		if err := p.write(t.Context(), statusName, 0o600, c.text); err != nil {
			t.Fatal(err)
		}
		status, ok := p.readStatus("12")
		if !ok {
			status = 0
		}
		if got := fmt.Sprint(status, ok); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}
