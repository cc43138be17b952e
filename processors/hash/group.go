package hash

import (
	"cmp"
	"slices"
	"time"

	"fanout/chunker"
	"fanout/processors/hash/kdf"
)

const (
	// heldRows and heldWork bound how far rows with rare parameters are held
	// back for others like them to come: in rows, and in the reference's time
	// for them (kdf.Params.ReferenceTime). A few kinds of hashes in any order
	// fill their lanes within that.
	heldRows = 4096
	heldWork = time.Minute
	// heldBytes bounds the passwords, salts and keys that are held back.
	heldBytes = 1 << 20
)

// A grouper collects rows into chunks of equal parameters, also where lists mix
// them. Chunks that are not full yet are open, the one with the oldest row
// first.
type grouper struct {
	open  []*openChunk
	of    map[kdf.Params]*openChunk // the open chunks that have rows to hash
	read  int64                     // rows taken so far
	work  time.Duration             // for them
	bytes int                       // that open chunks hold
}

// An openChunk is a chunk that takes rows.
type openChunk struct {
	*Chunk
	rows  int           // to hash when it is full
	each  time.Duration // for one of them
	bytes int
	seq   int64         // grouper.read before its first row
	from  time.Duration // grouper.work before its first row
}

// add adds a pair and returns a chunk that is ready, or nil. A row that is not
// to be hashed goes into any chunk. prepare fills in what a chunk needs for
// parameters, and returns how many rows it is to hash.
func (g *grouper) add(p pair, prepare func(*Chunk, kdf.Params) (rows int)) *Chunk {
	c := g.chunkFor(&p, prepare)
	p.row.seq = g.read
	g.read++
	if p.row.hashed() {
		g.work += c.each
	}
	before := len(c.text)
	c.add(p.row, p.password)
	grown := len(c.text) - before + len(p.row.salt) + len(p.row.want)
	c.bytes += grown
	g.bytes += grown
	switch oldest := g.open[0]; {
	case c.full() || c.work > 0 && c.work >= c.rows:
		return g.close(c)
	case g.read-oldest.seq >= heldRows || g.work-oldest.from >= heldWork || g.bytes >= heldBytes:
		return g.close(oldest)
	}
	return nil
}

// chunkFor returns the open chunk that takes p.
func (g *grouper) chunkFor(p *pair, prepare func(*Chunk, kdf.Params) (rows int)) *openChunk {
	c := g.of[p.params]
	if c == nil && len(g.open) > 0 && (!p.row.hashed() || g.open[0].work == 0) {
		c = g.open[0]
	}
	if c == nil {
		c = &openChunk{Chunk: &Chunk{}, seq: g.read, from: g.work}
		g.open = append(g.open, c)
	}
	if p.row.hashed() && c.work == 0 {
		c.rows = prepare(c.Chunk, p.params)
		c.each = min(p.params.ReferenceTime(), heldWork)
		if p.params.Scheme.SharedLanes {
			c.each /= time.Duration(c.lanes)
		}
		if g.of == nil {
			g.of = map[kdf.Params]*openChunk{}
		}
		g.of[p.params] = c
	}
	return c
}

// close takes an open chunk out.
func (g *grouper) close(c *openChunk) *Chunk {
	i, _ := slices.BinarySearchFunc(g.open, c.seq, func(c *openChunk, seq int64) int { return cmp.Compare(c.seq, seq) })
	g.open = slices.Delete(g.open, i, i+1)
	g.bytes -= c.bytes
	if c.work > 0 {
		delete(g.of, c.params)
	}
	return c.Chunk
}

// flush closes the open chunks, each cut so that the workers share it evenly.
func (g *grouper) flush(workers int) (chunks []*Chunk) {
	for len(g.open) > 0 {
		c := g.close(g.open[0])
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
		g.close(g.open[0]).forget()
	}
}

// split returns the rows of c in several chunks.
func (c *Chunk) split(taper *chunker.Taper) (parts []*Chunk) {
	defer c.forget()
	part, rows := (*Chunk)(nil), 0
	for _, r := range c.rows {
		if part == nil || part.work >= rows {
			part = &Chunk{list: c.list, params: c.params, lanes: c.lanes, hasher: c.hasher}
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
