package hash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"fanout/internal/files"
	"fanout/internal/inputs"
	"fanout/internal/wait"
	"fanout/pool"
	"fanout/processors/hash/format"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/preset"
	"fanout/processors/hash/source"
)

// A VerifyPlan says what a run will verify. It has opened both lists.
type VerifyPlan struct {
	Rows   int64    // passwords in the list; 0: not known, as it can be read only once
	Hashes string   // what is to be computed: "pbkdf2-sha512 220,000", "4 schemes"
	Notes  []string // what is worth knowing of the list of hashes, and how it is matched

	in         *source.Set
	hashes     *source.List   // nil: the import files of a preset
	preset     *preset.Preset // or nil
	paths      []string       // of its files
	name       string         // of the hashes
	names      *names         // of the hashes; nil: both lists are in the order of their lines
	survey     *survey
	kinds      *kinds // to be computed
	allocation verifyAllocation
	pepper     *kdf.Prehash
}

// NewVerifyPlan opens the lists, counts the passwords and reads the hashes. The
// error is as NewPlan's, or a format.FormatError or ListMemoryError. The caller
// must call Close.
func NewVerifyPlan(ctx context.Context, opt *Options) (*VerifyPlan, error) {
	in, rows, err := openPasswords(ctx, opt)
	if err != nil {
		return nil, err
	}
	p := &VerifyPlan{Rows: rows, in: in, allocation: allocateVerifying(opt.Workers, opt.Memory), pepper: opt.Pepper,
		preset: opt.Preset, name: opt.Verify}
	if p.preset != nil {
		p.paths, err = importPaths(p.preset, opt.Verify)
	} else {
		p.hashes, err = openHashes(ctx, opt)
	}
	if err == nil {
		err = p.read(ctx, opt)
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	p.Hashes = p.kinds.String()
	p.Notes = append(p.Notes, p.survey.notes(opt.Verify)...)
	return p, nil
}

// openHashes opens the list of hashes.
func openHashes(ctx context.Context, opt *Options) (*source.List, error) {
	// Hashes are no secret to type.
	return source.Open(ctx, source.Options{
		Path: opt.Verify, In: opt.Streams.In, IsTerminal: opt.Streams.IsTerminal, Kind: source.Lines,
		Memory: opt.Memory,
	})
}

// hashReader returns a reader of the list of hashes from here on.
func (p *VerifyPlan) hashReader() hashReader {
	if p.preset != nil {
		return &importFiles{partEntries{preset: p.preset, paths: p.paths}}
	}
	r := format.NewReader(p.name, p.hashes)
	r.SetPepper(p.pepper)
	return &placed{Reader: r, in: p.in, name: p.name}
}

// read reads the list of hashes. One that can be read again, and is in the
// order of the lines, is not kept in memory.
func (p *VerifyPlan) read(ctx context.Context, opt *Options) error {
	users, s := p.namesUsers(), newStore(opt.Memory/2)
	var err error
	if p.hashes != nil && p.hashes.Size >= 0 {
		if p.survey, err = p.look(ctx, nil); err == nil {
			err = p.hashes.Rewind()
		}
		if err != nil {
			return err
		}
		if p.survey.rising && (!users || p.survey.users == 0) {
			p.kinds = &p.survey.kinds
			p.noteMatching(users)
			return nil
		}
	}
	p.survey, err = wait.For(ctx, func() (*survey, error) { return p.look(ctx, s) })
	if err != nil {
		return err
	}
	p.noteMatching(users)
	var ok bool
	if p.names, ok = newNames(s, users && p.survey.users > 0); !ok {
		return &ListMemoryError{opt.Verify, s.limit}
	}
	p.allocation = allocateVerifying(opt.Workers, opt.Memory-s.used)
	return p.mark(ctx)
}

// look reads the list of hashes, and keeps it in s unless that is nil.
func (p *VerifyPlan) look(ctx context.Context, s *store) (*survey, error) {
	survey := newSurvey()
	hashes := p.hashReader()
	for {
		e, err := nextEntry(hashes)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err == io.EOF && survey.entries == 0:
			return nil, &EmptyError{fmt.Sprintf("%q holds no hash", p.name)}
		case err == io.EOF:
			survey.said = hashes.Notes()
			return survey, nil
		case errors.As(err, new(*format.FormatError)):
			return nil, err
		case err != nil:
			return nil, &inputs.PathError{Path: p.name, Err: files.Cause(err)}
		}
		survey.add(&e, p.allocation.budget)
		if s != nil && !s.add(&e) {
			return nil, &ListMemoryError{p.name, s.limit}
		}
	}
}

// namesUsers reports whether the list of passwords names users.
func (p *VerifyPlan) namesUsers() bool {
	return p.preset != nil || p.in.HasUsers()
}

// noteMatching says how the lists are matched where they leave a choice.
func (p *VerifyPlan) noteMatching(users bool) {
	without := ""
	switch hashes := p.survey.users > 0; {
	case !(users && hashes) && p.in.Several() && p.survey.files == 0:
		p.Notes = append(p.Notes, fmt.Sprintf("matched by line number, counted on through all lists, as %q names no lists", p.name))
		return
	case hashes && !users && p.in.Several():
		return // by list and line
	case users && !hashes:
		without = p.name
	case hashes && !users:
		_, list := p.in.Users()
		without = list.Name
	default:
		return
	}
	p.Notes = append(p.Notes, fmt.Sprintf("matched by line number, as %q names no users", without))
}

// mark sees which hashes have passwords, and so what is to be computed.
func (p *VerifyPlan) mark(ctx context.Context) error {
	p.kinds = &p.survey.kinds
	if !p.in.Again() {
		return nil
	}
	passwords := p.in.NewReader()
	defer passwords.Clear()
	m := p.pairer(passwords)
	if err := m.mark(ctx, p.names); err != nil {
		return err
	}
	k := newKinds()
	for i := range uint32(p.names.n) {
		x := p.names.at(i)
		if e := p.names.entry(i); x.password > 0 && x.again == 0 && x.twin == 0 && !x.locked && uncheckable(&e, m.memory) == nil {
			k.add(e.Params)
		}
	}
	p.kinds = &k
	return p.in.Rewind()
}

// pairer returns what pairs passwords with the hashes.
func (p *VerifyPlan) pairer(passwords passwordReader) *pairer {
	if p.preset != nil {
		passwords = &identified{passwords, p.preset}
	}
	return &pairer{passwords: passwords, in: p.in, memory: p.allocation.budget}
}

// pairs pairs the lists.
func (p *VerifyPlan) pairs(passwords passwordReader) iter.Seq2[pair, error] {
	m := p.pairer(passwords)
	if p.names != nil {
		return m.byName(p.names)
	}
	return m.merge(p.hashReader())
}

// Estimate returns about how long the run will take. It tries some hashes.
func (p *VerifyPlan) Estimate(ctx context.Context) time.Duration {
	return estimateGroups(ctx, p.kinds.groups(), p.allocation.workers, p.allocation.lanes)
}

// Workers returns how many workers hash.
func (p *VerifyPlan) Workers() int { return p.allocation.workers }

// Pool returns how the pool runs the job.
func (p *VerifyPlan) Pool() pool.Options {
	return pool.Options{Workers: p.allocation.workers, Budget: p.allocation.budget}
}

// Close closes the lists.
func (p *VerifyPlan) Close() {
	p.in.Close()
	if p.hashes != nil {
		p.hashes.Close()
	}
}
