package part

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"fanout/internal/files"
)

// mergedName is the file in a folder of parts that says what became of it.
const mergedName = "merged.json"

// Merged says that the parts in a folder have been merged, and into what.
type Merged struct {
	Output      string    `json:"output"` // as an absolute path
	Fingerprint string    `json:"fingerprint"`
	Status      int       `json:"status"` // that the merge ended with
	Done        int64     `json:"done"`
	Failed      int64     `json:"failed"`
	Skipped     int64     `json:"skipped"`
	Bytes       int64     `json:"bytes"` // of the output
	Modified    time.Time `json:"modified"`
}

// WriteMerged leaves m in dir. One of an earlier merge is replaced.
func WriteMerged(ctx context.Context, dir string, m *Merged) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := files.Create(ctx, filepath.Join(dir, mergedName), 0o600, true)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(append(text, '\n')); err != nil {
		return err
	}
	return f.Commit()
}

// ReadMerged returns what WriteMerged has left in dir, or nil.
func ReadMerged(dir string) *Merged {
	f, err := os.Open(filepath.Join(dir, mergedName))
	if err != nil {
		return nil
	}
	defer f.Close()
	m := &Merged{}
	if text, err := readAtMost(f, maxPlan); err != nil || json.Unmarshal(text, m) != nil {
		return nil
	}
	return m
}

// Stands reports whether the output is still the one that was merged.
func (m *Merged) Stands() bool {
	info, err := os.Stat(m.Output)
	return err == nil && info.Size() == m.Bytes && info.ModTime().Equal(m.Modified)
}
