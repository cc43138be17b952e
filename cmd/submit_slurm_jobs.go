package cmd

import (
	"encoding/json"
	"os"
	"slices"
	"strings"

	"fanout/internal/cluster"
	"fanout/internal/part"
)

// jobsName is the file that says what was submitted last.
const jobsName = "jobs.json"

// slurmJobs are the jobs of a submission.
type slurmJobs struct {
	SchemaVersion int          `json:"schema_version"`
	Scheduler     string       `json:"scheduler"`
	Folder        string       `json:"folder"`
	Command       part.Args    `json:"command"` // of the job
	Shards        int          `json:"shards"`
	Arrays        []slurmArray `json:"arrays"`
	Merge         string       `json:"merge"` // the number of its job
}

// A slurmArray is an array job.
type slurmArray struct {
	ID     string `json:"job"`
	Offset int    `json:"offset"` // added to the index of a task, gives its shard
	Shards string `json:"shards"` // as 1-16
}

// newJobs returns what is known before anything is submitted.
func (p *slurmPlan) newJobs() *slurmJobs {
	return &slurmJobs{SchemaVersion: 1, Scheduler: "slurm", Folder: p.folder, Command: p.words, Shards: p.shards}
}

// text returns the jobs as JSON.
func (j *slurmJobs) text() string {
	var b strings.Builder
	enc := newEncoder(&b)
	enc.SetIndent("", "  ")
	_ = enc.Encode(j) // strings and numbers
	return b.String()
}

// readJobs reads what was submitted last. It returns nil if that cannot be
// read: then nothing is known of it.
func readJobs(path string) *slurmJobs {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var j slurmJobs
	if err := json.Unmarshal(text, &j); err != nil || j.SchemaVersion != 1 || j.Scheduler != "slurm" || j.Merge == "" {
		return nil
	}
	return &j
}

// same reports whether p would submit the same job.
func (j *slurmJobs) same(p *slurmPlan) bool {
	return j != nil && j.Shards == p.shards && j.Folder == p.folder && slices.Equal(j.Command, part.Args(p.words))
}

// arrayIDs returns the numbers of the arrays.
func (j *slurmJobs) arrayIDs() []string {
	var ids []string
	for _, a := range j.Arrays {
		ids = append(ids, a.ID)
	}
	return ids
}

// ids returns the numbers of all jobs that were submitted, the merge's last.
func (j *slurmJobs) ids() []string {
	ids := j.arrayIDs()
	if j.Merge != "" {
		ids = append(ids, j.Merge)
	}
	return ids
}

// shardOf returns the shard of a task; ok is false if it is of another job.
func (j *slurmJobs) shardOf(t cluster.Task) (shard int, ok bool) {
	for _, a := range j.Arrays {
		if a.ID == t.Job && t.Index > 0 {
			return a.Offset + t.Index, true
		}
	}
	return 0, false
}
