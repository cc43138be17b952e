package cmd_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fanout/cmd"
)

func TestStdinIsReadWithoutADashIfItHasData(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(file, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(name string) *os.File {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pipe.Close() })
	_, _ = io.WriteString(w, "a\n1\n")
	w.Close()
	closed := open(file)
	closed.Close()
	for _, c := range []struct {
		name string
		in   io.Reader
		read bool
	}{
		{"file", open(file), true},
		{"pipe", pipe, true},
		{"reader", strings.NewReader("a\n1\n"), true},
		{"null device", open(os.DevNull), false},
		{"closed", closed, false},
		{"none", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, messages bytes.Buffer
			sys := cmd.IO{In: c.in, Out: &out, Err: &messages, Getenv: os.Getenv}
			status := cmd.Main(context.Background(), []string{"analyze", "--format", "json"}, sys)
			if c.read && (status != 0 || !strings.Contains(out.String(), `"rows": 1`)) {
				t.Errorf("status %d, %s%s", status, out.String(), messages.String())
			}
			if want := "no FILE given: name CSV files or folders, or pipe data in"; !c.read && (status != 2 || !strings.Contains(messages.String(), want)) {
				t.Errorf("status %d, want 2 and %q: %s", status, want, messages.String())
			}
		})
	}
}
