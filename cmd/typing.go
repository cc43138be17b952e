package cmd

import (
	"context"
	"fmt"
	"io"

	"fanout/internal/secret"
)

// typeList returns the lines that a person types without echo, up to Ctrl-D as
// in a pipe. It returns before that if ctx ends.
func typeList(ctx context.Context, sys *IO) ([]byte, error) {
	type result struct {
		line []byte
		err  error
	}
	results := make(chan result, 1)
	var text []byte
	ask := func() { fmt.Fprint(sys.Err, "password ("+endKey+" to finish): ") }
	for {
		ask()
		go func() {
			line, err := sys.ReadPassword(ask)
			results <- result{line, err}
		}()
		select {
		case <-ctx.Done():
			sys.RestoreTerminal()
			fmt.Fprintln(sys.Err)
			secret.Put(text)
			return nil, context.Cause(ctx)
		case r := <-results:
			fmt.Fprintln(sys.Err)
			text = secret.Append(text, r.line)
			clear(r.line)
			switch {
			case r.err == io.EOF:
				return text, nil
			case r.err != nil:
				secret.Put(text)
				return nil, fmt.Errorf("reading a password: %w", r.err)
			}
			text = secret.Append(text, []byte("\n"))
		}
	}
}

// A typedInput is what a person types: the first Ctrl-D ends it, though the
// terminal would give more after that.
type typedInput struct {
	terminal io.Reader
	ended    bool
}

// Read implements [io.Reader].
func (t *typedInput) Read(p []byte) (n int, err error) {
	if t.ended {
		return 0, io.EOF
	}
	n, err = t.terminal.Read(p)
	t.ended = err == io.EOF
	return n, err
}
