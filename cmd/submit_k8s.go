package cmd

import (
	"context"
	"math"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fanout/internal/kube"
	"fanout/internal/part"
)

// k8sOptions are the flags of submit k8s.
type k8sOptions struct {
	shards, parallel, retries int
	timeout                   time.Duration

	image, user string
	cpus        cores
	memory      storage

	claim, class, mount string
	size                storage

	name, namespace, queue string

	output        string
	overwrite     choice
	quiet, dryRun bool

	job   *jobLine
	files kube.Job
}

// newSubmitK8s returns the command; run does the work with the options filled
// in.
func newSubmitK8s(sys *IO, run runFunc[*k8sOptions]) *cobra.Command {
	o := &k8sOptions{}
	c := &cobra.Command{
		Use:   "k8s --shards N [flags] -- COMMAND ARG...",
		Short: "Write the manifests of a Kubernetes job",
		Long: `Writes an Indexed Job that runs the shards, a Job that waits for them and merges their
results, the claim for the volume that they share, and a Dockerfile. Nothing is sent
to a cluster: kubectl does that, and fanout prints the commands.

The command after -- is the one that would run on a single machine. Pods see the
volume at --mount and start there, so photos is /data/photos. Kubernetes must be 1.29
or later.`,
		Example: `  fanout submit k8s --shards 64 -- resize photos -r -o web --long-edge 1600
  fanout submit k8s --shards 16 --claim shared --cpus 4 --mem 4GiB \
      --image registry.example/fanout:1 -- hash passwords.txt -o hashes.jsonl
  fanout submit k8s --shards 16 --claim shared -o - -- \
      analyze logs -r -o logs.json | kubectl apply -f -`,
		DisableFlagsInUseLine: true,
		Annotations:           map[string]string{statusKey: "all"},
		Args:                  cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if o.job, err = parseJob(sys, args); err != nil || o.job == nil {
				return err
			}
			if err = o.check(sys, c.Flags().Changed); err != nil {
				return err
			}
			return run(c.Context(), sys, o)
		},
	}
	c.Flags().SetInterspersed(false) // what follows the job is the job's
	o.addShards(c)
	o.addPods(c)
	o.addVolume(c)
	o.addFiles(c)
	c.ValidArgsFunction = completeJob(sys)
	return c
}

func (o *k8sOptions) addShards(c *cobra.Command) {
	o.retries, o.timeout = 3, 24*time.Hour
	group(c, "Shards", func(f *pflag.FlagSet) {
		addCount(f, &o.shards, 1, part.MaxShards, "shards", "cut the job into `N` shards; 8 to 16 for each machine even out")
		addCount(f, &o.parallel, 1, math.MaxInt32, "max-parallel", "shards at a time, `N` (default: all that the cluster has room for)")
		addCount(f, &o.retries, 0, maxRetries, "retries", "try a shard that fails `N` times again")
		f.Var(&duration{&o.timeout, time.Second}, "timeout", "how long the merge waits for the shards, as `TIME`")
	})
}

func (o *k8sOptions) addPods(c *cobra.Command) {
	o.cpus, o.memory = cores{2000, "2"}, storage{2 << 30, "2GiB"}
	group(c, "Pods", func(f *pflag.FlagSet) {
		f.Var(&o.cpus, "cpus", "cores of a shard")
		f.Var(&o.memory, "mem", "memory of a shard")
		f.StringVar(&o.image, "image", "fanout:"+version, "`IMAGE` that the Dockerfile makes, with the registry that the cluster pulls from")
		f.StringVar(&o.user, "user", "65532:65532", "`UID[:GID]` that pods run as: one that may write to the volume")
		f.StringVar(&o.namespace, "namespace", "", "`NAMESPACE` of all (default: the one of kubectl)")
		f.StringVar(&o.name, "name", "", "`NAME` of the Job (default: fanout- and that of the job's output)")
		f.StringVar(&o.queue, "queue", "", "local `QUEUE` of Kueue")
	})
}

func (o *k8sOptions) addVolume(c *cobra.Command) {
	o.size = storage{100 << 30, "100GiB"}
	group(c, "Volume", func(f *pflag.FlagSet) {
		f.StringVar(&o.claim, "claim", "", "`CLAIM` that exists, for a volume that many nodes can write to (default: a new one is written)")
		f.Var(&o.size, "size", "storage of the new claim")
		f.StringVar(&o.class, "storage-class", "", "storage `CLASS` of the new claim (default: the cluster's)")
		f.StringVar(&o.mount, "mount", "/data", "`FOLDER` at which pods see the volume")
	})
}

func (o *k8sOptions) addFiles(c *cobra.Command) {
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Files", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "`FOLDER` for the files, FILE.yaml for all manifests in one, or - for standard output (default: a folder with the Job's name)")
		addChoice(f, &o.overwrite, "overwrite", "what to do with files that exist")
		addToggle(f, &o.dryRun, "dry-run", "n", "print the files, write nothing")
		addToggle(f, &o.quiet, "quiet", "q", "say nothing but errors")
	})
	_ = c.MarkFlagDirname("output")
}

// runSubmitK8s writes the files, and says what to do with them.
func runSubmitK8s(ctx context.Context, sys *IO, o *k8sOptions) error {
	list := o.files.Files()
	if err := o.checkLength(list); err != nil {
		return err
	}
	if o.output == "-" && !o.dryRun {
		return printManifests(sys, list)
	}
	folder, list := o.arrange(list)
	if o.dryRun {
		return printFiles(sys, folder, list)
	}
	if err := o.write(ctx, folder, list); err != nil {
		return err
	}
	o.sayNext(sys, folder, list)
	return nil
}
