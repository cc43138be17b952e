package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"fanout/internal/cluster"
)

// missingShards returns the shards that have no part yet.
func (p *slurmPlan) missingShards() ([]int, error) {
	entries, err := os.ReadDir(p.parts)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Name()] = true
	}
	var missing []int
	for i := 1; i <= p.shards; i++ {
		if !there[fmt.Sprintf("part-%05d-of-%05d", i, p.shards)] {
			missing = append(missing, i)
		}
	}
	return missing, nil
}

// selectShards fills in the shards to submit. done reports that there is
// nothing to do.
func (p *slurmPlan) selectShards(sys *IO) (done bool, err error) {
	if p.missing {
		if p.selected, err = p.missingShards(); err != nil {
			return false, err
		}
		if len(p.selected) == 0 && p.merged() {
			p.say(sys, "nothing is missing: all %d shards have their part, and they are merged", p.shards)
			return true, nil
		}
		return false, nil
	}
	for i := range p.shards {
		p.selected = append(p.selected, i+1)
	}
	return false, nil
}

// merged reports whether the parts have been merged.
func (p *slurmPlan) merged() bool {
	_, err := os.Stat(p.script("merged.json"))
	return err == nil
}

// haveNoPart says which shards are missing.
func haveNoPart(missing []int) string {
	verb := "have"
	if len(missing) == 1 {
		verb = "has"
	}
	return fmt.Sprintf("%s %s no part", shardsText(cluster.Numbers(missing)), verb)
}

// commandMissing returns the command that submits what is missing.
func (p *slurmPlan) commandMissing() string {
	words := append([]string{"fanout", "submit", "slurm"}, p.flags()...)
	for i, w := range words {
		words[i] = shellWord(w)
	}
	line := strings.Join(words, " ") + " --missing --"
	for _, w := range p.words {
		line += " " + shellWord(w)
	}
	return line
}

// flags returns the flags of the submission, without those that say what to do
// once.
func (p *slurmPlan) flags() []string {
	flags := []string{"--shards", fmt.Sprint(p.shards)}
	for _, f := range []struct{ name, value string }{
		{"cpus", fmt.Sprint(p.cpus)}, {"mem", string(p.memory)}, {"time", string(p.time)}, {"partition", p.partition},
		{"max-parallel", fmt.Sprint(p.maxParallel)},
	} {
		if f.value != "" && f.value != "0" {
			flags = append(flags, "--"+f.name, f.value)
		}
	}
	return flags
}

// readStatus reads what the merge job with that number has left.
func (p *slurmPlan) readStatus(id string) (status int, ok bool) {
	text, err := os.ReadFile(p.script(statusName))
	if err != nil || len(text) > 64 {
		return 0, false
	}
	var job string
	n, err := fmt.Sscanf(string(text), "%s %d", &job, &status)
	return status, err == nil && n == 2 && job == id
}
