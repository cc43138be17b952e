package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"fanout/internal/files"
)

// keyOf takes what stands before a payload's first blank as its key.
func keyOf(payload []byte) string {
	key, _, _ := strings.Cut(string(payload), " ")
	return key
}

func openTest(t *testing.T, path string, opt Options) *Journal {
	t.Helper()
	if opt.Key == nil {
		opt.Key = keyOf
	}
	j, err := Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	j.sync = func(*os.File) error { return nil } // there is no power cut
	return j
}

func appendTest(t *testing.T, j *Journal, payloads ...string) {
	t.Helper()
	var group [][]byte
	for _, p := range payloads {
		group = append(group, []byte(p))
	}
	if err := j.Append(group); err != nil {
		t.Fatal(err)
	}
}

func readTest(t testing.TB, path string) ([]string, Stats) {
	t.Helper()
	var payloads []string
	stats, err := Read(context.Background(), path, func(payload []byte, _ int64) error {
		payloads = append(payloads, string(payload))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if stats.Lines != int64(len(payloads)) {
		t.Errorf("%d lines, but %d payloads", stats.Lines, len(payloads))
	}
	return payloads, stats
}

// sample makes a journal of two groups, and returns it with its content.
func sample(t *testing.T) (path string, content []byte, payloads []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), Name)
	j := openTest(t, path, Options{})
	payloads = []string{"a 1", "b \xff\x00 no text", "c " + strings.Repeat("x", 30), "a 2"}
	appendTest(t, j, payloads[:2]...)
	appendTest(t, j, payloads[2:]...)
	j.Close()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, content, payloads
}

func TestWhatIsAppendedIsRead(t *testing.T) {
	path, content, want := sample(t)
	got, stats := readTest(t, path)
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) || stats.Damaged != 0 || !stats.Exists {
		t.Errorf("%q, %+v", got, stats)
	}
	if !strings.HasPrefix(string(content), string(headerLine(header{}))) {
		t.Errorf("it begins with %q", content[:30])
	}
	if got, stats := readTest(t, path+"-none"); got != nil || stats.Exists {
		t.Errorf("of no file: %q, %+v", got, stats)
	}
}

// A kill in the middle of an append leaves any beginning of it.
func TestATornEndCostsNoOtherRecord(t *testing.T) {
	path, content, want := sample(t)
	head := len(headerLine(header{}))
	for _, alone := range []bool{true, false} {
		for n := head; n < len(content); n++ {
			if err := os.WriteFile(path, content[:n], 0o666); err != nil {
				t.Fatal(err)
			}
			before, stats := readTest(t, path)
			if stats.Damaged > 0 || fmt.Sprint(before) != fmt.Sprint(want[:len(before)]) {
				t.Fatalf("cut at %d: %q, %+v", n, before, stats)
			}
			other := (*Journal)(nil)
			if !alone {
				other = openTest(t, path, Options{}) // cuts off the torn end, so tear it again
				os.WriteFile(path, content[:n], 0o666)
			}
			j := openTest(t, path, Options{})
			appendTest(t, j, "new 1", "new 2")
			j.Close()
			if other != nil {
				other.Close()
			}
			got, stats := readTest(t, path)
			// Where another run might still be writing, the torn line stays.
			if alone && stats.Damaged > 0 || stats.Damaged > 1 || fmt.Sprint(got[max(0, len(got)-2):]) != "[new 1 new 2]" ||
				fmt.Sprint(got[:len(before)]) != fmt.Sprint(before) {
				t.Fatalf("cut at %d, alone %v: %q, %+v", n, alone, got, stats)
			}
		}
	}
}

func TestAFlippedBitIsNeverARecord(t *testing.T) {
	_, content, want := sample(t)
	for i := range content {
		for bit := range 8 {
			bad := bytes.Clone(content)
			bad[i] ^= 1 << bit
			next := 0
			stats, err := readLines(t.Context(), bytes.NewReader(bad), func(payload []byte, _ int64) error {
				for next < len(want) && want[next] != string(payload) {
					next++
				}
				if next == len(want) {
					t.Errorf("bit %d of byte %d: record %q", bit, i, payload)
				}
				return nil
			}, func(header) {})
			if err != nil {
				t.Fatal(err)
			}
			ends := content[i] == '\n' && i == len(content)-1
			blank := content[i] == '\n' && content[i-1] == '\n' || bad[i] == '\n' && (i == 0 || content[i-1] == '\n')
			if stats.Damaged == 0 && !ends && !blank {
				t.Errorf("bit %d of byte %d: nothing damaged, %+v", bit, i, stats)
			}
		}
	}
}

func TestWhatIsNoJournalIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal")
	refused := func(what string, want error) {
		t.Helper()
		_, err := Check(path)
		_, readErr := Read(t.Context(), path, func([]byte, int64) error { return nil })
		_, openErr := Open(t.Context(), path, Options{Key: keyOf})
		for _, err := range []error{err, readErr, openErr} {
			if is := (*Error)(nil); !errors.Is(err, want) || !errors.As(err, &is) || is.Path != path {
				t.Errorf("%s: %v", what, err)
			}
		}
		os.Remove(path)
	}
	os.Mkdir(path, 0o777)
	refused("a folder", ErrNotRegular)
	os.WriteFile(path, []byte("Dear diary,\ntoday "), 0o666)
	refused("a letter", ErrNoJournal)
	os.WriteFile(path, make([]byte, 2*sniffed), 0o666)
	refused("zeros", ErrNoJournal)
	os.WriteFile(path, appendLine(nil, []byte(`{"fanout_journal":2,"more":[]}`)), 0o666)
	refused("another version", ErrVersion)
	os.WriteFile(dir+"/other", headerLine(header{}), 0o666)
	if err := os.Symlink("other", path); err == nil {
		refused("a link", ErrNotRegular)
	}
	if exists, err := Check(path); exists || err != nil {
		t.Errorf("no file: %v, %v", exists, err)
	}
	os.WriteFile(path, nil, 0o666)
	if exists, err := Check(path); !exists || err != nil {
		t.Errorf("an empty file: %v, %v", exists, err)
	}
	appendTest(t, openTest(t, path, Options{}), "a 1")
	if got, stats := readTest(t, path); len(got) != 1 || stats.Damaged > 0 {
		t.Errorf("%q, %+v", got, stats)
	}
}

func TestAJournalThatHasGrownIsWrittenAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	j := openTest(t, path, Options{})
	var want []string
	for round := range 12 {
		var group []string
		for i := range 1000 {
			group = append(group, fmt.Sprintf("%d in round %d %s", i, round, strings.Repeat("-", 100)))
		}
		appendTest(t, j, group...)
		want = group
	}
	key := func(p []byte) string {
		if bytes.HasPrefix(p, []byte("7 ")) {
			return "" // each stands by itself
		}
		return keyOf(p)
	}
	other := openTest(t, path, Options{Key: key})
	if got, _ := readTest(t, path); len(got) != 12_000 {
		t.Errorf("%d records left while another run has it open", len(got))
	}
	other.Close()
	j.Close()
	appendTest(t, openTest(t, path, Options{Key: key}), "new")
	got, stats := readTest(t, path)
	if len(got) != 1000+11+1 || got[len(got)-1] != "new" || stats.Damaged > 0 {
		t.Fatalf("%d records, %+v", len(got), stats)
	}
	for i, p := range got[len(got)-1-992 : len(got)-1] {
		if p != want[i+8] {
			t.Fatalf("record %d is %q", i, p)
		}
	}
	info, _ := os.Stat(path)
	f, _ := os.Open(path)
	defer f.Close()
	if head, err := sniff(f); err != nil || head.Kept > info.Size() || head.Kept < info.Size()-100 {
		t.Errorf("header %+v of %d bytes: %v", head, info.Size(), err)
	}
}

func TestDamagedLinesGoWhenTheJournalIsCleaned(t *testing.T) {
	path, content, want := sample(t)
	content[0]++                           // the header
	content[len(headerLine(header{}))+5]++ // the first record
	os.WriteFile(path, content, 0o666)
	if _, stats := readTest(t, path); stats.Damaged != 2 {
		t.Errorf("%+v", stats)
	}
	openTest(t, path, Options{Clean: true}).Close()
	// The second record of "a" has replaced the first.
	if got, stats := readTest(t, path); stats.Damaged != 0 || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want[1:]) {
		t.Errorf("%q, %+v", got, stats)
	}
}

// Runs come and go, append and write anew, as they find it.
func TestRunsAtTheSameTimeLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	const runs, rounds = 8, 12
	var wg sync.WaitGroup
	for run := range runs {
		wg.Go(func() {
			for round := range rounds {
				j, err := Open(t.Context(), path, Options{Key: keyOf, Clean: round%2 == 1})
				if err != nil {
					t.Error(err)
					return
				}
				j.sync = func(*os.File) error { return nil }
				for i := range 5 {
					if err := j.Append([][]byte{fmt.Appendf(nil, "%d-%d-%d", run, round, i)}); err != nil {
						t.Error(err)
					}
				}
				j.Close()
			}
		})
	}
	wg.Wait()
	got, stats := readTest(t, path)
	seen := map[string]int{}
	for _, p := range got {
		seen[p]++
	}
	if len(seen) != runs*rounds*5 || stats.Damaged > 0 {
		t.Errorf("%d records of %d, %+v", len(seen), runs*rounds*5, stats)
	}
	if names, _ := os.ReadDir(filepath.Dir(path)); len(names) != 1 {
		t.Errorf("left: %v", names)
	}
}

func TestAFailedSyncIsFinal(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	j := openTest(t, path, Options{})
	appendTest(t, j, "a 1")
	j.sync = func(*os.File) error { return syscall.EIO }
	err := j.Append([][]byte{[]byte("b 1")})
	if is := (*files.SyncError)(nil); !errors.As(err, &is) || !errors.Is(err, syscall.EIO) {
		t.Errorf("%v", err)
	}
	j.sync = (*os.File).Sync
	if again := j.Append([][]byte{[]byte("c 1")}); again != err {
		t.Errorf("after it: %v", again)
	}
	if got, _ := readTest(t, path); len(got) > 2 {
		t.Errorf("%q", got)
	}
}

func TestLinesBeyondTheLimitAreNeitherWrittenNorRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	j := openTest(t, path, Options{})
	appendTest(t, j, "a", strings.Repeat("b", MaxPayload+1), strings.Repeat("c", MaxPayload))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.Write(appendLine(nil, bytes.Repeat([]byte("d"), 5*MaxLine)))
	f.Close()
	appendTest(t, j, "e")
	got, stats := readTest(t, path)
	if len(got) != 3 || len(got[1]) != MaxPayload || got[2] != "e" || stats.Damaged != 1 {
		t.Errorf("%d records, %+v", len(got), stats)
	}
}
