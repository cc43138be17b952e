package cmd

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"fanout/internal/kube"
	"fanout/internal/part"
)

// talk reports which messages are wanted.
func (o *k8sOptions) talk() (quiet, verbose bool) { return o.quiet, false }

// check fills in o.files, and refuses what a cluster would refuse, and what
// could only fail there.
func (o *k8sOptions) check(sys *IO, given func(flag string) bool) error {
	if !given("max-parallel") {
		o.parallel = o.shards
	}
	switch {
	case !given("shards"):
		return usage("no number of shards given: use --shards N")
	case o.claim != "" && (given("size") || given("storage-class")):
		return together("--claim", "--size or --storage-class").because("they are of a new claim")
	}
	for _, check := range []func() error{o.checkMount, o.checkUser, o.checkPaths, o.checkNames} {
		if err := check(); err != nil {
			return err
		}
	}
	// What the shards run is what is checked.
	if err := new(jobLine).parse(sys, o.job.shardArgs(fmt.Sprintf("1/%d", o.shards))); err != nil {
		return err
	}
	return o.fill()
}

const maxRetries = 1000

// checkNames makes the names that are not given, and checks those that are.
func (o *k8sOptions) checkNames() error {
	if o.name == "" {
		o.name = kube.NameFor(o.inPod(o.job.options.output))
	}
	for _, n := range []struct {
		flag, value string
		check       func(string) error
	}{
		{"name", o.name, kube.CheckName},
		{"namespace", o.namespace, kube.CheckNamespace},
		{"queue", o.queue, kube.CheckQueue},
		{"claim", o.claim, kube.CheckObject},
		{"storage-class", o.class, kube.CheckObject},
		{"image", o.image, kube.CheckImage},
	} {
		if n.value == "" && n.flag != "image" {
			continue
		}
		if err := n.check(n.value); err != nil {
			return usage("--%s %q: %w", n.flag, n.value, err)
		}
	}
	if nameStdout(&o.output); o.output == "" {
		o.output = o.name
	}
	return nil
}

func (o *k8sOptions) checkMount() error {
	if !path.IsAbs(o.mount) || path.Clean(o.mount) != o.mount || o.mount == "/" || strings.Contains(o.mount, ":") {
		return usage("--mount %q: must be an absolute path other than /, without . and .. and :", o.mount)
	}
	for _, taken := range []string{kube.Program, "/dev", "/etc", "/proc", "/sys"} {
		if below(o.mount, taken) {
			return usage("--mount %q: %s is the container's own", o.mount, taken)
		}
	}
	return nil
}

// checkUser reads --user. Pods do not run as root, and no group is root's.
func (o *k8sOptions) checkUser() error {
	uid, gid, both := strings.Cut(o.user, ":")
	if !both {
		gid = uid
	}
	var errs [2]error
	o.files.User, errs[0] = strconv.ParseInt(uid, 10, 32)
	o.files.Group, errs[1] = strconv.ParseInt(gid, 10, 32)
	if errs[0] != nil || errs[1] != nil || o.files.User < 1 || o.files.Group < 1 {
		return usage("--user %q: must be UID or UID:GID, numbers above 0, as pods do not run as root", o.user)
	}
	return nil
}

// checkPaths refuses files of the job that pods cannot see.
func (o *k8sOptions) checkPaths() error {
	paths := slices.Clone(o.job.args)
	flags := o.job.flagSet()
	for _, f := range o.job.flags {
		if takesPath(flags.Lookup(f.name)) {
			paths = append(paths, f.value)
		}
	}
	for _, p := range paths {
		if !below(o.inPod(p), o.mount) {
			return usage("%q is not on the volume, which pods see at %s: name a path below it (--mount), or relative to it", p, o.mount)
		}
	}
	if o.inPod(o.job.options.output) == o.mount {
		return usage("-o %s is the whole volume: name a file or folder in it", o.job.options.output)
	}
	return nil
}

// takesPath reports whether the help of a flag calls its value a file.
func takesPath(f *pflag.Flag) bool {
	value, _ := pflag.UnquoteUsage(f)
	return slices.Contains([]string{"FILE", "DIR", "FOLDER", "HASHES", "OUT"}, value)
}

// inPod returns a path as a pod sees it.
func (o *k8sOptions) inPod(p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join(o.mount, p)
}

// below reports whether a clean path is folder or lies in it.
func below(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

// fill makes what the manifests say of the options.
func (o *k8sOptions) fill() error {
	shard := o.job.shardArgs(fmt.Sprintf("auto/%d", o.shards))
	merge := append(o.job.mergeArgs(o.parts()), "--wait", "--timeout", o.timeout.String())
	for _, arg := range append(shard, merge...) {
		if !utf8.ValidString(arg) {
			return usage("%q is not UTF-8, which manifests must be: use another name", arg)
		}
	}
	f := &o.files
	f.Name, f.Namespace, f.Queue = kube.Text(o.name), kube.Text(o.namespace), kube.Text(o.queue)
	f.Shard, f.Merge = kube.Texts(shard...), kube.Texts(merge...)
	f.Shards, f.Parallel, f.Retries = o.shards, min(o.parallel, o.shards), o.retries
	f.Image, f.CPU, f.Memory = kube.Text(o.image), o.cpus.n, o.memory.n
	f.Claim, f.Mount, f.StorageClass = kube.Text(o.claim), kube.Text(o.mount), kube.Text(o.class)
	if o.claim == "" {
		f.Claim, f.Size = kube.Text(kube.ClaimFor(o.name)), o.size.n
	}
	return nil
}

// parts returns the folder of the parts, as a pod sees it.
func (o *k8sOptions) parts() string { return o.inPod(o.job.options.output) + part.Extension }

// flagSet returns the flags that the job's command has.
func (j *jobLine) flagSet() *pflag.FlagSet {
	c, _, _ := jobCommands(&IO{}, new(*sharedOptions), nil).Find([]string{j.command}) // parseJob has found it
	return c.Flags()
}
