package cmd

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/chunker"
	"fanout/internal/part"
)

// An indexVariable is how a scheduler tells a task which one it is.
type indexVariable struct {
	name  string
	first int    // index of the first task
	none  string // value outside of an array
}

// indexVariables are those that --shard auto/N asks, the most common first.
var indexVariables = []indexVariable{
	{"SLURM_ARRAY_TASK_ID", 1, ""},
	{"JOB_COMPLETION_INDEX", 0, ""}, // Kubernetes
	{"AWS_BATCH_JOB_ARRAY_INDEX", 0, ""},
	{"CLOUD_RUN_TASK_INDEX", 0, ""},
	{"BATCH_TASK_INDEX", 0, ""}, // Google Cloud Batch
	{"SGE_TASK_ID", 1, "undefined"},
	{"PBS_ARRAY_INDEX", 1, ""},
	{"LSB_JOBINDEX", 1, "0"},
	{"NOMAD_ALLOC_INDEX", 0, ""},
}

// A shardFlag is --shard.
type shardFlag struct {
	chunker.Shard
	getenv func(string) string
	text   string
}

func (s *shardFlag) String() string { return s.text }
func (s *shardFlag) Type() string   { return "I/N" }

// Set takes I/N or auto/N.
func (s *shardFlag) Set(text string) error {
	index, of, found := strings.Cut(text, "/")
	n, err := strconv.Atoi(of)
	if !found || err != nil {
		return fmt.Errorf("must be I/N, such as 3/16, or auto/N")
	}
	if n < 1 || n > part.MaxShards {
		return fmt.Errorf("must have from 1 to %d shards", part.MaxShards)
	}
	shard := chunker.Shard{N: n}
	if index == "auto" {
		shard.I, err = s.index(n)
	} else if shard.I, err = strconv.Atoi(index); err != nil {
		return fmt.Errorf("must be I/N, such as 3/16, or auto/N")
	} else if shard.I < 1 || shard.I > n {
		err = fmt.Errorf("must be from 1/%d to %d/%d", n, n, n)
	}
	if err == nil {
		s.Shard, s.text = shard, text
	}
	return err
}

// index returns which of n shards the scheduler's environment says.
func (s *shardFlag) index(n int) (int, error) {
	found, from := 0, ""
	for _, v := range indexVariables {
		value := s.getenv(v.name)
		if value == "" || value == v.none {
			continue
		}
		i, err := strconv.Atoi(value)
		if err != nil {
			return 0, fmt.Errorf("%s is %q, which is no index", v.name, value)
		}
		i += 1 - v.first
		switch {
		case i == 0 && v.first == 1:
			return 0, fmt.Errorf("%s is 0, and shards count from 1: submit the array with indexes 1-%d", v.name, n)
		case i < 1 || i > n:
			return 0, fmt.Errorf("%s is %s, which is none of %d shards (%d to %d)", v.name, value, n, v.first, n+v.first-1)
		case found != 0 && i != found:
			return 0, fmt.Errorf("%s and %s name different shards: give I/%d", from, v.name, n)
		}
		found, from = i, v.name
	}
	if found == 0 {
		var names []string
		for _, v := range indexVariables {
			names = append(names, v.name)
		}
		return 0, fmt.Errorf("no index of an array is in the environment (%s): give I/%d", strings.Join(names, ", "), n)
	}
	return found, nil
}

// addShard adds the flag that makes a run one of several.
func (o *sharedOptions) addShard(c *cobra.Command, sys *IO) {
	o.sys, o.command, o.line = sys, c.Name(), c.Flags()
	o.shard.getenv = sys.Getenv
	group(c, "Shards", func(f *pflag.FlagSet) {
		f.Var(&o.shard, "shard", "process share I of N, while other runs do the rest; 'fanout merge' joins them. auto/N takes I from Slurm, Kubernetes or another scheduler")
	})
}

// checkShard refuses what does not go with --shard.
func (o *sharedOptions) checkShard() error {
	if o.shard.Whole() {
		return nil
	}
	switch {
	case o.output == "" || o.output == "-":
		return usage("--shard needs an output with a name (-o): the parts are put beside it")
	case o.report != "":
		return together("--report", "--shard").because("give it to 'fanout merge', which writes that of all shards")
	case o.summary != "":
		return together("--summary-json", "--shard").because("give it to 'fanout merge', which writes that of all shards")
	}
	return nil
}
