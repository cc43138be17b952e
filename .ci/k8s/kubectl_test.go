package k8s

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The commands for kubectl that fanout prints do what they are said to: apply
// runs the job, and after delete apply runs what is missing.
func TestPrintedCommands(t *testing.T) {
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Skip("no kubectl")
	}
	s := newSubmission(t)
	s.input("in.csv", table(1000))
	c := exec.Command(fanout, "submit", "k8s", "-o", s.manifests, "--namespace", s.namespace, "--shards", "3", "--timeout", "15s",
		"--", "analyze", "in.csv", "-o", "out.json")
	printed, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	kubectl := func(verb string) {
		t.Helper()
		ran := false
		for line := range strings.Lines(string(printed)) {
			line, _, _ = strings.Cut(line, "#")
			if !strings.HasPrefix(line, "  kubectl -n ") || !strings.Contains(line, " "+verb+" ") {
				continue
			}
			c := exec.Command("sh", "-c", line)
			c.Env = append(os.Environ(), "KUBECONFIG="+plane.file("kubeconfig"))
			out, err := c.CombinedOutput()
			if err != nil || strings.Contains(string(out), "Warning") {
				t.Fatalf("%s: %v\n%s", line, err, out)
			}
			ran = true
		}
		if !ran {
			t.Fatalf("no command with %s in:\n%s", verb, printed)
		}
	}
	s.sabotage(readOnly, "1", 100)
	kubectl("apply")
	s.ends(s.name+"-merge", batchv1.JobFailed, "")

	plane.kubelet.sabotaged(nil)
	kubectl("delete")
	s.eventually("deletion", func(ctx context.Context) bool {
		pods, err := s.client.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{})
		s.must(err)
		return len(pods.Items) == 0
	})
	kubectl("apply") // the volume too, which is there
	s.ends(s.name, batchv1.JobComplete, "")
	s.ends(s.name+"-merge", batchv1.JobComplete, "")
	if _, err := os.Stat(filepath.Join(s.volume, "in.csv")); err != nil {
		t.Error(err)
	}
	s.sameAsSingleRun("out.json", analyzed...)
}
