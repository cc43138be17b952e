package hash

import (
	"slices"
	"time"

	"fanout/chunker"
	"fanout/processors/hash/kdf"
)

const (
	// heldRows and heldWork bound how far rows with rare parameters are held
	// back for others like them to come: in rows, and in the reference's time
	// for them (kdf.Params.ReferenceTime).
	heldRows = 4096
	heldWork = 20 * time.Second
	// heldBytes bounds the passwords that are held back.
	heldBytes = 1 << 20
)

// A grouper collects rows into chunks of equal parameters, also where lists mix
// them. Chunks that are not full yet are open, the one with the oldest row
// first.
type grouper struct {
	open  []*openChunk
	read  int64         // rows taken so far
	work  time.Duration // for them
	bytes int           // of passwords in open chunks
}

// An openChunk is a chunk that takes rows.
type openChunk struct {
	*Chunk
	rows int           // to hash when it is full
	seq  int64         // grouper.read before its first row
	from time.Duration // grouper.work before its first row
}

// add adds a pair and returns a chunk that is ready, or nil. A row that is not
// to be hashed goes into any chunk. prepare fills in what a chunk needs for
// parameters, and returns how many rows it is to hash.
func (g *grouper) add(p pair, prepare func(*Chunk, kdf.Params) (rows int)) *Chunk {
	i := slices.IndexFunc(g.open, func(c *openChunk) bool {
		return c.work == 0 || !p.row.hashed() || c.params == p.params
	})
	if i < 0 {
		i = len(g.open)
		g.open = append(g.open, &openChunk{Chunk: &Chunk{}, seq: g.read, from: g.work})
	}
	c := g.open[i]
	p.row.seq = g.read
	g.read++
	if p.row.hashed() {
		g.work += min(p.params.ReferenceTime(), heldWork)
		if c.work == 0 {
			c.rows = prepare(c.Chunk, p.params)
		}
	}
	before := len(c.text)
	c.add(p.row, p.password)
	g.bytes += len(c.text) - before
	switch oldest := g.open[0]; {
	case c.full() || c.work > 0 && c.work >= c.rows:
		return g.close(i)
	case g.read-oldest.seq >= heldRows || g.work-oldest.from >= heldWork || g.bytes >= heldBytes:
		return g.close(0)
	}
	return nil
}

// close takes chunk i out.
func (g *grouper) close(i int) *Chunk {
	c := g.open[i].Chunk
	g.bytes -= len(c.text)
	g.open = slices.Delete(g.open, i, i+1)
	return c
}

// flush closes the open chunks, each cut so that the workers share it evenly.
func (g *grouper) flush(workers int) (chunks []*Chunk) {
	for len(g.open) > 0 {
		c := g.close(0)
		if c.work == 0 {
			chunks = append(chunks, c)
			continue
		}
		chunks = append(chunks, c.split(newTaper(c.params, c.lanes, workers, int64(c.work)))...)
	}
	return chunks
}

// clear drops the open chunks.
func (g *grouper) clear() {
	for len(g.open) > 0 {
		clear(g.close(0).text)
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
