package hash

import (
	"errors"
	"fmt"

	"fanout/internal/secret"
	"fanout/processors"
	"fanout/processors/hash/kdf"
	"fanout/processors/hash/source"
)

// A Chunk is a run of rows of equal parameters. It owns its passwords, which
// are cleared when they are hashed.
type Chunk struct {
	list    string // the name of what its rows are from, for people who watch
	params  kdf.Params
	digests bool  // the text is what params.Prehash gives
	lanes   int   // limit of the rows to hash at a time
	hasher  int64 // bytes for that which its worker does not hold anyway
	after   int64 // the line before its first row
	rows    []row
	text    []byte       // the passwords, one after the other
	work    int          // rows to hash
	beside  int          // bytes of what stands beside the passwords
	read    source.Tally // from the start of the input to the chunk's end

	again *Chunk // rows that are hashed again, where parts have the keys
}

// A row is one password, by its place in the chunk's text.
type row struct {
	line     int64        // of all lists
	file     *source.File // its list among several; nil: there is one
	user     string
	fields   []source.Field // carried
	seq      int64          // its place among the rows to verify, or the shard whose part has its key
	from, to int
	salt     []byte
	want     []byte // the key that verifying expects
	err      error  // why it is not hashed, or does not match
	earlier  bool   // an earlier run has done it
	counted  bool   // in the tally
	ofHashes bool   // line is one of the list of hashes
}

// hashed reports whether the row is to be hashed.
func (r *row) hashed() bool { return r.err == nil && !r.earlier }

// count adds the row, which is finished, to the tally. One that an earlier run
// has done says nothing about the time left.
func (r *row) count(t *processors.Tally) {
	r.counted = true
	switch {
	case r.earlier, r.err == errLocked:
		t.Skipped.Add(1)
	case r.err != nil:
		t.Failed.Add(1)
	default:
		t.Done.Add(1)
	}
}

// Weight is the memory of the hasher and the rows.
func (c *Chunk) Weight() int64 {
	weight := c.hasher + int64(cap(c.text)+c.beside) + int64(len(c.rows))*(rowBytes+2*int64(c.params.KeyLength()))
	if c.again != nil {
		weight += c.again.Weight()
	}
	return weight
}

// hashed returns the parameters with which the text is hashed: without that
// which has been done to it.
func (c *Chunk) hashed() kdf.Params {
	p := c.params
	if c.digests {
		p.Prehash = nil
	}
	return p
}

// full reports whether the chunk should take no further row.
func (c *Chunk) full() bool { return len(c.rows) >= chunkRows || len(c.text)+c.beside >= chunkBytes }

// add appends a row, and its password if that is to be hashed.
func (c *Chunk) add(r row, password []byte) {
	r.from = len(c.text)
	if r.hashed() {
		c.append(password)
		c.work++
	}
	r.to = len(c.text)
	c.beside += len(r.user)
	for _, f := range r.fields {
		c.beside += fieldBytes + len(f.Value)
	}
	c.rows = append(c.rows, r)
}

// Name returns the list with the lines of the first and the last row, as
// list:1-20, or a.txt:9-b.txt:3.
func (c *Chunk) Name() string {
	if len(c.rows) == 0 {
		return ""
	}
	from, to := &c.rows[0], &c.rows[len(c.rows)-1]
	switch {
	case from.line == to.line:
		return from.name(c.list)
	case from.file != to.file:
		return from.name(c.list) + "-" + to.name(c.list)
	}
	return fmt.Sprintf("%s-%d", from.name(c.list), to.file.At(to.line))
}

// lastLine returns the line of the last row.
func (c *Chunk) lastLine() int64 {
	if len(c.rows) == 0 {
		return c.after
	}
	return c.rows[len(c.rows)-1].line
}

// append appends a password. The text is in locked memory.
func (c *Chunk) append(password []byte) { c.text = secret.Append(c.text, password) }

// forget clears the passwords, and gives back their memory.
func (c *Chunk) forget() {
	secret.Put(c.text)
	c.text = nil
	if c.again != nil {
		c.again.forget()
	}
}

// Drop forgets a chunk that nobody will hash.
func (c *Chunk) Drop() { c.forget() }

// failAll fails the rows to be hashed of a chunk whose worker panicked: which
// of them caused it is not known, as they may be hashed together.
func (c *Chunk) failAll(t *processors.Tally) {
	c.forget()
	for i := range c.rows {
		r := &c.rows[i]
		if r.hashed() {
			r.err = errBroken
		}
		if !r.counted {
			r.count(t)
		}
	}
}

// errBroken is the failure of rows whose hashing panicked. The panic's text is
// not shown, as it might hold anything.
var errBroken = errors.New("internal error while it was hashed")
