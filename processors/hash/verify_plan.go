package hash

import (
	"context"
	"fmt"

	"fanout/pool"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// A VerifyPlan says what a run will verify. It has opened both lists.
type VerifyPlan struct {
	Rows int64 // passwords in the list; 0: not known, as it can be read only once

	in, hashes *source.List
	allocation verifyAllocation
	pepper     *kdf.Prehash
}

// NewVerifyPlan opens the lists, counts the passwords and checks the form of
// the hashes. The error is as NewPlan's, or a FormatError. The caller must call
// Close.
func NewVerifyPlan(ctx context.Context, opt *Options) (*VerifyPlan, error) {
	in, rows, err := openPasswords(ctx, opt)
	if err != nil {
		return nil, err
	}
	hashes, err := openHashes(ctx, opt)
	if err != nil {
		in.Close()
		return nil, err
	}
	return &VerifyPlan{
		Rows: rows, in: in, hashes: hashes,
		allocation: allocateVerifying(opt.Workers, opt.Memory), pepper: opt.Pepper,
	}, nil
}

// openHashes opens the list of hashes and checks its form, if it can be read
// again.
func openHashes(ctx context.Context, opt *Options) (*source.List, error) {
	// Hashes are no secret to type.
	from := source.Options{Path: opt.Verify, In: opt.Streams.In, IsTerminal: opt.Streams.IsTerminal, Kind: source.Lines}
	hashes, err := source.Open(ctx, from)
	if err != nil || hashes.Size < 0 {
		return hashes, err
	}
	n, err := countEntries(ctx, opt.Verify, hashes)
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case err != nil:
	case n == 0:
		err = &EmptyError{fmt.Sprintf("%q holds no hash", opt.Verify)}
	default:
		err = hashes.Rewind()
	}
	if err != nil {
		hashes.Close()
		return nil, err
	}
	return hashes, nil
}

// Pool returns how the pool runs the job.
func (p *VerifyPlan) Pool() pool.Options {
	return pool.Options{Workers: p.allocation.workers, Budget: p.allocation.budget}
}

// Close closes the lists.
func (p *VerifyPlan) Close() {
	p.in.Close()
	p.hashes.Close()
}
