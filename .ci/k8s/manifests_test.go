package k8s

import (
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// What fanout writes passes the strict validation of the API server, and the
// strictest level of pod security, without a warning.
func TestManifestsAreValid(t *testing.T) {
	for _, c := range []struct{ name, args string }{
		{"plain", "--shards 8 -- analyze in.csv -o out.json"},
		{"most", "--shards 100000 --max-parallel 5 --retries 0 -- resize photos -r -o out --width 10"},
		{"all", "--shards 1 --cpus 500m --mem 100MB --size 2TiB --storage-class a.b --queue q --user 7:8 --mount /mnt/x --timeout 90m --image r.example:5000/f@sha256:" +
			strings.Repeat("a", 64) + " -- hash in.txt -o out.jsonl --report r.jsonl --summary-json s.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSubmission(t)
			s.write(strings.Fields(c.args)...)
			s.dryRun = true
			s.apply("volume.yaml", "jobs.yaml")
		})
	}
}

// Three kinds of mistakes are refused: the validation does look.
func TestWrongManifestsAreRefused(t *testing.T) {
	s := newSubmission(t)
	s.write(strings.Fields("--shards 8 -- analyze in.csv -o out.json")...)
	good := s.read("jobs.yaml")
	for _, c := range []struct{ name, from, to, err string }{
		{"a field that does not exist", "  completions: 8\n", "  completions: 8\n  completionz: 8\n", `unknown field "spec.completionz"`},
		{"against the meaning", `restartPolicy: "Never"`, `restartPolicy: "OnFailure"`, "spec.template.spec.restartPolicy"},
		{"another mode", `completionMode: "Indexed"`, `completionMode: "NonIndexed"`, "requires indexed completion mode"},
	} {
		bad := strings.Replace(good, c.from, c.to, 1)
		if err := s.send(bad); bad == good || err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want an error with %s", c.name, err, c.err)
		}
	}
}

// Whatever an argument holds, the program gets it as it was given.
func TestArgumentsArriveAsTheyWere(t *testing.T) {
	s := newSubmission(t)
	names := []string{
		"a b", "line\nbreak", "tab\t", "colon: x", "#", "'\"\\", "$(JOB_COMPLETION_INDEX)", "$$(X)", "$", "{{.}}", "null", "~", "0x1", "é😀\u2028\u0085\x7f\x01", "- x", "%s", "\ufeff",
	}
	s.write(append([]string{"--shards", "2", "--", "analyze", "-o", "out.json", "--null-values", "$(X),\n", "--"}, names...)...)
	s.apply("volume.yaml", "jobs.yaml")
	job, err := s.client.BatchV1().Jobs(s.namespace).Get(t.Context(), s.name, metav1.GetOptions{})
	s.must(err)
	env := map[string]string{"JOB_COMPLETION_INDEX": "0", "X": "x"}
	var got []string
	for _, a := range job.Spec.Template.Spec.Containers[0].Args {
		got = append(got, expansion.Expand(a, expansion.MappingFuncFor(env)))
	}
	if len(got) < len(names) || !slices.Equal(got[len(got)-len(names):], names) {
		t.Errorf("%q\nend not with %q", got, names)
	}
	if !slices.ContainsFunc(got, func(a string) bool { return strings.HasSuffix(a, "$(X),\n") }) {
		t.Errorf("%q has not the value of --null-values", got)
	}
	s.remove()
}
