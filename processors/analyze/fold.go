package analyze

// fold adds the result of the chunk that follows. Line numbers of o become
// those of r. If r has failed, there is nothing to add.
func (r *Result) fold(o *Result, isFirst bool) {
	if isFirst {
		r.firstLF = o.firstLF
	} else if r.lastCR && o.firstLF {
		r.lines--
	}
	base := r.lines
	for _, b := range o.bad {
		b.lines += base
		r.bad = append(r.bad, b)
		r.held += int64(len(b.text)) + badRowBytes
	}
	if o.opened > 0 {
		r.opened = base + o.opened
	}
	if o.err != nil {
		r.err, r.errLine = o.err, o.errLine
		if r.errLine >= 0 {
			r.errLine += base
		}
	}
	r.damage.add(o.damage, base)
	r.repeats.merge(&o.repeats, "", base)
	r.misfits.merge(&o.misfits)
	r.quotes.merge(&o.quotes)
	r.rows += o.rows
	r.badRows += o.badRows
	r.ragged += o.ragged
	r.comments += o.comments
	r.blank += o.blank
	r.lines += o.lines
	r.lastCR = o.lastCR
}
