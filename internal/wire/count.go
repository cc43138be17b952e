package wire

// MaxCount is the highest count that a Decoder takes. Nothing that is read has
// so many values, and the counts of many thousands of parts can be added up.
const MaxCount = 1 << 48

// Count reads how many there are of something, as AppendUint has written it.
func (d *Decoder) Count() uint64 {
	n := d.Uint()
	if n > MaxCount {
		d.Fail("a count of %d is too high", n)
		return 0
	}
	return n
}
