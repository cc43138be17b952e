package chunker

// TaperOptions describe a list and the workers that take chunks from it.
type TaperOptions struct {
	// Items is the length of the list, or of the shard of it that is cut; 0 or
	// less: unknown.
	Items int64
	// Workers is how many take chunks, each the next one when it is free.
	Workers int
	// Batch is how many items a worker does at a time. Chunks are whole batches
	// as long as Workers batches are left.
	Batch int
	// Granularity is how many items more or less do not change the time of a
	// batch; Batch is a multiple of it. 1 means that every item counts.
	Granularity int
	// Max is the length of the longest chunk, a multiple of Batch.
	Max int
}

// A Taper cuts a list into chunks that become smaller towards its end, so that
// the workers finish at about the same time: a chunk is at most half of a
// worker's part of the items left. The items that do not fill one more batch of
// every worker are shared evenly, in whole multiples of the granularity: of the
// last 4 items two workers take 2 each if the granularity is 1, and one worker
// takes all 4 if it is a whole batch.
//
// The cuts depend on the number of workers. So a Taper is for lists whose
// result does not depend on where they are cut.
type Taper struct {
	opt  TaperOptions
	body int64 // items left that fill all workers' batches equally often
	tail int64 // items after those
	part int64 // of the tail, for a worker
}

// NewTaper returns a Taper at the start of the list. Workers, Batch,
// Granularity and Max are at least 1.
func NewTaper(opt TaperOptions) *Taper {
	t := &Taper{opt: opt}
	if opt.Items <= 0 {
		return t
	}
	workers, granularity := int64(opt.Workers), int64(opt.Granularity)
	t.tail = opt.Items % (int64(opt.Batch) * workers)
	t.body = opt.Items - t.tail
	t.part = roundUp((t.tail+workers-1)/workers, granularity)
	return t
}

// Next returns how many items the next chunk has. At the end of the list there
// may be fewer, and where its length was unknown or wrong there may be more:
// then chunks have Max items.
func (t *Taper) Next() int {
	switch {
	case t.body > 0:
		batches := t.body / int64(2*t.opt.Workers*t.opt.Batch)
		return int(min(int64(t.opt.Max), max(1, batches)*int64(t.opt.Batch)))
	case t.tail > 0:
		return int(t.part)
	}
	return t.opt.Max
}

// Advance passes over n items, which a chunk has taken.
func (t *Taper) Advance(n int) {
	body := min(int64(n), t.body)
	t.body -= body
	t.tail = max(0, t.tail-(int64(n)-body))
}

// roundUp returns the lowest multiple of unit that is not below n.
func roundUp(n, unit int64) int64 { return (n + unit - 1) / unit * unit }
