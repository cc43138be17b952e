package part

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"fanout/chunker"
)

// A Set is the parts in a folder.
type Set struct {
	Dir  string
	Plan *Plan

	Footers []*Footer     // by shard, from 0 on; nil: there is no part, or it is damaged
	Damaged map[int]error // by shard, from 1 on
}

// Scan looks at the parts in dir, and reads their footers. Whatever else is in
// the folder is ignored.
func Scan(dir string) (*Set, error) {
	plan, err := ReadPlan(dir)
	if err != nil {
		return nil, err
	}
	s := &Set{Dir: dir, Plan: plan, Footers: make([]*Footer, plan.Shards), Damaged: map[int]error{}}
	return s, s.Update()
}

// Update looks again for the parts that were missing.
func (s *Set) Update() error {
	there, err := s.names()
	if err != nil {
		return err
	}
	for i := range s.Footers {
		shard := s.Shard(i + 1)
		if s.Footers[i] != nil || !there[Path("", shard)] {
			continue
		}
		r, err := Open(Path(s.Dir, shard))
		switch {
		case err == nil:
			s.take(i, r)
		case errors.As(err, new(*DamagedError)):
			s.Damaged[i+1] = err
		case !errors.Is(err, os.ErrNotExist):
			return err
		}
	}
	return nil
}

// names returns the names in the folder: one listing, as there may be 100,000
// parts on a slow file system.
func (s *Set) names() (map[string]bool, error) {
	f, err := os.Open(s.Dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.Readdirnames(-1)
	there := make(map[string]bool, len(list))
	for _, name := range list {
		there[name] = true
	}
	return there, err
}

// take takes the footer of a part that is the shard at i.
func (s *Set) take(i int, r *Reader) {
	defer r.Close()
	delete(s.Damaged, i+1)
	f := r.Footer
	if f.Shard != i+1 || f.Shards != s.Plan.Shards || f.Command != s.Plan.Command || f.Fingerprint != s.Plan.Fingerprint {
		s.Damaged[i+1] = &DamagedError{r.file.Name(), errors.New("it is a part of another run")}
		return
	}
	s.Footers[i] = f
}

// Shard returns shard i of the set, from 1 on.
func (s *Set) Shard(i int) chunker.Shard { return chunker.Shard{I: i, N: s.Plan.Shards} }

// Open opens the part of shard i, from 1 on.
func (s *Set) Open(i int) (*Reader, error) { return Open(Path(s.Dir, s.Shard(i))) }

// Verify verifies the payload of every part; progress is called after each.
// Those that are damaged count as missing from then on.
func (s *Set) Verify(ctx context.Context, progress func()) error {
	for i, f := range s.Footers {
		if f == nil {
			continue
		}
		r, err := s.Open(i + 1)
		if err == nil {
			err = r.Verify(ctx)
			r.Close()
		}
		switch {
		case errors.As(err, new(*DamagedError)):
			s.Footers[i], s.Damaged[i+1] = nil, err
		case err != nil:
			return err
		}
		progress()
	}
	return nil
}

// Missing returns the shards that have no part or a damaged one, from 1 on, in
// order.
func (s *Set) Missing() (shards []int) {
	for i, f := range s.Footers {
		if f == nil {
			shards = append(shards, i+1)
		}
	}
	return shards
}

// Done returns how many shards have a part.
func (s *Set) Done() int { return s.Plan.Shards - len(s.Missing()) }

// Ranges writes numbers in ascending order as schedulers take them: "3,5-7".
func Ranges(shards []int) string {
	var words []string
	shards = slices.Clone(shards)
	slices.SortFunc(shards, cmp.Compare[int])
	for i := 0; i < len(shards); {
		j := i
		for j+1 < len(shards) && shards[j+1] <= shards[j]+1 {
			j++
		}
		switch {
		case shards[i] == shards[j]:
			words = append(words, fmt.Sprint(shards[i]))
		case shards[i]+1 == shards[j]:
			words = append(words, fmt.Sprint(shards[i]), fmt.Sprint(shards[j]))
		default:
			words = append(words, fmt.Sprintf("%d-%d", shards[i], shards[j]))
		}
		i = j + 1
	}
	return strings.Join(words, ",")
}
