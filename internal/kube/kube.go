// Package kube writes what a Kubernetes cluster needs to run the shards of a
// job and to merge their parts: manifests and a Dockerfile.
//
// The shards are an Indexed Job with retries for each index, which "batch/v1"
// of Kubernetes has switched on since 1.29 and calls stable since 1.33. The
// merge is a Job of its own that waits for the parts, because no Job can depend
// on another. Nothing here talks to a cluster.
package kube

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"sync"
	"text/template"
)

// A Job is all that its manifests say.
type Job struct {
	Name      Text // of the Job of the shards; see [CheckName]
	Namespace Text // "": the one that kubectl uses
	Queue     Text // of Kueue; "": none

	Shard []Text // arguments of the program for a shard
	Merge []Text // and for the merge

	Shards   int // at most 100,000, or indexes cannot have retries of their own
	Parallel int // shards that run at a time
	Retries  int // of each shard

	Image       Text
	User, Group int64 // both above 0
	CPU         CPU
	Memory      int64 // bytes

	Claim Text // the name of the volume's claim
	Mount Text // where pods see the volume; relative paths begin there

	// The claim is made, with Size bytes, unless that is 0.
	Size         int64
	StorageClass Text // "": the cluster's default
}

const (
	// Program is the path of the program in the image.
	Program = "/fanout"

	// Names of the files.
	JobsFile, VolumeFile, DockerFile = "jobs.yaml", "volume.yaml", "Dockerfile"
)

// A File is a file to write.
type File struct {
	Name    string
	Content []byte
}

// Files returns the files for the job: a Dockerfile, the manifest of the claim
// if it is to be made, and that of the Jobs. The claim has a file of its own,
// so that the Jobs can be deleted by their file, and the data stays.
func (j *Job) Files() []File {
	names := []string{DockerFile, VolumeFile, JobsFile}
	if j.Size == 0 {
		names = slices.Delete(names, 1, 2)
	}
	var list []File
	for _, name := range names {
		var b bytes.Buffer
		if err := templates().ExecuteTemplate(&b, name, j); err != nil {
			panic(fmt.Sprint("kube: ", err)) // the templates call nothing that fails
		}
		list = append(list, File{name, b.Bytes()})
	}
	return list
}

// MergeName returns the name of the Job that merges.
func (j *Job) MergeName() Text { return j.Name + mergeSuffix }

// MergeCPU returns what the merge asks for. It waits most of its time, and
// must fit beside the shards where there is room for one of them only.
func (j *Job) MergeCPU() CPU { return min(j.CPU, 100) }

// MergeMemory returns the bytes that the merge asks for; its limit is that of
// a shard.
func (j *Job) MergeMemory() Bytes { return Bytes(min(j.Memory, 256<<20)) }

// Limit returns the memory of a pod as Kubernetes takes it.
func (j *Job) Limit() Bytes { return Bytes(j.Memory) }

// Capacity returns the size of the volume as Kubernetes takes it.
func (j *Job) Capacity() Bytes { return Bytes(j.Size) }

// Escaped returns an argument as Kubernetes takes it: $(NAME) would be replaced
// by a variable of the pod, and $$ stands for $.
func (j *Job) Escaped(arg Text) Text { return arg.escaped() }

//go:embed templates
var embedded embed.FS

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(embedded, "templates/*"))
})
