package analyze

import (
	"fanout/chunker"
	"fanout/processors/analyze/source"
)

// shareUnit is the length of the units into which files are divided among
// shards, in bytes. It is small, so that small inputs are shared evenly too.
const shareUnit = 1 << 10

// A span is the part of one file that one shard reads: records whose first byte
// is in it. Of a stream it is the whole.
type span struct {
	shard    int   // from 1
	source   int   // which one of the plan
	from, to int64 // of the stored file
	guessed  bool  // it begins in the middle of a file, where the state has to be guessed

	// The spans of a shard that are of one dataset have their statistics
	// together, as a segment. A span whose state is guessed is a segment by
	// itself, so that no other has to be read again if the guess is wrong.
	first, last bool // of its segment
}

// touched returns the files that a shard may read something of.
func (p *Plan) touched(shard chunker.Shard) (files []*source.Source) {
	lo, hi := shard.Range(p.Bytes)
	begin := int64(0)
	for _, s := range p.Sources {
		if begin < hi && begin+s.Size > lo {
			files = append(files, s)
		}
		begin += s.Size
	}
	return files
}

// spans returns what the shard reads, in input order. All shards together read
// everything once: the files are put one after the other as they are stored,
// cut into units, and each shard has a share of the bytes. So sizes say which
// files a shard needs to know.
func (p *Plan) spans(shard chunker.Shard) (spans []span) {
	lo, hi := shard.Range(p.Bytes)
	begin := int64(0) // of the source, among all bytes
	dataset := 0
	for i, s := range p.Sources {
		for i >= p.Datasets[dataset].firstFile+len(p.Datasets[dataset].Sources) {
			dataset++
		}
		x := span{shard: shard.I, source: i}
		switch {
		case s.Err != nil || s.Empty():
		case s.Direct():
			g := chunker.Grid{End: s.Size, Unit: p.unit}
			x.from, x.to = max(s.Body, unitAt(g, lo-begin)), max(s.Body, unitAt(g, hi-begin))
			x.guessed = x.from > s.Body
		case lo <= begin && begin < hi:
			x.to = s.Size // a stream is one unit
		}
		begin += s.Size
		if x.from == x.to {
			continue
		}
		last := len(spans) - 1
		x.first = last < 0 || spans[last].guessed || spans[last].source < p.Datasets[dataset].firstFile
		if last >= 0 {
			spans[last].last = x.first
		}
		spans = append(spans, x)
	}
	if last := len(spans) - 1; last >= 0 {
		spans[last].last = true
	}
	return spans
}

// unitAt returns where the first unit of g begins at offset bytes or later; the
// end of the file if there is none.
func unitAt(g chunker.Grid, offset int64) int64 {
	if offset <= 0 {
		return g.Begin
	}
	if offset > g.End-g.Begin {
		return g.End
	}
	return min(g.End, g.Begin+(offset+g.Unit-1)/g.Unit*g.Unit)
}

// A Share is what one shard does of a plan.
type Share struct {
	Files int   // that it reads, some of them in part
	Bytes int64 // as stored

	// Workers is how many are worth their tables: each has its own, which take
	// as much time to fill as some ten megabytes to read.
	Workers int
}

// perWorker is how many bytes of text a worker of a shard should have.
const perWorker = 64 << 20

// Share returns what a shard does.
func (p *Plan) Share(shard chunker.Shard) (share Share) {
	spans := p.spans(shard)
	text := int64(0)
	for _, x := range spans {
		n := x.to - x.from
		share.Bytes += n
		if !p.Sources[x.source].Direct() {
			n *= 4 // packed text is some times as long
		}
		text += n
	}
	share.Workers = int(max(1, text/perWorker))
	share.Files = len(spans)
	return share
}
