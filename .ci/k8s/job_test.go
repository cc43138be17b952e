package k8s

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
)

// A submission is a job with a namespace and a volume of its own.
type submission struct {
	t         *testing.T
	client    *kubernetes.Clientset
	namespace string
	volume    string // the folder that pods see as /data
	manifests string // the folder that fanout has written
	name      string // of the Job
	dryRun    bool   // the server validates, and keeps nothing
}

// newSubmission makes a namespace, where only restricted pods may run, and a
// volume for its claim.
func newSubmission(t *testing.T) *submission {
	t.Helper()
	s := &submission{
		t: t, client: plane.client, namespace: strings.ToLower(strings.ReplaceAll(t.Name(), "/", "-")),
		volume: t.TempDir(), manifests: filepath.Join(t.TempDir(), "manifests"), name: "fanout-out",
	}
	for dir := s.volume; dir != "/"; dir = filepath.Dir(dir) {
		if filepath.Dir(dir) == "/" {
			break
		}
		s.must(os.Chmod(dir, 0o755)) // pods are another user's
	}
	level := map[string]string{"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
	_, err := s.client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: s.namespace, Labels: level}}, metav1.CreateOptions{})
	s.must(err)
	_, err = s.client.CoreV1().PersistentVolumes().Create(t.Context(), &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: s.namespace},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:               corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Ti")},
			AccessModes:            []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany},
			PersistentVolumeSource: corev1.PersistentVolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: s.volume}},
			ClaimRef:               &corev1.ObjectReference{Namespace: s.namespace, Name: s.name + "-data"},
		},
	}, metav1.CreateOptions{})
	s.must(err)
	s.eventually("service account", func(ctx context.Context) bool {
		_, err := s.client.CoreV1().ServiceAccounts(s.namespace).Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	})
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(plane.kubelet.logs(s.namespace, "*"))
		}
		plane.kubelet.sabotaged(nil)
	})
	return s
}

func (s *submission) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// eventually waits until done.
func (s *submission) eventually(what string, done func(ctx context.Context) bool) {
	s.t.Helper()
	err := wait.PollUntilContextTimeout(s.t.Context(), 50*time.Millisecond, 2*time.Minute, true, func(ctx context.Context) (bool, error) {
		return done(ctx), nil
	})
	if err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
}

// write has fanout write the manifests.
func (s *submission) write(args ...string) {
	s.t.Helper()
	args = append([]string{"submit", "k8s", "-q", "-o", s.manifests, "--overwrite", "always"}, args...)
	if out, err := exec.Command(fanout, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// resources are the folders of the API for the kinds that manifests have.
var resources = map[string]string{
	"Job":                   "/apis/batch/v1/namespaces/%s/jobs",
	"PersistentVolumeClaim": "/api/v1/namespaces/%s/persistentvolumeclaims",
}

// send posts a manifest as it is, as kubectl create does.
func (s *submission) send(manifest string) error {
	for doc := range strings.SplitSeq(manifest, "\n---\n") {
		_, rest, _ := strings.Cut(doc, `kind: "`)
		kind, _, _ := strings.Cut(rest, `"`)
		post := s.client.CoreV1().RESTClient().Post().AbsPath(fmt.Sprintf(resources[kind], s.namespace)).Param("fieldValidation", "Strict")
		if s.dryRun {
			post = post.Param("dryRun", "All")
		}
		err := post.SetHeader("Content-Type", "application/yaml").Body([]byte(doc)).Do(s.t.Context()).Error()
		if err != nil {
			return err
		}
	}
	return nil
}

// read returns a file that fanout has written.
func (s *submission) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.manifests, name))
	s.must(err)
	return string(text)
}

// apply sends the manifests.
func (s *submission) apply(names ...string) {
	s.t.Helper()
	plane.warnings.take()
	for _, n := range names {
		s.must(s.send(s.read(n)))
	}
	if w := plane.warnings.take(); len(w) > 0 {
		s.t.Errorf("the server warns: %q", w)
	}
}

// job returns a Job, once it is complete or has failed.
func (s *submission) job(name string) (*batchv1.Job, batchv1.JobConditionType) {
	s.t.Helper()
	var job *batchv1.Job
	var end batchv1.JobConditionType
	s.eventually("end of "+name, func(ctx context.Context) bool {
		var err error
		job, err = s.client.BatchV1().Jobs(s.namespace).Get(ctx, name, metav1.GetOptions{})
		s.must(err)
		for _, c := range job.Status.Conditions {
			if (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) && c.Status == corev1.ConditionTrue {
				end = c.Type
			}
		}
		return end != ""
	})
	return job, end
}

// ends checks how a Job ends, and which indexes have failed.
func (s *submission) ends(name string, want batchv1.JobConditionType, failedIndexes string) *batchv1.Job {
	s.t.Helper()
	job, end := s.job(name)
	failed := ""
	if job.Status.FailedIndexes != nil {
		failed = *job.Status.FailedIndexes
	}
	if end != want || failed != failedIndexes {
		s.t.Fatalf("%s: %s with failed indexes %q, want %s with %q: %+v", name, end, failed, want, failedIndexes, job.Status)
	}
	return job
}

// remove deletes the Jobs, as kubectl delete does, and waits until they and
// their pods are gone.
func (s *submission) remove() {
	s.t.Helper()
	background := metav1.DeletePropagationBackground
	for _, n := range []string{s.name, s.name + "-merge"} {
		s.must(s.client.BatchV1().Jobs(s.namespace).Delete(s.t.Context(), n, metav1.DeleteOptions{PropagationPolicy: &background}))
	}
	s.eventually("deletion", func(ctx context.Context) bool {
		jobs, err := s.client.BatchV1().Jobs(s.namespace).List(ctx, metav1.ListOptions{})
		s.must(err)
		pods, err := s.client.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{})
		s.must(err)
		return len(jobs.Items)+len(pods.Items) == 0
	})
}

// input writes a file to the volume.
func (s *submission) input(name, content string) {
	s.t.Helper()
	s.must(os.WriteFile(filepath.Join(s.volume, name), []byte(content), 0o644))
}

// sameAsSingleRun compares the output with that of one process here, but for
// the journal, which has times.
func (s *submission) sameAsSingleRun(output string, args ...string) {
	s.t.Helper()
	want := filepath.Join(s.t.TempDir(), filepath.Base(output))
	c := exec.Command(fanout, append(args, "-o", want)...)
	c.Dir = s.volume
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	if out, err := exec.Command("diff", "-r", "-x", ".fanout-journal", want, filepath.Join(s.volume, output)).CombinedOutput(); err != nil {
		s.t.Fatalf("the merged output differs from a single run's: %v\n%s", err, out)
	}
}
