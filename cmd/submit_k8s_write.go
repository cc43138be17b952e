package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"fanout/internal/files"
	"fanout/internal/kube"
	"fanout/internal/wait"
)

// maxManifest is a length that kubectl apply can take: it keeps a copy of what
// it applies in the annotations of the object, which hold 256 KiB.
const maxManifest = 192 << 10

// checkLength refuses what kubectl would refuse.
func (o *k8sOptions) checkLength(list []kube.File) error {
	for _, f := range list {
		if len(f.Content) > maxManifest {
			return &planError{&hintedError{
				fmt.Errorf("the command line of the job is too long for a manifest (%d bytes of %s)", len(f.Content), f.Name),
				"name a folder or a quoted pattern instead of its files",
			}}
		}
	}
	return nil
}

// printFiles prints all files, each below its name.
func printFiles(sys *IO, folder string, list []kube.File) error {
	if folder == "-" {
		folder = ""
	}
	for i, f := range list {
		gap := "\n"
		if i == 0 {
			gap = ""
		}
		if _, err := fmt.Fprintf(sys.Out, "%s# %s\n%s", gap, show(filepath.Join(folder, f.Name), false), f.Content); err != nil {
			return err
		}
	}
	return nil
}

// printManifests prints what kubectl apply takes, as one stream of YAML.
func printManifests(sys *IO, list []kube.File) error {
	separator := ""
	for _, f := range list {
		if f.Name == kube.DockerFile {
			continue
		}
		if _, err := fmt.Fprintf(sys.Out, "%s%s", separator, f.Content); err != nil {
			return err
		}
		separator = "---\n"
	}
	return nil
}

// write writes all files or none.
func (o *k8sOptions) write(ctx context.Context, list []kube.File) error {
	overwrite := o.overwrite.value == "always"
	for _, f := range list {
		name := filepath.Join(o.output, f.Name)
		if _, err := os.Lstat(name); err == nil && !overwrite {
			return &planError{fmt.Errorf("%q exists already: name another folder with -o, or use --overwrite always", name)}
		}
	}
	_, err := wait.Patiently(ctx, func() (struct{}, error) { return struct{}{}, commitFiles(o.output, overwrite, list) })
	return err
}

// commitFiles writes the files into folder, durably and under their names at
// once.
func commitFiles(folder string, overwrite bool, list []kube.File) error {
	out, err := files.Open(folder, files.Options{Overwrite: overwrite})
	if err != nil {
		return err
	}
	var group []*files.Temp
	for _, f := range list {
		t, err := out.WriteFile(f.Name, f.Content)
		if err != nil {
			return errors.Join(err, out.Close())
		}
		group = append(group, t)
	}
	results, err := out.Commit(group)
	return errors.Join(append(results, err, out.Close())...)
}

// sayNext prints the commands that follow.
func (o *k8sOptions) sayNext(sys *IO) {
	if o.quiet {
		return
	}
	kubectl := "kubectl"
	if o.namespace != "" {
		kubectl += " -n " + o.namespace
	}
	file := func(name string) string { return shellWord(filepath.Join(o.output, name)) }
	job, merge := "job/"+o.name, "job/"+string(o.files.MergeName())
	steps := [][2]string{
		{"docker build -t " + shellWord(o.image) + " -f " + file(kube.DockerFile) + " SOURCE", "SOURCE: the folder of fanout's source"},
		{"docker push " + shellWord(o.image), "to the registry of the cluster"},
	}
	if o.files.Size > 0 {
		steps = append(steps, [2]string{kubectl + " apply -f " + file(kube.VolumeFile), "an empty volume: put the inputs there"})
	}
	steps = append(steps, [][2]string{
		{kubectl + " apply -f " + file(kube.JobsFile), ""},
		{kubectl + " logs -f " + merge, "waits for the shards, and names those that are missing"},
		{kubectl + " exec " + merge + " -- " + kube.Program + " status " + shellWord(o.parts()), "while it waits"},
		{kubectl + " delete " + job + " " + merge, "then apply again: only what is missing runs"},
	}...)
	var b strings.Builder
	fmt.Fprintf(&b, "fanout: %s of %s written to %s; next:\n", plural(o.shards, "shard"), o.job.command, show(shellWord(o.output), false))
	for _, s := range steps {
		line := "  " + s[0]
		if s[1] != "" {
			line += "   # " + s[1]
		}
		b.WriteString(show(line, false) + "\n")
	}
	fmt.Fprint(sys.Err, b.String())
}
