package hash

import (
	"slices"
	"time"

	"fanout/chunker"
	"fanout/processors/hash/kdf"
)

const (
	// windowRows and windowWork bound how far rows of seldom parameters are
	// held back for others like them to come: in rows, and in the reference's
	// time for them (kdf.Params.ReferenceTime).
	windowRows = 4096
	windowWork = 20 * time.Second
	// windowBytes bounds the passwords that are held back.
	windowBytes = 1 << 20
)

// A window collects rows into chunks of equal parameters, also where lists mix
// them. Chunks that are not full yet are open, the one with the oldest row
// first.
type window struct {
	open  []*openChunk
	read  int64         // rows taken so far
	work  time.Duration // for them
	bytes int           // of passwords in open chunks
}

// An openChunk is a chunk that takes rows.
type openChunk struct {
	*Chunk
	rows int           // to hash when it is full
	seq  int64         // window.read before its first row
	from time.Duration // window.work before its first row
}

// add adds a pair and returns a chunk that is ready, or nil. A row that is not
// to be hashed goes into any chunk. prepare fills in what a chunk needs for
// parameters, and returns how many rows it is to hash.
func (w *window) add(p pair, prepare func(*Chunk, kdf.Params) (rows int)) *Chunk {
	i := slices.IndexFunc(w.open, func(c *openChunk) bool {
		return c.work == 0 || !p.row.hashed() || c.params == p.params
	})
	if i < 0 {
		i = len(w.open)
		w.open = append(w.open, &openChunk{Chunk: &Chunk{}, seq: w.read, from: w.work})
	}
	c := w.open[i]
	p.row.seq = w.read
	w.read++
	if p.row.hashed() {
		w.work += min(p.params.ReferenceTime(), windowWork)
		if c.work == 0 {
			c.rows = prepare(c.Chunk, p.params)
		}
	}
	before := len(c.text)
	c.add(p.row, p.password)
	w.bytes += len(c.text) - before
	switch oldest := w.open[0]; {
	case c.full() || c.work > 0 && c.work >= c.rows:
		return w.close(i)
	case w.read-oldest.seq >= windowRows || w.work-oldest.from >= windowWork || w.bytes >= windowBytes:
		return w.close(0)
	}
	return nil
}

// close takes chunk i out.
func (w *window) close(i int) *Chunk {
	c := w.open[i].Chunk
	w.bytes -= len(c.text)
	w.open = slices.Delete(w.open, i, i+1)
	return c
}

// flush closes the open chunks, each cut so that the workers share it evenly.
func (w *window) flush(workers int) (chunks []*Chunk) {
	for len(w.open) > 0 {
		c := w.close(0)
		if c.work == 0 {
			chunks = append(chunks, c)
			continue
		}
		chunks = append(chunks, c.split(newTaper(c.params, c.lanes, workers, int64(c.work)))...)
	}
	return chunks
}

// clear drops the open chunks.
func (w *window) clear() {
	for len(w.open) > 0 {
		clear(w.close(0).text)
	}
}

// split returns the rows of c in several chunks.
func (c *Chunk) split(taper *chunker.Taper) (parts []*Chunk) {
	defer clear(c.text)
	part, rows := (*Chunk)(nil), 0
	for _, r := range c.rows {
		if part == nil || part.work >= rows {
			part = &Chunk{params: c.params, lanes: c.lanes, hasher: c.hasher}
			rows = taper.Next()
			parts = append(parts, part)
		}
		part.add(r, c.text[r.from:r.to])
		if r.hashed() {
			taper.Advance(1)
		}
	}
	return parts
}
