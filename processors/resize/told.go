package resize

import (
	"math"
	"path/filepath"
	"strings"

	"fanout/internal/journal"
	"fanout/internal/wire"
	"fanout/processors"
)

// A told is what a shard's part has of an item.
type told struct {
	number int64
	target string // "" if the item has none
	time   moment // of its file
	rec    Record // without Output, which the target gives
	counts counts
	made   moment   // of an output that is done
	sum    checksum // likewise
	entry  []byte   // the journal's line; nil if there is none
	untold bool     // there was one, which a merge has not taken
}

// told returns what the part has of r.
func (j *Job) told(r *Result, rec *Record, c counts) *told {
	t := &told{number: r.item.number, target: r.item.Target, time: momentOf(r.item.stamp.ModTime), rec: *rec, counts: c, sum: r.sum}
	if rec.Status == processors.Done {
		t.made = momentOf(r.made)
	}
	if book := j.plan.book; book != nil && recorded(r) {
		if t.entry = book.entry(j.opt, r).encode(); len(t.entry) > journal.MaxPayload {
			t.entry = nil // the journal would leave it out
		}
	}
	return t
}

// hasOutput reports whether there is an output that the item vouches for.
func (t *told) hasOutput() bool { return t.rec.OutputFormat != "" }

// bits of what is true of an item.
const (
	bitAgain = 1 << iota
	bitStands
	bitByTime
	bitTagDropped
	bitReduced
	bitPages
	bitNotKept
	bitUnfit
	bitAll = 1<<iota - 1
)

// encode appends the item to b.
func (t *told) encode(b []byte) []byte {
	rec, c := &t.rec, &t.counts
	bits := uint64(0)
	for i, is := range []bool{c.again, c.stands, c.byTime, c.tagDropped, c.reduced, c.pages, c.notKept, rec.Unfit} {
		if is {
			bits |= 1 << i
		}
	}
	b = wire.AppendInt(b, t.number)
	b = wire.AppendInt(wire.AppendInt(b, t.time[0]), t.time[1])
	b = wire.AppendUint(wire.AppendUint(b, bits), uint64(c.effects))
	for _, s := range []string{string(rec.Status), rec.Item, rec.Reason, rec.Damage, t.target, rec.Format, rec.OutputFormat, string(rec.ICC), c.left} {
		b = wire.AppendString(b, s)
	}
	for _, n := range []int64{
		int64(rec.Page), int64(rec.Width), int64(rec.Height), int64(rec.Frames), rec.Bytes,
		int64(rec.OutputWidth), int64(rec.OutputHeight), int64(rec.OutputFrames), rec.OutputBytes, c.bytesIn,
	} {
		b = wire.AppendInt(b, n)
	}
	b = wire.AppendUint(b, uint64(len(rec.Notes)))
	for _, note := range rec.Notes {
		b = wire.AppendString(b, note)
	}
	if rec.Status == processors.Done {
		b = wire.AppendInt(wire.AppendInt(b, t.made[0]), t.made[1])
		b = wire.AppendBytes(b, t.sum[:])
	}
	return wire.AppendBytes(b, t.entry)
}

// decodeTold returns the item that encode has made b of. Its entry is in b's
// memory.
func decodeTold(b []byte) (*told, error) {
	d := wire.NewDecoder(b)
	t := &told{number: d.Int(), time: moment{d.Int(), d.Int()}}
	rec, c := &t.rec, &t.counts
	bits := d.Uint()
	c.effects = effectSet(d.Uint())
	for i, is := range []*bool{&c.again, &c.stands, &c.byTime, &c.tagDropped, &c.reduced, &c.pages, &c.notKept, &rec.Unfit} {
		*is = bits&(1<<i) != 0
	}
	var status, icc string
	for _, s := range []*string{&status, &rec.Item, &rec.Reason, &rec.Damage, &t.target, &rec.Format, &rec.OutputFormat, &icc, &c.left} {
		*s = d.String()
	}
	rec.Status, rec.ICC = processors.Status(status), iccFate(icc)
	number := func() int {
		n := d.Int()
		if n < math.MinInt || n > math.MaxInt {
			d.Fail("%d is out of range", n)
		}
		return int(n)
	}
	rec.Page, rec.Width, rec.Height, rec.Frames, rec.Bytes = number(), number(), number(), number(), d.Int()
	rec.OutputWidth, rec.OutputHeight, rec.OutputFrames, rec.OutputBytes, c.bytesIn = number(), number(), number(), d.Int(), d.Int()
	for range d.Len(1) {
		rec.Notes = append(rec.Notes, d.String())
	}
	if rec.Status == processors.Done {
		t.made = moment{d.Int(), d.Int()}
		if copy(t.sum[:], d.Bytes()) != len(t.sum) {
			d.Fail("a checksum is too short")
		}
	}
	if t.entry = d.Bytes(); len(t.entry) == 0 {
		t.entry = nil
	}
	if bits > bitAll {
		d.Fail("unknown bits %x", bits)
	}
	rec.ItemBase64 = processors.Base64(rec.Item)
	t.check(d)
	return t, d.End()
}

// numberOf returns the number of the item that is in b.
func numberOf(b []byte) (int64, error) {
	d := wire.NewDecoder(b)
	n := d.Int()
	if n < 0 {
		d.Fail("a number is negative")
	}
	return n, d.Err()
}

// check refuses what no shard writes.
func (t *told) check(d *wire.Decoder) {
	rec := &t.rec
	switch {
	case d.Err() != nil:
	case rec.Status != processors.Done && rec.Status != processors.Failed && rec.Status != processors.Skipped:
		d.Fail("%q is no status", rec.Status)
	case t.number < 0, rec.Bytes < 0, rec.OutputBytes < 0, t.counts.bytesIn < 0:
		d.Fail("a number is negative")
	case t.hasOutput() && t.target == "", rec.Status == processors.Done && !t.hasOutput():
		d.Fail("%q has no output", rec.Item)
	case t.target != "" && !filepath.IsLocal(filepath.FromSlash(t.target)):
		d.Fail("%q leads out of the output folder", t.target)
	case len(t.entry) > journal.MaxPayload || strings.Contains(string(t.entry), "\n"):
		d.Fail("the journal cannot hold what is for it")
	case t.entry != nil:
		if _, ok := decodeEntry(t.entry); !ok {
			d.Fail("what is for the journal is none of its records")
		}
	}
}
