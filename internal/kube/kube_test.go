package kube

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// hostile are texts that unquoted or badly quoted would be something else.
var hostile = []string{
	"", " ", "a b", "null", "~", "yes", "0x10", "1e3", "2026-11-30", "- x", "a: b", "a #b", "#", "{{.}}", "%s", "*x", "&x", "!x", "|", ">",
	`"`, `\`, `\n`, "'", "line\nbreak", "\r\n", "\t", "\x00\x01\x1f", "\x7f\u0080\u0085\u009f", "\u00a0\u2028\u2029", "\ufeff", "\ufffd\uffff", "é😀", "\U000e0001\U0010ffff",
	"---", "...", "$(X)", "$$", strings.Repeat("long ", 1000),
}

// A reader of YAML finds the text that was written, as a string, also within
// other lines.
func FuzzText(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		quoted := Text(text).String()
		if strings.ContainsAny(quoted, "\n\r") {
			t.Errorf("%q has more than one line", quoted)
		}
		var got struct {
			A    string
			List []any
		}
		if err := yaml.Unmarshal([]byte("a: "+quoted+"\nlist:\n  - "+quoted+"\n  - 1\n"), &got); err != nil {
			t.Fatalf("%s: %v", quoted, err)
		}
		if got.A != text || len(got.List) != 2 || got.List[0] != any(text) || got.List[1] != 1 {
			t.Errorf("%s is read as %q", quoted, got)
		}
	})
}

// A full job, with hostile texts wherever one can be.
func hostileJob(i int) *Job {
	text := Text(hostile[i])
	return &Job{
		Name: text, Namespace: text, Queue: text, Shard: Texts("analyze", hostile[i]), Merge: Texts("merge", hostile[i]),
		Shards: 8, Parallel: 4, Retries: 3, Image: text, User: 7, Group: 8, CPU: 1500, Memory: 3 << 30,
		Claim: text, Mount: text, Size: 5 << 40, StorageClass: text,
	}
}

// manifests reads all documents of the files with YAML in them.
func manifests(t *testing.T, j *Job) (docs []map[string]any) {
	t.Helper()
	for _, f := range j.Files() {
		if f.Name == DockerFile {
			continue
		}
		d := yaml.NewDecoder(bytes.NewReader(f.Content))
		for {
			var doc map[string]any
			err := d.Decode(&doc)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", f.Name, err, f.Content)
			}
			docs = append(docs, doc)
		}
	}
	return docs
}

// at returns what is at a path of names and indexes.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

func TestNoTextChangesAManifest(t *testing.T) {
	for i, text := range hostile {
		if text == "" {
			continue
		}
		docs := manifests(t, hostileJob(i))
		if len(docs) != 3 {
			t.Fatalf("%q: %d documents", text, len(docs))
		}
		arg := strings.ReplaceAll(text, "$", "$$")
		for _, doc := range docs[1:] {
			c := at(doc, "spec", "template", "spec", "containers", 0)
			for _, got := range []any{
				at(doc, "metadata", "namespace"), at(doc, "metadata", "labels", "kueue.x-k8s.io/queue-name"),
				at(doc, "spec", "template", "spec", "volumes", 0, "persistentVolumeClaim", "claimName"),
				at(c, "image"), at(c, "workingDir"), at(c, "volumeMounts", 0, "mountPath"),
			} {
				if got != any(text) {
					t.Errorf("%q is %q", text, got)
				}
			}
			if args := at(c, "args").([]any); len(args) != 2 || args[1] != any(arg) {
				t.Errorf("%q: the arguments are %q", text, args)
			}
		}
		if class := at(docs[0], "spec", "storageClassName"); class != any(text) {
			t.Errorf("%q: the storage class is %q", text, class)
		}
	}
}

func TestClaimIsWrittenOnlyIfItIsNew(t *testing.T) {
	names := func(j *Job) (list []string) {
		for _, f := range j.Files() {
			list = append(list, f.Name)
		}
		return list
	}
	if got := names(&Job{Size: 1}); !slices.Equal(got, []string{DockerFile, VolumeFile, JobsFile}) {
		t.Error(got)
	}
	if got := names(&Job{}); !slices.Equal(got, []string{DockerFile, JobsFile}) {
		t.Error(got)
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]string{
		"1": `"1"`, "0.5": `"500m"`, "500m": `"500m"`, "2.25": `"2250m"`, "3000m": `"3"`, "0.001": `"1m"`, "65536": `"65536"`,
	} {
		if c, err := ParseCPU(text); err != nil || c.String() != want {
			t.Errorf("%s: %s, %v", text, c, err)
		}
	}
	for _, text := range []string{"", "0", "0m", "-1", "+1", "1.", ".5", "0.0001", "1.5m", "65537", "1e3", "two", "m", "1 ", "99999999999"} {
		if c, err := ParseCPU(text); err == nil {
			t.Errorf("%q: %s", text, c)
		}
	}
	for n, want := range map[Bytes]string{1 << 30: `"1Gi"`, 3 << 19: `"1536Ki"`, 1_000_000: `"1000000"`, 5 << 50: `"5120Ti"`} {
		if n.String() != want {
			t.Errorf("%d: %s", int64(n), n)
		}
	}
}

func TestNames(t *testing.T) {
	long := strings.Repeat("a", 100)
	for output, want := range map[string]string{
		"/data/out.json": "fanout-out", "thumbs": "fanout-thumbs", "Sales 2026.csv": "fanout-sales-2026", "été": "fanout-t", "日本": "fanout",
		".json": "fanout-json", "a--b_.x.y": "fanout-a--b-x", long: "fanout-" + long[:50],
	} {
		got := NameFor(output)
		if got != want || CheckName(got) != nil {
			t.Errorf("%s: %s, want %s", output, got, want)
		}
	}
	for _, bad := range []string{"", "-a", "a-", "A", "a_b", "a.b", "é", long[:58]} {
		if CheckName(bad) == nil {
			t.Errorf("%q can be a name", bad)
		}
	}
	for name, ok := range map[string]bool{"a.b-c.1": true, "a..b": false, "": false, "a.": false, strings.Repeat("a.", 126) + "b": true, strings.Repeat("a.", 127) + "b": false} {
		if (CheckObject(name) == nil) != ok {
			t.Errorf("%q: %v", name, CheckObject(name))
		}
	}
	for image, ok := range map[string]bool{"r.example:5000/f:1@sha256:0": true, "": false, "a b": false, "a\n": false, "é": false} {
		if (CheckImage(image) == nil) != ok {
			t.Errorf("%q: %v", image, CheckImage(image))
		}
	}
}
