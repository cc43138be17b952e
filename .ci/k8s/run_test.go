package k8s

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// table returns a CSV file of n records, with line breaks within quotes.
func table(n int) string {
	var b strings.Builder
	b.WriteString("id,amount,note\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%d.%02d,\"row %d,\nsecond line\"\n", i, i*7%1000, i%100, i%13)
	}
	return b.String()
}

// analyzed is the job of most tests: in.csv becomes out.json.
var analyzed = []string{"analyze", "in.csv"}

// submitAnalyze makes the input, and writes the manifests of 8 shards.
func submitAnalyze(t *testing.T, flags ...string) *submission {
	s := newSubmission(t)
	s.input("in.csv", table(20000))
	s.write(append(append(append([]string{"--shards", "8"}, flags...), "--"), append(analyzed, "-o", "out.json")...)...)
	return s
}

// spoil sets whose volumes are read-only.
func (k *kubelet) spoil(when func(pod *corev1.Pod, attempt int) bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sabotage = when
}

// index returns a spoiler of one index of the shards' Job, up to a number of
// attempts.
func (s *submission) index(index string, attempts int) func(*corev1.Pod, int) bool {
	return func(pod *corev1.Pod, attempt int) bool {
		return pod.Namespace == s.namespace && pod.Labels["job-name"] == s.name &&
			pod.Annotations["batch.kubernetes.io/job-completion-index"] == index && attempt < attempts
	}
}

// logged checks that a Job's pods have printed a text.
func (s *submission) logged(job, text string) {
	s.t.Helper()
	if got := plane.kubelet.logs(s.namespace, job); !strings.Contains(got, text) {
		s.t.Errorf("%s has not printed %q, but:\n%s", job, text, got)
	}
}

func TestShardsAndMerge(t *testing.T) {
	s := submitAnalyze(t)
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobComplete, ""); job.Status.Failed != 0 {
		t.Errorf("%d pods failed", job.Status.Failed)
	}
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	s.sameAsSingleRun("out.json", analyzed...)
}

func TestIndexThatFailsOnceIsTriedAgain(t *testing.T) {
	s := submitAnalyze(t)
	plane.kubelet.spoil(s.index("3", 1))
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobComplete, ""); job.Status.Failed != 1 {
		t.Errorf("%d pods failed, want 1", job.Status.Failed)
	}
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	s.sameAsSingleRun("out.json", analyzed...)
}

func TestIndexThatAlwaysFailsStopsNoOther(t *testing.T) {
	s := submitAnalyze(t, "--timeout", "40s", "--retries", "1")
	plane.kubelet.spoil(s.index("3", 100))
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobFailed, "3"); job.Status.Succeeded != 7 || job.Status.Failed != 2 {
		t.Errorf("%d pods succeeded and %d failed, want 7 and 2", job.Status.Succeeded, job.Status.Failed)
	}
	s.ends(s.name+"-merge", batchv1.JobFailed, "")
	s.logged(s.name+"-merge", "--shard 4/8")
	if _, err := os.Stat(filepath.Join(s.volume, "out.json")); err == nil {
		t.Error("there is an output, but a shard is missing")
	}

	s.remove()
	plane.kubelet.spoil(nil)
	s.apply("jobs.yaml")
	s.ends(s.name, batchv1.JobComplete, "")
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	s.sameAsSingleRun("out.json", analyzed...)
}

// Status 2 would come again, so that no index is tried twice.
func TestWrongPlanIsNotTriedAgain(t *testing.T) {
	s := newSubmission(t)
	s.write(strings.Fields("--shards 3 --timeout 5s -- analyze missing.csv -o out.json")...)
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobFailed, "0-2"); job.Status.Failed != 3 {
		t.Errorf("%d pods failed, want 3", job.Status.Failed)
	}
	s.logged(s.name, "missing.csv")
	s.ends(s.name+"-merge", batchv1.JobFailed, "")
}

// An evicted pod ends by SIGTERM, and counts as no failure.
func TestEvictedShardRunsAgain(t *testing.T) {
	s := newSubmission(t)
	var list strings.Builder
	for i := range 400 {
		fmt.Fprintf(&list, "password %d\n", i)
	}
	s.input("in.txt", list.String())
	s.write(strings.Fields("--shards 2 --retries 0 -- hash in.txt -o out.jsonl -j 1")...)
	s.apply("volume.yaml", "jobs.yaml")
	evicted := ""
	s.eventually("a pod that runs", func(ctx context.Context) bool {
		pods, err := s.client.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{LabelSelector: "job-name=" + s.name, FieldSelector: "status.phase=Running"})
		s.must(err)
		for _, p := range pods.Items {
			evicted = p.Name
			s.must(s.client.PolicyV1().Evictions(s.namespace).Evict(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: p.Namespace}}))
			return true
		}
		return false
	})
	t.Log("evicted:", evicted)
	s.ends(s.name, batchv1.JobComplete, "")
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	rows, err := os.ReadFile(filepath.Join(s.volume, "out.jsonl"))
	s.must(err)
	if n := strings.Count(string(rows), "\n"); n != 400 {
		t.Errorf("%d rows, want 400", n)
	}
}
