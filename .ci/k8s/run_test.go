package k8s

import (
	"context"
	"fmt"
	"os"
	"os/exec"
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

// sabotaged sets what is done to pods.
func (k *kubelet) sabotaged(by func(pod *corev1.Pod, attempt int) fault) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sabotage = by
}

// sabotage has something done to one index of the shards, as often as it is
// tried up to attempts.
func (s *submission) sabotage(f fault, index string, attempts int) {
	plane.kubelet.sabotaged(func(pod *corev1.Pod, attempt int) fault {
		if indexKey(pod) == s.namespace+"/"+s.name+"/"+index && attempt < attempts {
			return f
		}
		return none
	})
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
	s.sabotage(readOnly, "3", 1)
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobComplete, ""); job.Status.Failed != 1 {
		t.Errorf("%d pods failed, want 1", job.Status.Failed)
	}
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	s.sameAsSingleRun("out.json", analyzed...)
}

func TestIndexThatAlwaysFailsStopsNoOther(t *testing.T) {
	s := submitAnalyze(t, "--timeout", "40s", "--retries", "1")
	s.sabotage(readOnly, "3", 100)
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
	plane.kubelet.sabotaged(nil)
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

// submitHash makes a list that takes a while, and writes the manifests.
func submitHash(t *testing.T, flags ...string) *submission {
	s := newSubmission(t)
	var list strings.Builder
	for i := range passwords {
		fmt.Fprintf(&list, "password %d\n", i)
	}
	s.input("in.txt", list.String())
	s.write(append(flags, "--", "hash", "in.txt", "-o", "out.jsonl", "-j", "1")...)
	return s
}

const passwords = 400

// hashed checks the merged list, and that nothing else is left.
func (s *submission) hashed() {
	s.t.Helper()
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	rows, err := os.ReadFile(filepath.Join(s.volume, "out.jsonl"))
	s.must(err)
	if n := strings.Count(string(rows), "\n"); n != passwords {
		s.t.Errorf("%d rows, want %d", n, passwords)
	}
	c := exec.Command(fanout, "hash", "in.txt", "--verify", "out.jsonl", "-q")
	c.Dir = s.volume
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Errorf("the hashes do not verify: %v\n%s", err, out)
	}
	if left := temporaries(s.volume); len(left) > 0 {
		s.t.Errorf("left: %q", left)
	}
}

// An evicted pod ends by SIGTERM, and counts as no failure.
func TestEvictedShardRunsAgain(t *testing.T) {
	s := submitHash(t, "--shards", "2", "--retries", "0")
	s.apply("volume.yaml", "jobs.yaml")
	s.eventually("eviction", func(ctx context.Context) bool {
		pods, err := s.client.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{LabelSelector: "job-name=" + s.name, FieldSelector: "status.phase=Running"})
		s.must(err)
		for _, p := range pods.Items {
			if len(temporaries(s.volume)) > 0 { // it has begun to work
				s.must(s.client.PolicyV1().Evictions(s.namespace).Evict(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: p.Namespace}}))
				return true
			}
		}
		return false
	})
	s.ends(s.name, batchv1.JobComplete, "")
	s.logged(s.name, "interrupted by SIGTERM")
	s.hashed()
}

// A shard that is killed leaves nothing that another attempt minds.
func TestKilledShardRunsAgain(t *testing.T) {
	s := submitHash(t, "--shards", "4")
	s.sabotage(killed, "1", 2)
	s.apply("volume.yaml", "jobs.yaml")
	if job := s.ends(s.name, batchv1.JobComplete, ""); job.Status.Failed != 2 {
		t.Errorf("%d pods failed, want 2", job.Status.Failed)
	}
	s.hashed()
}

// Pictures are written by the shards, and the merge adds what a single run would
// have said of them.
func TestPictures(t *testing.T) {
	s := newSubmission(t)
	s.must(os.CopyFS(filepath.Join(s.volume, "photos"), os.DirFS("../../testdata/photos")))
	s.write(strings.Fields("--shards 5 -- resize photos -r -o out --width 50 --report report.jsonl")...)
	s.apply("volume.yaml", "jobs.yaml")
	s.ends(s.name, batchv1.JobComplete, "")
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	s.sameAsSingleRun("out", strings.Fields("resize photos -r --width 50")...)
	report, err := os.ReadFile(filepath.Join(s.volume, "report.jsonl"))
	s.must(err)
	if !strings.Contains(string(report), "hills.JPG") {
		t.Errorf("the report is %q", report)
	}
}
