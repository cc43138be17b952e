package cmd_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// peak runs the program and returns the most memory that was resident, in MiB.
// A process of its own measures, since a child counts what its parent had.
func peak(t *testing.T, args ...string) int {
	t.Helper()
	const measure = "/usr/bin/time"
	if _, err := os.Stat(measure); err != nil {
		t.Skip(err)
	}
	program := filepath.Join(programFolder(t), "fanout")
	var said bytes.Buffer
	c := exec.Command(measure, append([]string{"-f", "%M", program}, args...)...)
	c.Stderr = &said
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	lines := strings.Fields(said.String())
	kilobytes, err := strconv.Atoi(lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}

// The limit is for what the run takes; the program itself has some besides.
func TestThePeakOfManyColumnsIsWithinTheLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads 60 MB")
	}
	const limit, program = 128, 44 // MiB
	rnd := rand.New(rand.NewPCG(1, 10))
	for _, tt := range []struct {
		name  string
		value func() string
	}{
		{"sentences", func() string { return strings.Repeat(strconv.Itoa(rnd.IntN(1e9)), 4) + "x" }},
		{"decimals", func() string { return fmt.Sprint(rnd.NormFloat64()) }},
	} {
		var text strings.Builder
		for range 1100 {
			for i := range 700 {
				if i > 0 {
					text.WriteByte(',')
				}
				text.WriteString(tt.value())
			}
			text.WriteByte('\n')
		}
		name := filepath.Join(t.TempDir(), "wide.csv")
		if err := os.WriteFile(name, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		text.Reset()
		got := peak(t, "analyze", name, "-q", "--format", "json", "-o", name+".json", "--max-memory", fmt.Sprint(limit, "MiB"))
		if got > limit+program {
			t.Errorf("%s: %d MiB of %d", tt.name, got, limit)
		}
		t.Logf("%s: %d MiB of %d", tt.name, got, limit)
	}
}
