package cmd

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"fanout/internal/kube"
)

func TestFlagsOfSubmitK8s(t *testing.T) {
	var o *k8sOptions
	newCommand := func() *cobra.Command {
		return newSubmitK8s(&IO{}, func(_ context.Context, _ *IO, options *k8sOptions) error {
			o = options
			return nil
		})
	}
	shards := func() any { f := o.files; return []any{f.Shards, f.Parallel, f.Retries, o.timeout} }
	pods := func() any {
		f := o.files
		return []any{string(f.Image), f.User, f.Group, f.CPU, f.Limit(), f.Namespace, f.Name, f.Queue}
	}
	volume := func() any { f := o.files; return []any{f.Claim, f.Capacity(), f.StorageClass, f.Mount} }
	written := func() any { return []any{o.output, o.overwrite.value, o.dryRun, o.quiet} }
	job := func() any { return fmt.Sprint(o.files.Shard, o.files.Merge) }
	const rest = " -- analyze f -o out.csv"
	runFlags(t, []flagCase{
		{"--shards 16" + rest, shards, "[16 16 3 24h0m0s]", ""},
		{"--shards 100000 --max-parallel 40 --retries 0 --timeout 90m" + rest, shards, "[100000 40 0 1h30m0s]", ""},
		{"--shards 2 --max-parallel 40" + rest, shards, "[2 2 3 24h0m0s]", ""},
		{"--shards 2" + rest, pods, `[fanout:` + version + ` 65532 65532 "2" "2Gi" "" "fanout-out" ""]`, ""},
		{"--shards 2 --cpus 0.5 --mem 8G --image r/f --user 7:8 --namespace n --name x --queue q" + rest, pods,
			`[r/f 7 8 "500m" "7812500Ki" "n" "x" "q"]`, ""},
		{"--shards 2 --user 7" + rest, pods, `[fanout:` + version + ` 7 7 "2" "2Gi" "" "fanout-out" ""]`, ""},
		{"--shards 2" + rest, volume, `["fanout-out-data" "100Gi" "" "/data"]`, ""},
		{"--shards 2 --size 2TiB --storage-class c --mount /mnt/x" + rest, volume, `["fanout-out-data" "2Ti" "c" "/mnt/x"]`, ""},
		{"--shards 2 --claim shared" + rest, volume, `["shared" "0" "" "/data"]`, ""},
		{"--shards 2" + rest, written, "[fanout-out never false false]", ""},
		{"--shards 2 -o d --overwrite always -n -q" + rest, written, "[d always true true]", ""},
		{"--shards 2 analyze f -d; -o out.csv --report=r", job,
			`["analyze" "--ignore-environment" "--shard" "auto/2" "--delimiter=;" "--output=out.csv" "--" "f"] ["merge" "--ignore-environment" "/data/out.csv.parts" "-o" "out.csv" "--report=r" "--wait" "--timeout" "24h0m0s"]`, ""},

		{"-- analyze f -o out", nil, "", "--shards N"},
		{"--shards 0" + rest, nil, "", `--shards "0": must be a whole number from 1 to 100000`},
		{"--shards 100001" + rest, nil, "", `--shards "100001": must be a whole number from 1 to 100000`},
		{"--shards 2 --max-parallel 0" + rest, nil, "", `--max-parallel "0": must be a whole number, at least 1`},
		{"--shards 2 --retries -1" + rest, nil, "", `--retries "-1": must be a whole number from 0 to 1000`},
		{"--shards 2 --timeout 0s" + rest, nil, "", `--timeout "0s": must be a time such as 90m or 2h, at least 1s`},
		{"--shards 2 --cpus 0" + rest, nil, "", "must be a number of cores"},
		{"--shards 2 --mem 4" + rest, nil, "", `--mem "4": must be a size such as 4GiB, at least 16MiB`},
		{"--shards 2 --user 0" + rest, nil, "", "--user \"0\": must be UID or UID:GID"},
		{"--shards 2 --user 7:x" + rest, nil, "", "--user \"7:x\": must be UID or UID:GID"},
		{"--shards 2 --namespace A" + rest, nil, "", "--namespace \"A\": must be 1 to 63"},
		{"--shards 2 --name a.b" + rest, nil, "", "--name \"a.b\": must be 1 to 57"},
		{"--shards 2 --queue _" + rest, nil, "", "--queue \"_\": must be 1 to 63"},
		{"--shards 2 --image=" + rest, nil, "", "--image \"\": must be the name of an image"},
		{"--shards 2 --claim A" + rest, nil, "", "--claim \"A\": must be 1 to 253"},
		{"--shards 2 --claim a --size 1G" + rest, nil, "", `--claim and --size or --storage-class cannot be used together: they are of a new claim`},
		{"--shards 2 --mount data" + rest, nil, "", "--mount \"data\": must be an absolute path"},
		{"--shards 2 --mount /" + rest, nil, "", "--mount \"/\": must be an absolute path"},
		{"--shards 2 --mount /a/../b" + rest, nil, "", "must be an absolute path"},
		{"--shards 2 --mount /proc/x" + rest, nil, "", "/proc is the container's own"},
		{"--shards 2 -- analyze /home/f -o out", nil, "", `"/home/f" is not on the volume`},
		{"--shards 2 -- analyze f -o ../out", nil, "", `"../out" is not on the volume`},
		{"--shards 2 -- analyze f -o /data/", nil, "", "is the whole volume"},
		{"--shards 2 -- analyze f -o out --report /tmp/r", nil, "", `"/tmp/r" is not on the volume`},
		{"--shards 2 -- resize p -o out --width 9 --journal /j", nil, "", `"/j" is not on the volume`},
		{"--shards 2 -- hash f -o out --pepper-file /database", nil, "", `"/database" is not on the volume`},
		{"--shards 2 -- analyze f\xff -o out", nil, "", "is not UTF-8"},
		{"--shards 2", nil, "", "no job given"},
		{"--shards 2 -- analyze f", nil, "", "the job must name its output with -o"},
		{"--shards 2 -- analyze f -o out --wrong", nil, "", `unknown flag --wrong`},
	}, newCommand)
}

// A manifest that kubectl could not apply is refused before it is written.
func TestLongCommandLinesAreRefused(t *testing.T) {
	o := &k8sOptions{}
	o.files.Shard = append(o.files.Shard, kube.Text(strings.Repeat("x", maxManifest)))
	if err := o.checkLength(o.files.Files()); err == nil || status(err) != statusUsage {
		t.Error(err)
	}
}
