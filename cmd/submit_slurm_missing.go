package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"fanout/internal/part"
)

// look looks for parts, in all of the folder the first time.
func (p *slurmPlan) look() error {
	if p.set != nil {
		return p.set.Update()
	}
	set, err := part.Scan(p.parts)
	switch {
	case errors.Is(err, fs.ErrNotExist): // no shard has started yet
		return nil
	case err != nil:
		return err
	case set.Plan.Shards != p.shards || set.Plan.Command != p.job.command:
		return &planError{&hintedError{
			fmt.Errorf("%q has the parts of %s in %s", p.parts, set.Plan.Command, plural(set.Plan.Shards, "shard")),
			"submit as before, or remove the folder, or name another output",
		}}
	}
	p.set = set
	return nil
}

// missingShards returns the shards that had no part at the last look.
func (p *slurmPlan) missingShards() []int {
	if p.set != nil {
		return p.set.Missing()
	}
	all := make([]int, p.shards)
	for i := range all {
		all[i] = i + 1
	}
	return all
}

// selectShards fills in the shards to submit. done reports that there is
// nothing to do.
func (p *slurmPlan) selectShards(sys *IO) (done bool, err error) {
	if err := p.look(); err != nil {
		return false, err
	}
	if !p.missing {
		p.set = nil
		p.selected = p.missingShards() // all
		return false, nil
	}
	p.selected = p.missingShards()
	if m := part.ReadMerged(p.parts); len(p.selected) == 0 && m != nil && m.Fingerprint == p.set.Plan.Fingerprint && m.Stands() {
		p.say(sys, "nothing is missing: %s done, and merged into %q", plural(p.shards, "shard"), m.Output)
		if p.wait && m.Status != statusDone {
			return true, &endedError{status: m.Status}
		}
		return true, nil
	}
	return false, nil
}

// haveNoPart says which shards are missing.
func haveNoPart(missing []int) string {
	verb := "have"
	if len(missing) == 1 {
		verb = "has"
	}
	return fmt.Sprintf("%s %s no part", shardsText(part.Ranges(missing)), verb)
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
