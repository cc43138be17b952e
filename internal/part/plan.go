package part

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"fanout/internal/files"
)

// Extension follows the name of an output in the name of its folder of parts.
const Extension = ".parts"

// planName is the file in a folder of parts that says which run it is.
const planName = "plan.json"

// maxPlan bounds the plan that is read: what a command line can hold, and the
// names of some thousand inputs.
const maxPlan = 64 << 20

// A Plan says which run the parts in a folder belong to.
type Plan struct {
	SchemaVersion int     `json:"schema_version"`
	Version       string  `json:"fanout"`  // of the program
	Command       string  `json:"command"` // "analyze"
	Args          Args    `json:"args"`    // the command line behind it, without the shard
	Folder        string  `json:"folder"`  // where it was given
	Output        string  `json:"output"`  // as it was given
	Shards        int     `json:"shards"`
	Fingerprint   string  `json:"fingerprint"`      // of all that decides about the result
	Inputs        []Input `json:"inputs,omitempty"` // for messages; may be incomplete
}

// An Input is a file that was there when a shard started.
type Input struct {
	Name     string    `json:"name"`
	Bytes    int64     `json:"bytes"`
	Modified time.Time `json:"modified"`
}

// Args is a command line. Its words may be any bytes.
type Args []string

// MarshalJSON writes words that JSON can hold as they are and others as bytes.
func (a Args) MarshalJSON() ([]byte, error) {
	words := make([]any, len(a))
	for i, word := range a {
		words[i] = word
		if !utf8.ValidString(word) {
			words[i] = []any{[]byte(word)} // base64
		}
	}
	return json.Marshal(words)
}

// UnmarshalJSON reads what MarshalJSON has written.
func (a *Args) UnmarshalJSON(text []byte) error {
	var words []json.RawMessage
	if err := json.Unmarshal(text, &words); err != nil {
		return err
	}
	*a = make(Args, len(words))
	for i, word := range words {
		if json.Unmarshal(word, &(*a)[i]) == nil {
			continue
		}
		var raw [][]byte
		if err := json.Unmarshal(word, &raw); err != nil || len(raw) != 1 {
			return fmt.Errorf("argument %d is neither text nor bytes", i+1)
		}
		(*a)[i] = string(raw[0])
	}
	return nil
}

// Folder returns the folder of the parts of output.
func Folder(output string) string { return filepath.Clean(output) + Extension }

// Join makes dir the folder of p's parts, or agrees that it is already. If it
// is that of another plan, the error is an [*OtherPlanError].
func Join(ctx context.Context, dir string, p *Plan) error {
	p.SchemaVersion = 1
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		old, err := ReadPlan(dir)
		if err == nil {
			return p.agree(dir, old)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		f, err := files.Create(ctx, filepath.Join(dir, planName), 0o600, false)
		if err == nil {
			if _, err = f.Write(append(text, '\n')); err == nil {
				err = f.Commit()
			}
			f.Discard()
		}
		if !errors.As(err, new(*files.ExistsError)) || !first {
			return err
		}
	}
}

// Begun returns when the first shard of the parts in dir has begun, and whether
// one has.
func Begun(dir string) (at time.Time, begun bool) {
	info, err := os.Stat(filepath.Join(dir, planName))
	if err != nil {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

// ReadPlan returns the plan of the parts in dir. If there is none the error is
// fs.ErrNotExist.
func ReadPlan(dir string) (*Plan, error) {
	name := filepath.Join(dir, planName)
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := readAtMost(f, maxPlan)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", name, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(bytes.TrimSpace(text), p); err != nil {
		return nil, fmt.Errorf("%q is no plan of shards: %w", name, err)
	}
	if p.SchemaVersion != 1 || p.Command == "" || p.Shards < 1 || p.Shards > MaxShards {
		return nil, fmt.Errorf("%q is no plan of shards that this program knows", name)
	}
	return p, nil
}

// MaxShards is the largest number of shards: as many as a Kubernetes Job with
// limits for each index can have.
const MaxShards = 100_000

// An OtherPlanError says that a folder holds parts of another run.
type OtherPlanError struct {
	Dir  string
	Text string // how the plans differ
}

func (e *OtherPlanError) Error() string {
	return fmt.Sprintf("%q holds parts of another run: %s", e.Dir, e.Text)
}

// Hint implements the error's next step.
func (e *OtherPlanError) Hint() string {
	return "run the shards of one run alike; if that one is no longer wanted, remove the folder"
}

// agree returns an error unless p and the plan that is there are of one run.
func (p *Plan) agree(dir string, old *Plan) error {
	if difference := p.Difference(old); difference != "" {
		return &OtherPlanError{dir, difference}
	}
	return nil
}

// Difference says how p differs from an older plan, "" if they are of one run.
func (p *Plan) Difference(old *Plan) string {
	switch {
	case p.Command != old.Command:
		return fmt.Sprintf("that was fanout %s, this is fanout %s", old.Command, p.Command)
	case p.Shards != old.Shards:
		return fmt.Sprintf("that has %d shards, this has %d", old.Shards, p.Shards)
	case p.Version != old.Version:
		return fmt.Sprintf("that was fanout %s, this is %s", old.Version, p.Version)
	case p.Fingerprint == old.Fingerprint:
		return ""
	}
	return cmp.Or(p.inputDifference(old), "other options or inputs were given")
}

// inputDifference says which input has changed, or "".
func (p *Plan) inputDifference(old *Plan) string {
	then := map[string]Input{}
	for _, in := range old.Inputs {
		then[in.Name] = in
	}
	for _, in := range p.Inputs {
		before, known := then[in.Name]
		switch {
		case !known && len(old.Inputs) > 0:
			return fmt.Sprintf("%q was not among its inputs", in.Name)
		case known && (before.Bytes != in.Bytes || !before.Modified.Equal(in.Modified)):
			return fmt.Sprintf("%q has changed since", in.Name)
		}
	}
	if len(p.Inputs) < len(old.Inputs) {
		now := func(name string) bool {
			return slices.ContainsFunc(p.Inputs, func(in Input) bool { return in.Name == name })
		}
		for _, in := range old.Inputs {
			if !now(in.Name) {
				return fmt.Sprintf("%q is no longer among the inputs", in.Name)
			}
		}
	}
	return ""
}
