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
		addCount(f, &o.shards, 1, part.MaxShards, "shards", "split the job into `N` shards; 8 to 16 per machine balance well")
		addCount(f, &o.parallel, 1, math.MaxInt32, "max-parallel", "run at most `N` shards at a time (default: no limit)")
		addCount(f, &o.retries, 0, maxRetries, "retries", "try a failed shard `N` more times")
		f.Var(&duration{&o.timeout, time.Second}, "timeout", "`TIME` that the merge waits for the shards")
	})
}

func (o *k8sOptions) addPods(c *cobra.Command) {
	o.cpus, o.memory = cores{2000, "2"}, storage{2 << 30, "2GiB"}
	group(c, "Pods", func(f *pflag.FlagSet) {
		f.Var(&o.cpus, "cpus", "cores per shard")
		f.Var(&o.memory, "mem", "memory per shard")
		f.StringVar(&o.image, "image", "fanout:"+version, "`IMAGE` built from the Dockerfile, with the registry that the cluster pulls from")
		f.StringVar(&o.user, "user", "65532:65532", "`UID[:GID]` that pods run as; it must be able to write to the volume")
		f.StringVar(&o.namespace, "namespace", "", "`NAMESPACE` of all objects (default: kubectl's)")
		f.StringVar(&o.name, "name", "", "`NAME` of the Job (default: fanout- and the name of the output)")
		f.StringVar(&o.queue, "queue", "", "local `QUEUE` of Kueue (default: none)")
	})
}

func (o *k8sOptions) addVolume(c *cobra.Command) {
	o.size = storage{100 << 30, "100GiB"}
	group(c, "Volume", func(f *pflag.FlagSet) {
		f.StringVar(&o.claim, "claim", "", "use the existing `CLAIM` of a volume that many nodes can write to (default: write a new claim)")
		f.Var(&o.size, "size", "storage of a new claim")
		f.StringVar(&o.class, "storage-class", "", "storage `CLASS` of a new claim (default: the cluster's)")
		f.StringVar(&o.mount, "mount", "/data", "`FOLDER` where pods see the volume")
	})
}

func (o *k8sOptions) addFiles(c *cobra.Command) {
	o.overwrite = choice{names: []string{"never", "always"}, value: "never"}
	group(c, "Files", func(f *pflag.FlagSet) {
		f.StringVarP(&o.output, "output", "o", "", "write to `FOLDER`, all in one to FILE.yaml, or - for stdout (default: a folder named as the Job)")
		addChoice(f, &o.overwrite, "overwrite", "replace files that exist")
		addToggle(f, &o.dryRun, "dry-run", "n", "print the files, write nothing")
		addToggle(f, &o.quiet, "quiet", "q", "print only errors")
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
