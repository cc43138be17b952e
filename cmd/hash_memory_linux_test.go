package cmd_test

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
)

// The list of a run is read, cut, hashed and closed by many hands.
func TestPasswordsAreClearedFromMemoryWhenTheyAreHashed(t *testing.T) {
	const lines, users, csv, quoted = "%s-%d", "user%[2]d:%[1]s", "user%[2]d,%[1]s,note", `user%[2]d,"%[1]s""",note`
	const objects = `{"user":"user%[2]d","password":"%[1]s\n","note":1}`
	for _, tt := range []struct{ name, format, list, args string }{
		{"lines", lines, "list.txt", ""},
		{"users", users, "list.txt", "--input user:pass"},
		{"csv", csv, "list.csv", ""},
		{"quoted csv", quoted, "list.csv", ""},
		{"json lines", objects, "list.jsonl", ""},
		{"lines like json", `{"%s"-%d}`, "list.txt", ""},
		{"gzip", lines, "list.txt.gz", ""},
		{"zstd", lines, "list.txt.zst", ""},
		{"bzip2", lines, "list.txt.bz2", ""},
		{"xz", lines, "list.txt.xz", ""},
		{"s2", lines, "list.txt.s2", ""},
		{"gzip csv", csv, "list.csv.gz", ""},
		{"utf-16", lines, "list.utf16", ""},
		{"windows-1252", "%s-\xfc%d", "list.txt", "--input-encoding windows-1252"},
		{"shift-jis", "%s-\x83\x41%d", "list.txt", "--input-encoding shift_jis"},
		{"nfc", "%s-u\u0308%d", "list.txt", "--normalize nfc"},
		{"precis", "%s-\u00a0%d", "list.txt", "--normalize precis"},
		{"a pipe", lines, "-", ""},
		{"a pipe of csv", csv, "-", "--input csv"},
		{"a pipe of gzip", lines, "-.gz", ""},
		{"scram-sha-256 of unicode", "%s-u\u0308%d", "list.txt", "--algo scram-sha-256 --iterations 4096"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSeeker()
			text := s.list(300, tt.format)
			if tt.format == csv || tt.format == quoted {
				text = append([]byte("user,password,note\n"), text...)
			}
			list, stdin := packedList(t, tt.list, text)
			args := append(strings.Fields(tt.args), "-o", filepath.Join(t.TempDir(), "hashes"), list)
			if !strings.Contains(tt.args, "--algo") {
				args = append(args, "--iterations", "1")
			}
			atItsEnd(t, stdin, func(p *os.Process) { s.mustFindNothing(t, p.Pid) }, args...)
		})
	}
}

func TestPasswordsAreClearedFromMemoryWhenTheyAreVerifiedOrResumed(t *testing.T) {
	const lines, users = "%s-%d", "user%[2]d:%[1]s"
	for _, tt := range []struct{ name, format, hash, input string }{
		{"by line", lines, "--algo argon2id --memory-cost 64 --time-cost 1", ""},
		{"by user", users, "--algo pbkdf2-sha256 --iterations 1", "--input user:pass"},
		{"pepper", lines, "--algo bcrypt --cost 4", "--pepper-file PEPPER"},
		{"unicode", "%s-u\u0308%d", "--algo scrypt --scrypt-n 16", "--normalize nfkc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, dir := newSeeker(), t.TempDir()
			list, hashes, pepper := filepath.Join(dir, "list"), filepath.Join(dir, "hashes"), filepath.Join(dir, "pepper")
			for path, text := range map[string][]byte{list: s.list(100, tt.format), pepper: []byte(s.stem)} {
				if err := os.WriteFile(path, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			input := strings.Fields(strings.ReplaceAll(tt.input, "PEPPER", pepper))
			if len(input) > 0 && input[0] == "--pepper-file" {
				os.WriteFile(pepper, []byte("0123456789abcdef"), 0o600)
			}
			hash := append(append(strings.Fields(tt.hash), "-o", hashes, list), input...)
			for _, args := range [][]string{hash, append(hash, "--resume"), append(input, "--verify", hashes, list)} {
				atItsEnd(t, nil, func(p *os.Process) { s.mustFindNothing(t, p.Pid) }, args...)
			}
		})
	}
}

// Other passwords than those that were hashed take the same way.
func TestPasswordsAreClearedFromMemoryOfEveryAlgorithm(t *testing.T) {
	if testing.Short() {
		t.Skip("starts thirty processes")
	}
	answers, err := os.ReadFile("../processors/hash/kdf/testdata/answers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	written, err := format.Lookup("jsonl")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string][]byte{}
	for line := range strings.Lines(string(answers)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		// The one that another module computes leaves copies.
		if line[0] == '#' || f[0] == "yescrypt" || of[f[0]] != nil {
			continue
		}
		s, err := kdf.Lookup(f[0])
		if err != nil {
			t.Fatal(err)
		}
		p := s.Default()
		for i, c := range strings.FieldsFunc(f[1], func(r rune) bool { return r == ',' }) {
			p.Costs[i], _ = strconv.Atoi(c)
		}
		var e format.Entry
		if e.Params, e.Salt, e.Key, err = p.Decode([]byte(f[3]), []byte(f[4])); err != nil {
			t.Fatal(err)
		}
		for e.Line = 1; e.Line <= 20; e.Line++ {
			if of[f[0]], err = written.Append(of[f[0]], &e, &format.Style{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range of {
		t.Run(name, func(t *testing.T) {
			s := newSeeker()
			hashes, _ := packedList(t, "hashes.jsonl", text)
			list, _ := packedList(t, "list.txt", s.list(20, "%s-%d"))
			atItsEnd(t, nil, func(p *os.Process) { s.mustFindNothing(t, p.Pid) }, "--verify", hashes, list)
		})
	}
}

// A digest that stands for a password is as good as one.
func TestDigestsAreClearedFromMemory(t *testing.T) {
	var text []byte
	s := &seeker{}
	for i := range 100 {
		digest := md5.Sum([]byte{byte(i)})
		text = fmt.Appendf(text, "%x\n", digest)
		s.add(fmt.Sprint("digest ", i), fmt.Appendf(nil, "%x", digest))
	}
	list, _ := packedList(t, "list.txt", text)
	atItsEnd(t, nil, func(p *os.Process) { s.mustFindNothing(t, p.Pid) },
		"--algo", "bcrypt", "--cost", "4", "--input-digest", "md5-hex", "-o", filepath.Join(t.TempDir(), "hashes"), list)
}

// What waits in chunks when the run is interrupted is not forgotten there.
func TestPasswordsAreClearedFromMemoryWhenTheRunIsInterrupted(t *testing.T) {
	for _, verify := range []bool{false, true} {
		t.Log("verify:", verify)
		s := newSeeker()
		list, _ := packedList(t, "list.txt", s.list(3000, "%s-%d"))
		hashes := filepath.Join(t.TempDir(), "hashes")
		args := []string{"--iterations", "20000", "-o", hashes, "-v", list}
		if verify {
			atItsEnd(t, nil, func(*os.Process) {}, "--iterations", "1", "-o", hashes, list)
			args = []string{"--verify", slowed(t, hashes), list}
		}
		interrupt := func(p *os.Process) { p.Signal(os.Interrupt) }
		atItsEndAfter(t, interrupt, nil, func(p *os.Process) {
			const tries = 20 // the reader ends a moment after the run
			for range tries {
				if len(s.look(t, p.Pid)) == 0 {
					return
				}
			}
			s.mustFindNothing(t, p.Pid)
		}, args...)
	}
}

// slowed writes a list of hashes that take longer, and do not match, and
// returns its path.
func slowed(t *testing.T, hashes string) string {
	t.Helper()
	text, err := os.ReadFile(hashes)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"iterations":1,`), []byte(`"iterations":20000,`))
	if err := os.WriteFile(hashes, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return hashes
}

// packedList writes a list, packed as its name says, and returns its path, and
// what is to be read in its place if that is "-".
func packedList(t *testing.T, name string, text []byte) (path string, stdin io.Reader) {
	t.Helper()
	var packed bytes.Buffer
	var w io.WriteCloser
	switch filepath.Ext(name) {
	case ".gz":
		w = gzip.NewWriter(&packed)
	case ".zst":
		w, _ = zstd.NewWriter(&packed)
	case ".s2":
		w = s2.NewWriter(&packed)
	case ".bz2", ".xz":
		program := map[string]string{".bz2": "bzip2", ".xz": "xz"}[filepath.Ext(name)]
		c := exec.Command(program, "-c")
		c.Stdin, c.Stdout = bytes.NewReader(text), &packed
		if err := c.Run(); err != nil {
			t.Skip(program, err)
		}
	case ".utf16":
		packed.WriteString("\xff\xfe" + spread(string(text), "%c\x00"))
	default:
		packed.Write(text)
	}
	if w != nil {
		w.Write(text)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if strings.HasPrefix(name, "-") {
		return "-", &packed
	}
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, nil
}
