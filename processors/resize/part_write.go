package resize

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/zeebo/xxh3"

	"fanout/internal/inputs"
	"fanout/internal/wire"
)

// The part of a shard holds, each after its length:
//
//	the head
//	hashes of the names of its outputs, in ascending order
//	what became of its items, in the order of the walk
//
// The hashes come first so that a merge finds names that several shards have,
// without holding them.

// partVersion is that of the format.
const partVersion = 2

// A head says what is in a part.
type head struct {
	entries int64 // that the walk has come upon and that are the shard's
	items   int64
	images  bool  // one of the items is an image
	unfit   int64 // that the user has named, and are none
	fresh   bool  // there was no output folder
	damaged int64 // lines of the journal
	names   int64 // hashes of names
}

func (h *head) encode(b []byte) []byte {
	b = wire.AppendUint(b, partVersion)
	b = wire.AppendInt(b, h.entries)
	b = wire.AppendInt(b, h.items)
	b = wire.AppendBool(b, h.images)
	b = wire.AppendInt(b, h.unfit)
	b = wire.AppendBool(b, h.fresh)
	b = wire.AppendInt(b, h.damaged)
	return wire.AppendInt(b, h.names)
}

func decodeHead(b []byte) (*head, error) {
	d := wire.NewDecoder(b)
	if v := d.Uint(); v != partVersion {
		d.Fail("it is of version %d", v)
	}
	h := &head{entries: d.Int(), items: d.Int(), images: d.Bool(), unfit: d.Int(), fresh: d.Bool(), damaged: d.Int(), names: d.Int()}
	const most = 1 << 48 // so that no sum overflows
	if min(h.entries, h.items, h.unfit, h.damaged, h.names) < 0 || max(h.entries, h.items, h.damaged) > most || max(h.names, h.unfit) > h.items {
		d.Fail("its numbers cannot be")
	}
	return h, d.End()
}

// nameHash returns the hash of an output's name in a part: names that one file
// system may take for the same have the same.
func nameHash(target string) uint64 { return xxh3.HashString(inputs.Fold(target)) }

// A partWriter writes the part of a shard.
type partWriter struct {
	w    io.Writer
	buf  []byte
	item []byte
}

func newPartWriter(w io.Writer) *partWriter { return &partWriter{w: w} }

// begin writes what comes before the items.
func (w *partWriter) begin(p *Plan) error {
	h := head{items: int64(len(p.Items)), images: p.HasImages(), unfit: int64(len(p.Unfit())), fresh: p.fresh, damaged: p.DamagedRecords}
	if p.census != nil {
		h.entries = p.census.own
	}
	var names []uint64
	for _, it := range p.Items {
		if it.Target != "" {
			names = append(names, nameHash(it.Target))
		}
	}
	slices.Sort(names)
	h.names = int64(len(names))
	if err := w.frame(h.encode(nil)); err != nil {
		return err
	}
	var b bytes.Buffer
	for _, n := range names {
		b.Write(binary.BigEndian.AppendUint64(nil, n))
	}
	_, err := w.w.Write(b.Bytes())
	return err
}

// add writes an item.
func (w *partWriter) add(t *told) error {
	w.item = t.encode(w.item[:0])
	return w.frame(w.item)
}

// maxFrame bounds what a part has of one item, in bytes.
const maxFrame = 16 << 20

// frame writes content after its length.
func (w *partWriter) frame(content []byte) error {
	if len(content) > maxFrame {
		return fmt.Errorf("the shard's part cannot hold %d bytes about one image", len(content))
	}
	w.buf = wire.AppendBytes(w.buf[:0], content)
	_, err := w.w.Write(w.buf)
	return err
}
