package cmd_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recordsInQuotes returns CSV text of which nearly all is in quoted fields of
// that many lines, each of which looks like a record.
func recordsInQuotes(bytes, lines int) string {
	var b strings.Builder
	b.WriteString("id,amount,note,day\n")
	for i := 0; b.Len() < bytes; i++ {
		fmt.Fprintf(&b, `%d,%d.5,"`, i, i*7)
		for k := range lines + i%7 {
			fmt.Fprintf(&b, "%d,%d,as a record,2024-01-%02d\r\n", k, i, 1+k%28)
		}
		fmt.Fprintf(&b, "\",2024-02-%02d\n", 1+i%28)
	}
	return b.String()
}

// shardAndMerge analyzes paths in n shards, and returns what the merge says.
func shardAndMerge(t *testing.T, n int, out string, paths ...string) string {
	t.Helper()
	args := append([]string{"analyze", "-o", out}, paths...)
	for i := n; i > 0; i-- {
		if status, _, text := fanout(t, append(args, "--shard", fmt.Sprintf("%d/%d", i, n))...); status != 0 {
			t.Fatalf("shard %d of %d: status %d: %s", i, n, status, text)
		}
	}
	status, _, text := fanout(t, "merge", out+".parts")
	if status != 0 {
		t.Fatalf("merge of %d: status %d: %s", n, status, text)
	}
	return text
}

func TestAnyNumberOfShardsGivesTheSameBytes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, recordsInQuotes(20_000, 3))
	z.Close()
	short, long := write("short.csv", recordsInQuotes(64<<10, 50)), write("long.csv", recordsInQuotes(900_000, 8000))
	for name, c := range map[string]struct {
		paths []string
		again bool // guesses are wrong
	}{
		"a quoted field of a KB in each": {[]string{short}, false},
		"quoted fields of 250 KB":        {[]string{long}, true},
		"a stream among them":            {[]string{short, write("packed.csv.gz", packed.String()), long}, true},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			one := filepath.Join(out, "one.json")
			if status, _, text := fanout(t, append([]string{"analyze", "-o", one}, c.paths...)...); status != 0 {
				t.Fatal(text)
			}
			want, err := os.ReadFile(one)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{1, 2, 3, 7, 64} {
				name := filepath.Join(out, fmt.Sprintf("%d.json", n))
				text := shardAndMerge(t, n, name, c.paths...)
				if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d shards: %v, %d bytes instead of %d, or others", n, err, len(got), len(want))
				}
				if c.again && n > 2 && !strings.Contains(text, "read again: ") {
					t.Errorf("%d shards: no guess was wrong: %s", n, text)
				}
			}
		})
	}
}
