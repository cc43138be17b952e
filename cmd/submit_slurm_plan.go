package cmd

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fanout/internal/cluster"
	"fanout/internal/part"
)

// A slurmPlan is what is given to Slurm: two scripts, and the arguments with
// which sbatch takes them.
type slurmPlan struct {
	*slurmOptions
	program  string    // this one
	folder   string    // in which the command was given
	parts    string    // the folder of the parts, of scripts and logs
	name     string    // of the array; the merge's has mergeSuffix
	maxIndex int       // of an array
	selected []int     // the shards that are submitted
	set      *part.Set // the parts, since there are some
}

// mergeSuffix tells the name of a merge job from that of its shards.
const mergeSuffix = "-merge"

// newSlurmPlan fills in where everything is. All names are absolute, since the
// jobs run on other machines in folders of their own.
func newSlurmPlan(o *slurmOptions) (*slurmPlan, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	parts := part.Folder(o.job.options.output)
	if !filepath.IsAbs(parts) {
		parts = filepath.Join(folder, parts)
	}
	if strings.Contains(parts, `\`) {
		return nil, usage("%q: Slurm cannot write logs below a path with a backslash: name another output", parts)
	}
	return &slurmPlan{
		slurmOptions: o, program: program, folder: folder, parts: parts,
		name: jobName(o.job.command, strings.TrimSuffix(parts, part.Extension)), maxIndex: cluster.DefaultMaxIndex,
	}, nil
}

// jobName returns the name of the jobs for an output: what they do, for people,
// and a digest of the path, by which a later submission finds them.
func jobName(command, output string) string {
	base := []rune(filepath.Base(output))
	base = base[:min(len(base), 32)]
	for i, r := range base {
		if !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '.' || r == '_') {
			base[i] = '_'
		}
	}
	digest := sha256.Sum256([]byte(output))
	return fmt.Sprintf("%s-%s-%x", command, string(base), digest[:4])
}

// script returns the path of a script.
func (p *slurmPlan) script(name string) string { return filepath.Join(p.parts, name) }

// logs returns the folder of the logs.
func (p *slurmPlan) logs() string { return filepath.Join(p.parts, "log") }

// oneArray reports whether every shard has a task of its own number.
func (p *slurmPlan) oneArray() bool { return p.shards <= p.maxIndex }

// shardScript returns the script of a shard. It ends as fanout does, since exec
// puts that in the place of the shell: so signals reach it, and Slurm sees its
// status.
func (p *slurmPlan) shardScript() string {
	which := scriptWord("auto/" + strconv.Itoa(p.shards))
	about := "# Runs the shard of fanout that has the number of the array's task."
	if !p.oneArray() {
		which = fmt.Sprintf(`"$((SLURM_ARRAY_TASK_ID + ${1:-0}))/%d"`, p.shards)
		about = "# Runs the shard of fanout that has the number of the array's task plus $1."
	}
	const place = "\x00" // no argument has this
	words := scriptWords(append([]string{p.program}, p.job.shardArgs(place)...))
	return p.head(about) + "exec " + strings.Replace(words, scriptWord(place), which, 1) + "\n"
}

// mergeScript returns the script of the merge. It leaves the status behind: a
// scheduler forgets it.
func (p *slurmPlan) mergeScript() string {
	status, fresh := scriptWord(p.script(statusName)), scriptWord(p.script(statusName+".new"))
	return p.head("# Merges the parts of the shards.") +
		"trap : TERM # waits for fanout, which gets the signal too\n" +
		scriptWords(append([]string{p.program}, p.job.mergeArgs(p.parts)...)) + "\n" +
		"status=$?\n" +
		`echo "${SLURM_JOB_ID:-0} $status" >` + fresh + " && mv " + fresh + " " + status + "\n" +
		"exit $status\n"
}

// statusName is the file in which a merge job leaves its number and status.
const statusName = "merge.status"

func (p *slurmPlan) head(about string) string {
	text := "#!/bin/sh\n" + about + " Made by fanout submit slurm.\n"
	if strings.ContainsRune(p.folder+strings.Join(p.words, ""), '\r') {
		text += "CR=$(printf '\\r')\n" // sbatch takes no script with CR and LF
	}
	return text + "cd " + scriptWord(p.folder) + " || exit 1\n"
}

// arrayArgs returns the arguments of sbatch for an array. after is the array
// that must have ended before, or "".
func (p *slurmPlan) arrayArgs(a cluster.Array, after string) []string {
	// An index in the name of a log is that of the task.
	log := "shard-%a.log"
	if a.Offset > 0 {
		log = fmt.Sprintf("shard-%d+%%a.log", a.Offset)
	}
	args := append(p.common(p.name, log), "--array="+a.Option(p.maxParallel))
	if after != "" {
		args = append(args, "--dependency=afterany:"+after)
	}
	args = append(args, p.script("shard.sh"))
	if !p.oneArray() {
		args = append(args, strconv.Itoa(a.Offset))
	}
	return args
}

// mergeJobArgs returns the arguments of sbatch for the merge after arrays,
// however they end: the merge sees for itself what is missing.
func (p *slurmPlan) mergeJobArgs(arrays []string) []string {
	args := p.common(p.name+mergeSuffix, "merge-%j.log")
	if len(arrays) > 0 {
		args = append(args, "--dependency=afterany:"+strings.Join(arrays, ":"))
	}
	return append(args, p.script("merge.sh"))
}

// common returns the arguments of sbatch that shards and merge share. They are
// not in the scripts, where environment variables would overrule them. In the
// name of a log Slurm replaces what begins with %.
func (p *slurmPlan) common(name, log string) []string {
	log = filepath.Join(strings.ReplaceAll(p.logs(), "%", "%%"), log)
	args := []string{"--job-name=" + name, "--requeue", "--open-mode=append", "--chdir=" + p.folder, "--output=" + log, "--error=" + log}
	for _, option := range []struct{ name, value string }{
		{"partition", p.partition}, {"mem", string(p.memory)}, {"time", string(p.time)},
	} {
		if option.value != "" {
			args = append(args, "--"+option.name+"="+option.value)
		}
	}
	if p.cpus > 0 {
		args = append(args, "--cpus-per-task="+strconv.Itoa(p.cpus))
	}
	return args
}

// scriptWords returns words as a line of a script has them.
func scriptWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = scriptWord(w)
	}
	return strings.Join(quoted, " ")
}

// scriptWord returns text as one word of a script, whatever is in it. The
// variable CR is a carriage return.
func scriptWord(text string) string {
	plain := func(r rune) bool {
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || strings.ContainsRune("_-+=:,./@%", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return strings.ReplaceAll("'"+strings.ReplaceAll(text, "'", `'\''`)+"'", "\r", `'"$CR"'`)
}
