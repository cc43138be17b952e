package resize

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/zeebo/xxh3"

	"fanout/internal/files"
	"fanout/internal/journal"
	"fanout/processors"
)

// An earlier is what the journal has of an item, as far as a plan needs it.
type earlier struct {
	state   state
	input   bool // it was the same file, as far as path, page and size tell
	time    bool // and had the same time
	options bool // the options were the same
	content string

	reason   string
	notes    []string
	bytes    int64
	made     moment
	sum      string
	frames   int
	icc      iccFate
	sideways bool

	unrecorded bool // it is of this plan, not of the journal
}

// goesByJournal reports whether the plan asks the journal.
func (o *Options) goesByJournal() bool { return o.Update || o.Resume || o.RetryFailed }

// readJournal gives each item what the journal has of it: its last record.
func (p *Plan) readJournal(ctx context.Context, opt *Options) error {
	if p.book == nil || p.book.file == nil || !opt.goesByJournal() {
		return nil
	}
	items := map[string]*Item{}
	for it := range p.outputs() {
		items[p.book.key(it)] = it
	}
	stats, err := journal.Read(ctx, p.book.path, func(line []byte, _ int64) error {
		if output, plain := plainOutput(line); plain && items[string(output)] == nil {
			return nil // most lines, if this is a shard
		}
		e, ok := decodeEntry(line)
		if it := items[string(e.Output)]; ok && it != nil {
			it.earlier = p.book.earlier(opt, it, &e)
		}
		return nil
	})
	p.DamagedRecords = stats.Damaged
	if err != nil && ctx.Err() == nil {
		err = &JournalError{err}
	}
	return err
}

// earlier compares an entry with the item that it is about.
func (b *logbook) earlier(opt *Options, it *Item, e *entry) *earlier {
	same := string(e.Input) == b.input(it) && e.Page == it.page && e.Size == it.stamp.Size
	old := &earlier{
		state: e.State, input: same, time: same && e.Time == momentOf(it.stamp.ModTime),
		options: e.Options == b.options(opt, it),
		reason:  string(shortened(e.Reason)), bytes: e.Bytes, sum: e.Sum, frames: e.Frames, icc: e.ICC, sideways: e.Sideways,
	}
	if opt.Checksum {
		old.content = e.Content
	}
	if e.Made != nil {
		old.made = *e.Made
	}
	for _, n := range few(e.Notes) {
		old.notes = append(old.notes, string(n))
	}
	return old
}

// recall fills in of r what the earlier run has found out.
func (e *earlier) recall(r *Result) {
	r.icc, r.tagDropped, r.frames, r.found.Notes = e.icc, e.sideways, e.frames, e.notes
	if e.reason != "" {
		r.found.Damage = errors.New(e.reason)
	}
}

// An existing is an item, and what has the name of its output. There is one for
// each item, so it is small.
type existing struct {
	item    *Item
	found   bool // there is a file, and what follows is of it
	regular bool
	then    decision
	size    int64
	modTime time.Time
	why     string
}

// newExisting returns what os.Lstat has told of an item's output; info is nil
// if there is none.
func newExisting(it *Item, info fs.FileInfo) *existing {
	o := &existing{item: it}
	if info != nil {
		o.found, o.regular, o.size, o.modTime = true, info.Mode().IsRegular(), info.Size(), info.ModTime()
	}
	return o
}

// A decision is what becomes of an item that an earlier run may have done.
type decision uint8

const (
	renew  decision = iota // it is made
	match                  // it is made, and a file that exists must hold the same
	stand                  // its output stands
	repeat                 // its failure is told again
	refuse                 // its output is another command's
)

// goByJournal decides on the items, and refuses a plan in which outputs are not
// those of the run that it is to go on with.
func (p *Plan) goByJournal(ctx context.Context, opt *Options, outputs []*existing) error {
	slots := newOpenSlots()
	err := processors.Each(ctx, opt.Workers, slices.Chunk(outputs, 16),
		func(o *existing) { o.decide(ctx, opt, p, slots) },
		func(o *existing, err error) { o.item.Err = err })
	if err != nil {
		return err
	}
	other := &ConflictError{Conflict: OutputOther}
	for _, o := range outputs {
		it := o.item
		it.why = o.why
		switch o.then {
		case match:
			it.compare = true
		case stand:
			it.Skip, it.stands = o.why, true
		case repeat:
			it.Err, it.again = errors.New(it.earlier.reason), true
		case refuse:
			other.Lines = append(other.Lines, p.path(it)+": "+o.why)
		}
		if it.stands {
			it.earlier.sum, it.earlier.content = "", ""
		} else {
			it.earlier = nil
		}
	}
	return other.errorOrNil()
}

// Why an item is made though there was an earlier run. They end the sentence
// "it is resized:".
const (
	whyNew     = "it is new"
	whyUnknown = "the journal has no record of it"
	whyMissing = "its output is missing"
	whyInput   = "its input has changed"
	whyOptions = "other options made its output"
	whyOutput  = "its output has changed"
	whyFailed  = "it failed before"
	whyTime    = "its output was taken by its time alone"
)

// Why an item is not made.
const (
	upToDate       = "up to date"
	upToDateByTime = "up to date by its time"
	doneBefore     = "done before"
)

// decide decides on one item.
func (o *existing) decide(ctx context.Context, opt *Options, p *Plan, slots openSlots) {
	if opt.Update {
		o.then, o.why = o.update(ctx, opt, p, slots)
	} else {
		o.then, o.why = o.resume(ctx, opt, p, slots)
	}
}

// update decides with Options.Update: an output stands if it is what the same
// run would make again.
func (o *existing) update(ctx context.Context, opt *Options, p *Plan, slots openSlots) (decision, string) {
	e := o.item.earlier
	switch {
	case !o.found && e == nil:
		return renew, whyNew
	case e != nil && e.state == stateFailed:
		return renew, whyFailed
	case !o.found:
		return renew, whyMissing
	case (p.book == nil || p.book.file == nil) && !opt.Checksum && !o.ofThisRun(opt): // Checksum trusts no time
		if o.modTime.Before(o.item.stamp.ModTime) {
			return renew, whyInput
		}
		o.item.earlier = &earlier{state: stateByTime, bytes: o.size, made: momentOf(o.modTime), unrecorded: true}
		return stand, upToDateByTime
	case e == nil:
		return renew, whyUnknown
	case !o.sameInput(ctx, opt, slots):
		return renew, whyInput
	case e.state == stateByTime && opt.Checksum:
		return renew, whyTime
	case e.state == stateByTime && o.unchanged():
		return stand, upToDateByTime
	case e.state != stateByTime && !e.options:
		return renew, whyOptions
	case !o.intact(ctx, opt, p.path(o.item), slots):
		return renew, whyOutput
	}
	return stand, upToDate
}

// ofThisRun reports whether an attempt at the same shard has made the output,
// which the merge records in the journal.
func (o *existing) ofThisRun(opt *Options) bool {
	return opt.sharded() && !o.modTime.Before(opt.Since)
}

// resume decides with Options.Resume or RetryFailed: what was done or has
// failed under the same options is final. An output that the journal does not
// know may be left from a kill between its commit and its record.
func (o *existing) resume(ctx context.Context, opt *Options, p *Plan, slots openSlots) (decision, string) {
	e := o.item.earlier
	known := e != nil && e.state != stateByTime && e.options && o.sameInput(ctx, opt, slots)
	var why string
	switch {
	case known && e.state == stateFailed && !opt.RetryFailed:
		return repeat, ""
	case e == nil || e.state == stateFailed:
		why = whyUnknown
		if e != nil {
			why = whyFailed
		}
		if o.found && !opt.Overwrite {
			return match, why
		}
		if e == nil && !o.found {
			why = whyNew
		}
		return renew, why
	case !o.found:
		return renew, whyMissing
	case known && o.intact(ctx, opt, p.path(o.item), slots):
		return stand, doneBefore
	case known:
		why = whyOutput
	case e.state == stateByTime:
		why = whyTime
	case e.options:
		why = whyInput
	default:
		why = whyOptions
	}
	if opt.Overwrite {
		return renew, why
	}
	return refuse, why
}

// sameInput reports whether the input is the one that the journal has a record
// of: by its content if that is asked for, else by its time.
func (o *existing) sameInput(ctx context.Context, opt *Options, slots openSlots) bool {
	e := o.item.earlier
	if !opt.Checksum {
		return e.time
	}
	if !e.input || e.content == "" {
		return false
	}
	same := false
	err := slots.open(o.item, func(f *os.File) error {
		sum, err := checksumOf(ctx, f)
		same = sum == e.content
		return err
	})
	return err == nil && same
}

// unchanged reports whether the output has the size and time that it had.
func (o *existing) unchanged() bool {
	e := o.item.earlier
	return o.regular && o.size == e.bytes && momentOf(o.modTime) == e.made
}

// intact reports whether the output is what was made. A copy has another time,
// so then its content decides. It does in any case for a run that is resumed,
// as that may follow a crash.
func (o *existing) intact(ctx context.Context, opt *Options, path string, slots openSlots) bool {
	e := o.item.earlier
	byContent := opt.Checksum || !opt.Update
	if o.unchanged() && !byContent {
		return true
	}
	if !o.regular || o.size != e.bytes || e.sum == "" {
		return false
	}
	slots <- struct{}{}
	defer func() { <-slots }()
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !now.Mode().IsRegular() {
		return false
	}
	sum, err := checksumOf(ctx, f)
	return err == nil && sum == e.sum
}

// readBuffers are those of checksumOf.
var readBuffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// checksumOf returns the checksum of what r holds, as the journal has it.
func checksumOf(ctx context.Context, r io.Reader) (string, error) {
	buf := readBuffers.Get().(*[64 << 10]byte)
	defer readBuffers.Put(buf)
	n, err := io.ReadFull(r, buf[:])
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return sumText(xxh3.Hash128(buf[:n]).Bytes()), nil
	}
	h := xxh3.New128()
	for err == nil {
		h.Write(buf[:n])
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		n, err = r.Read(buf[:])
	}
	h.Write(buf[:n])
	if err != io.EOF {
		return "", files.Cause(err)
	}
	return sumText(h.Sum128().Bytes()), nil
}

func sumText(sum checksum) string { return hex.EncodeToString(sum[:]) }
