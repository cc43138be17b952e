package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"sync/atomic"

	"fanout/internal/files"
	"fanout/internal/wait"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/render"
)

// An analyzeOutput is where the statistics and the rejects go.
type analyzeOutput struct {
	results render.Writer
	file    *files.File // nil: standard output
	written *countingWriter
	left    int           // reports to come
	givenUp bool          // a report is still being written, and nobody waits for it
	rejects *files.File   // nil: none
	buffer  *bufio.Writer // before rejects
	encoder *json.Encoder
}

// open opens the files; replace says that those that exist are replaced.
func (out *analyzeOutput) open(ctx context.Context, sys *IO, o *analyzeOptions, replace bool) error {
	opt := render.Options{Format: o.format.value, PerFile: o.job.PerFile, More: "--format json has all", Top: o.job.Profile.Top}
	for _, q := range o.job.Profile.Quantiles {
		opt.Quantiles = append(opt.Quantiles, q.Name)
	}
	var w io.Writer = sys.Out
	if o.output != "-" {
		f, err := createFile(ctx, o.output, replace)
		if err != nil {
			return err
		}
		out.file, w = f, f
	} else {
		opt.Color = sys.useColor(o.color.value, sys.OutTerminal)
		if sys.OutTerminal {
			opt.Width = sys.OutWidth()
		}
	}
	out.written = &countingWriter{w: w}
	out.results = render.New(out.written, opt)
	if o.rejects == "" {
		return nil
	}
	f, err := createFile(ctx, o.rejects, replace)
	if err != nil {
		return err
	}
	out.rejects = f
	out.buffer = bufio.NewWriter(f)
	out.encoder = newEncoder(out.buffer)
	return nil
}

// write writes a report. That takes seconds where there are thousands of
// columns, and ends early if ctx does.
func (out *analyzeOutput) write(ctx context.Context, r *profile.Report) error {
	_, err := wait.For(ctx, func() (struct{}, error) { return struct{}{}, out.results.Write(r) })
	if ctx.Err() != nil && err != nil {
		out.givenUp = true
		out.written.ended.Store(true)
	}
	return err
}

// finish ends the statistics, if there are any: also after a run that ended
// early a list of JSON is complete. If err is nil it makes the files final.
func (out *analyzeOutput) finish(any bool, err error) error {
	if any && !out.givenUp {
		if closed := out.results.Close(); err == nil {
			err = closed
		}
	}
	if err == nil && out.rejects != nil {
		if err = out.buffer.Flush(); err == nil {
			err = out.rejects.Commit()
		}
	}
	if err == nil && out.file != nil && any {
		err = out.file.Commit()
	}
	return err
}

func (out *analyzeOutput) discard() {
	if out.file != nil {
		out.file.Discard()
	}
	if out.rejects != nil {
		out.rejects.Discard()
	}
}

func (out *analyzeOutput) size() int64 { return out.written.n.Load() }

// A countingWriter counts what is written until it is ended.
type countingWriter struct {
	w     io.Writer
	n     atomic.Int64
	ended atomic.Bool
}

func (c *countingWriter) Write(p []byte) (int, error) {
	if c.ended.Load() {
		return 0, fs.ErrClosed
	}
	n, err := c.w.Write(p)
	c.n.Add(int64(n))
	return n, err
}
