package cmd

import (
	"context"
	"fmt"
	"io"

	"fanout/internal/secret"
)

// typeList returns the lines that a person types, without echo, until an empty
// one: term.ReadPassword does not report Ctrl-D. It returns before that if ctx
// ends.
func typeList(ctx context.Context, sys *IO) ([]byte, error) {
	type result struct {
		line []byte
		err  error
	}
	results := make(chan result)
	var text []byte
	for {
		fmt.Fprint(sys.Err, "password (an empty line ends): ")
		go func() {
			line, err := sys.ReadPassword()
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
			if len(r.line) == 0 && r.err == nil || r.err == io.EOF {
				return text, nil
			}
			if r.err != nil {
				secret.Put(text)
				return nil, fmt.Errorf("reading a password: %w", r.err)
			}
			text = secret.Append(text, []byte("\n"))
		}
	}
}
