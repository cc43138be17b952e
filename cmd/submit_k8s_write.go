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

// arrange gives the files their place: a folder and their own names, or that of
// a file of all manifests and a Dockerfile beside it.
func (o *k8sOptions) arrange(list []kube.File) (folder string, arranged []kube.File) {
	ext := filepath.Ext(o.output)
	switch {
	case o.output == "-":
		return "", list
	case ext != ".yaml" && ext != ".yml":
		return o.output, list
	}
	folder, name := filepath.Split(o.output)
	one := kube.File{Name: name}
	for _, f := range list {
		switch {
		case f.Name == kube.DockerFile:
			arranged = append(arranged, kube.File{Name: strings.TrimSuffix(name, ext) + "." + f.Name, Content: f.Content})
		case len(one.Content) > 0:
			one.Content = fmt.Appendf(one.Content, "---\n%s", f.Content)
		default:
			one.Content = f.Content
		}
	}
	return folder, append(arranged, one)
}

// isDockerfile tells a Dockerfile from a manifest.
func isDockerfile(f kube.File) bool { return strings.HasSuffix(f.Name, kube.DockerFile) }

// printFiles prints all files, each below its name.
func printFiles(sys *IO, folder string, list []kube.File) error {
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
		if isDockerfile(f) {
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
func (o *k8sOptions) write(ctx context.Context, folder string, list []kube.File) error {
	overwrite := o.overwrite.value == "always"
	for _, f := range list {
		name := filepath.Join(folder, f.Name)
		if _, err := os.Lstat(name); err == nil && !overwrite {
			return &planError{fmt.Errorf("%q exists already: name another place with -o, or use --overwrite always", name)}
		}
	}
	_, err := wait.Patiently(ctx, func() (struct{}, error) { return struct{}{}, commitFiles(folder, overwrite, list) })
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

// A step is a command that follows, and a word on it.
type step struct{ command, comment string }

// steps are the commands that follow, from the image to another try.
func (o *k8sOptions) steps(folder string, list []kube.File) (steps []step) {
	kubectl := "kubectl"
	if o.namespace != "" {
		kubectl += " -n " + o.namespace
	}
	image := shellWord(o.image)
	ship := step{"docker push " + image, "to the registry of the cluster"}
	if !strings.Contains(o.image, "/") {
		ship = step{"kind load docker-image " + image, "a cluster on this machine; for others --image names a registry"}
	}
	for _, f := range list {
		name := shellWord(filepath.Join(folder, f.Name))
		comment := ""
		switch {
		case isDockerfile(f):
			steps = append(steps, step{"docker build -t " + image + " -f " + name + " SOURCE", "SOURCE: the folder of fanout's source"}, ship)
			continue
		case f.Name == kube.VolumeFile:
			comment = "an empty volume: put the inputs there"
		}
		steps = append(steps, step{kubectl + " apply -f " + name, comment})
	}
	job, merge := "job/"+o.name, "job/"+string(o.files.MergeName())
	return append(steps,
		step{kubectl + " logs -f " + merge, "waits for the shards, and names those that are missing"},
		step{kubectl + " exec " + merge + " -- " + kube.Program + " status " + shellWord(o.parts()), "while it waits"},
		step{kubectl + " delete " + job + " " + merge, "then apply again: only what is missing runs"})
}

// sayNext prints the commands that follow.
func (o *k8sOptions) sayNext(sys *IO, folder string, list []kube.File) {
	if o.quiet {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "fanout: %s of %s written to %s; next:\n", plural(o.shards, "shard"), o.job.command, show(shellWord(o.output), false))
	for _, s := range o.steps(folder, list) {
		line := "  " + s.command
		if s.comment != "" {
			line += "   # " + s.comment
		}
		b.WriteString(show(line, false) + "\n")
	}
	fmt.Fprint(sys.Err, b.String())
}
