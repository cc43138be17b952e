package audit

import (
	"context"
	"io"

	"fanout/processors"
	"fanout/processors/hash/format"
)

// step is how many hashes are read between two looks at the context.
const step = 1024

// Read audits a list of hashes, with about memory bytes for comparing them. It
// counts those that it has read in tally. The error is a format.FormatError if
// the list has none, the cause of ctx, or one of r.
func Read(ctx context.Context, name string, r io.Reader, memory int64, tally *processors.Tally) (*Report, error) {
	a := New(memory)
	hashes := format.NewReader(name, r)
	for {
		e, err := hashes.Next()
		if a.hashes%step == 0 {
			tally.Done.Store(a.hashes)
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
		}
		switch err {
		case nil:
			a.Add(&e)
		case io.EOF:
			tally.Done.Store(a.hashes)
			r := a.Report(name)
			r.Notes = append(r.Notes, hashes.Notes()...)
			return r, nil
		default:
			return nil, err
		}
	}
}
