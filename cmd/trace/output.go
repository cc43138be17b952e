package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

const (
	// bufferSize is what is written at a time.
	bufferSize = 64 << 10
	// bufferCount bounds the memory. It holds the events of a second or more
	// while a disk does not answer.
	bufferCount = 32
)

// An output is the JSON of a trace on its way to a file. It has no lock of its
// own.
type output struct {
	buffer  *bytes.Buffer // being filled; nil: all are full
	encoder *json.Encoder
	lost    int                // events for which there was no buffer
	full    chan *bytes.Buffer // to be written
	free    chan *bytes.Buffer
	ended   chan error // the first error of writing, once all is written
}

func newOutput(out io.Writer) output {
	o := output{
		full: make(chan *bytes.Buffer, bufferCount), free: make(chan *bytes.Buffer, bufferCount),
		ended: make(chan error, 1),
	}
	for range bufferCount {
		o.free <- &bytes.Buffer{}
	}
	go drain(out, o.full, o.free, o.ended)
	return o
}

// drain writes full buffers to out until there will be no more. After an error
// it only empties them.
func drain(out io.Writer, full <-chan *bytes.Buffer, free chan<- *bytes.Buffer, ended chan<- error) {
	var err error
	for b := range full {
		if err == nil {
			_, err = out.Write(b.Bytes())
		}
		b.Reset()
		free <- b
	}
	ended <- err
}

// open writes the start of the trace, up to its events.
func (o *output) open(h head) {
	o.take(<-o.free)
	start, err := json.Marshal(h)
	if err != nil {
		panic("trace: internal error: " + err.Error()) // strings and numbers
	}
	fmt.Fprintf(o.buffer, "%s,\"traceEvents\":[", bytes.TrimSuffix(start, []byte("}")))
	o.buffer.WriteByte('\n')
}

// take has the following events go to b.
func (o *output) take(b *bytes.Buffer) {
	o.buffer, o.encoder = b, json.NewEncoder(b)
	o.encoder.SetEscapeHTML(false)
}

// add writes an event on a line of its own, and a comma before all but the
// first.
func (o *output) add(e event) {
	if o.buffer == nil {
		select {
		case b := <-o.free:
			o.take(b)
		default:
			o.lost++
			return
		}
	}
	o.write(e)
	if o.buffer.Len() >= bufferSize {
		o.full <- o.buffer // has room for all there are
		o.buffer = nil
	}
}

func (o *output) write(e event) {
	e.Process = 1 // 0 is not shown
	if e.Name != "process_name" {
		o.buffer.WriteByte(',')
	}
	if err := o.encoder.Encode(e); err != nil {
		panic("trace: internal error: " + err.Error()) // strings and numbers
	}
}

// close writes the rest and waits until all is written. It returns the first
// error.
func (o *output) close() error {
	if o.buffer == nil {
		o.take(<-o.free)
	}
	if o.lost > 0 {
		o.write(event{Phase: "i", Name: fmt.Sprintf("%d events lost: the output was too slow", o.lost), Category: "mark", Thread: 1, Scope: "g"})
	}
	o.buffer.WriteString("]}\n")
	o.full <- o.buffer
	close(o.full)
	return <-o.ended
}
