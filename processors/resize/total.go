package resize

import (
	"fmt"

	"fanout/internal/inputs"
	"fanout/processors"
	"fanout/processors/resize/format"
)

// A Total counts what is final, in contrast to the tally, which counts what is
// in flight too.
type Total struct {
	Done, Failed, Skipped int64
	BytesIn, BytesOut     int64 // of the items done
	Again                 int64 // failures of an earlier run
	KeptSize              int64 // of the items done, pictures as large as before

	// Of the items skipped. Others are links, devices and what cannot be read.
	UpToDate  int64
	ByTime    int64 // of these, as only their time says
	Hidden    int64
	NotImages int64

	ProfilesDropped int64 // whose color profile the output could not hold
	TagsDropped     int64 // whose orientation tag the output could not hold
	Damaged         int64 // of which only a part could be decoded
	Reduced         int64 // whose samples had more than 8 bits

	NotKept int64 // that cannot carry over the metadata that was asked for

	FirstPages, FirstFrames Named // of which only the first of several was taken

	outputs int64     // made now or before
	effects effectSet // that at least one of them has
}

// Named are files that a message names, the first few of them.
type Named struct {
	Files int64
	Names []string // as "in/a.tif (first of 3 pages)"
}

// add counts a file.
func (n *Named) add(name string) {
	const most = 5
	if n.Files++; n.Files <= most {
		n.Names = append(n.Names, name)
	}
}

// counts are what the total needs of an item besides its record.
type counts struct {
	bytesIn    int64 // of its file
	again      bool  // it failed in an earlier run
	stands     bool  // there was nothing to do, as an output of an earlier run stands
	byTime     bool  // of which only the time says so
	tagDropped bool
	reduced    bool
	notKept    bool
	effects    effectSet
	left       string // what was left out of its file, or ""
	pages      bool   // these are pages, not frames
}

// counts returns what the total needs of r.
func (r *Result) counts(opt *Options) counts {
	it := r.item
	c := counts{
		bytesIn: it.inputBytes(), again: it.again, stands: it.stands, byTime: it.stands && it.earlier.state == stateByTime,
		tagDropped: r.tagDropped, reduced: it.Reduced() != "", left: it.Left(), pages: len(it.Facts.Pages) > 1,
	}
	if it.hasResult() {
		c.notKept, c.effects = it.keepsNone(opt), opt.effectsOn(it)
	}
	return c
}

// add counts an item that is final.
func (t *Total) add(rec *Record, c *counts) {
	switch rec.Status {
	case processors.Done:
		t.Done++
		t.BytesIn += c.bytesIn
		t.BytesOut += rec.OutputBytes
		if rec.Width == rec.OutputWidth && rec.Height == rec.OutputHeight {
			t.KeptSize++
		}
		t.addFindings(rec, c)
	case processors.Failed:
		t.Failed++
		if c.again {
			t.Again++
		}
	case processors.Skipped:
		t.addSkipped(rec, c)
	}
}

// addSkipped counts an item that was no work.
func (t *Total) addSkipped(rec *Record, c *counts) {
	t.Skipped++
	switch {
	case c.stands:
		t.UpToDate++
		t.addFindings(rec, c)
	case rec.Reason == format.ErrNotImage.Error():
		t.NotImages++
	case rec.Reason == inputs.Hidden.String(), rec.Reason == inputs.HiddenFolder.String():
		t.Hidden++
	}
	if c.byTime {
		t.ByTime++
	}
}

// SkippedOtherwise returns how many items were skipped for reasons that have no
// count of their own.
func (t *Total) SkippedOtherwise() int64 { return t.Skipped - t.UpToDate - t.Hidden - t.NotImages }

// addFindings counts what there is to say of an output, be it this run's or an
// earlier one's.
func (t *Total) addFindings(rec *Record, c *counts) {
	t.addSettings(c)
	if c.reduced {
		t.Reduced++
	}
	if c.left != "" {
		of := &t.FirstFrames
		if c.pages {
			of = &t.FirstPages
		}
		of.add(fmt.Sprintf("%s (%s)", rec.Item, c.left))
	}
	if rec.ICC == iccDropped {
		t.ProfilesDropped++
	}
	if rec.Damage != "" || rec.Status == processors.Done && rec.Reason != "" {
		t.Damaged++
	}
	if c.tagDropped {
		t.TagsDropped++
	}
}
