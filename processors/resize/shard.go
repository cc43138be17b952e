package resize

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/zeebo/xxh3"

	"fanout/chunker"
	"fanout/internal/inputs"
	"fanout/internal/wire"
	"fanout/processors/resize/format"
)

// A census goes along with a walk of which a shard takes its share only. It
// decides what that is, numbers all that the walk comes upon, and makes the
// fingerprint that all shards of a run agree about. Nil is that of a whole run.
type census struct {
	opt     *Options
	shard   chunker.Shard
	none    bool   // nothing is taken: the walk is for the fingerprint
	journal string // real path of the journal; "" if there is none
	entries int64  // numbered so far
	own     int64  // of which taken
	hash    *xxh3.Hasher
	buf     []byte
	others  *otherInputs

	rel  string // that owns was asked about last
	owns bool   // what it has said
}

func newCensus(opt *Options, book *logbook, none bool) *census {
	c := &census{opt: opt, shard: opt.Shard, none: none, hash: xxh3.New()}
	if book != nil {
		c.journal = filepath.Join(book.folder, filepath.Base(book.path))
	}
	fmt.Fprint(c.hash, opt.planText())
	return c
}

// planText has all that decides about what a run does, besides what its paths
// lead to. That outputs may be replaced is not in it: a merge may be told so
// about its report.
func (o *Options) planText() string {
	f := o.Format
	if f == nil {
		f = &format.Format{Name: "original"}
	}
	return fmt.Sprintf("%s %q %q %q %q %v %v %v %d %v %v %v %v %q %v\n", o.fingerprint(f),
		o.Paths, o.Include, o.Exclude, o.Name, o.Recursive, o.Hidden, o.AllPages, o.LimitPixels,
		o.Update, o.Resume, o.RetryFailed, o.Checksum, o.Journal, o.NoJournal)
}

// take counts an entry. number orders what is taken, over all shards; mine says
// that this shard takes it. What the run itself makes has no part in the
// fingerprint: the output folder, which goes to the first shard, and the
// journal.
func (c *census) take(e *inputs.Entry) (number int64, mine bool) {
	switch {
	case c == nil:
		return 0, true
	case e.Kind == inputs.OutputFolder:
		return 2 * c.entries, !c.none && c.shard.I == 1
	case c.isJournal(e.Name):
		return 0, false
	}
	c.note(e)
	number = 2*c.entries + 1
	c.entries++
	if !c.has(e.Rel) {
		if c.others != nil {
			c.others.add(e)
		}
		return number, false
	}
	c.own++
	return number, true
}

// isOutputFolder reports whether a number is that of the output folder.
func isOutputFolder(number int64) bool { return number%2 == 0 }

// note adds an entry to the fingerprint. Whether a file can be read may depend
// on the machine, and on whether a shard has tried.
func (c *census) note(e *inputs.Entry) {
	kind := e.Kind
	if kind == inputs.Unreadable {
		kind = inputs.File
	}
	c.buf = wire.AppendUint(c.buf[:0], uint64(kind))
	c.buf = wire.AppendUint(c.buf, uint64(len(e.Rel))) // the end of the name
	c.buf = wire.AppendString(c.buf, e.Name)
	_, _ = c.hash.Write(c.buf) // it never fails
}

// isJournal reports whether a file is the journal, which is there once a first
// run has ended.
func (c *census) isJournal(name string) bool {
	return c.journal != "" && filepath.Base(name) == filepath.Base(c.journal) && inputs.Real(name) == c.journal
}

// has reports whether what is at rel belongs to the shard.
func (c *census) has(rel string) bool {
	if rel != c.rel || rel == "" {
		c.rel, c.owns = rel, !c.none && c.shard.Has(c.opt.shardHash(rel))
	}
	return c.owns
}

// shardHash returns the hash by which rel, a path below a PATH, belongs to a
// shard. It is that of the part of the output's name that is known before the
// file is read, as file systems that ignore case see it. So outputs that could
// be one are those of one shard, whose plan finds that out; only templates can
// give others one name.
func (o *Options) shardHash(rel string) uint64 {
	dir, base := path.Split(rel)
	name, _ := splitExt(base)
	if o.AllPages {
		name = unnumbered(name)
	}
	key := dir + name
	if o.Name != "" {
		key = expandName(o.Name, dir, name, "{ext}", "{w}", "{h}")
		folder, base := path.Split(key)
		base, _ = splitExt(strings.TrimSuffix(base, ".{ext}"))
		key = folder + base
	}
	return xxh3.HashString(inputs.Fold(key))
}

// unnumbered returns a name without numbers of pages, as numbered has put them
// to it.
func unnumbered(name string) string {
	for {
		short := strings.TrimRight(name, "0123456789")
		if short == name || !strings.HasSuffix(short, "-") || short == "-" {
			return name
		}
		name = strings.TrimSuffix(short, "-")
	}
}

// Fingerprint returns what all shards of one run agree about: the options that
// decide about results, and the names of the inputs in order. It is "" for the
// plan of a whole run.
func (p *Plan) Fingerprint() string {
	if p.census == nil {
		return ""
	}
	sum := p.census.hash.Sum128().Bytes()
	return hex.EncodeToString(sum[:])
}

var errOutputIsInput = errors.New("the output folder is the input folder, so each shard would read the outputs of the others: " +
	"name another output folder")

var errFileOfShards = errors.New("shards need an output folder, not a single output file")
