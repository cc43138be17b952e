package resize

import (
	"fmt"
	"testing"
	"time"

	"fanout/internal/inputs"
	"fanout/internal/journal"
	"fanout/processors/resize/format"
	"fanout/processors/resize/format/jpeg"
)

// What the journal costs an item, but for the sync that a group shares.
func BenchmarkJournalOfAnItem(b *testing.B) {
	dir := b.TempDir()
	book := &logbook{folder: dir + "/out", outputs: ".", folders: inputs.Folders{}, prints: map[*format.Format]string{}}
	opt := defaults(dir+"/out", dir+"/in")
	write(b, dir+"/in/x.jpg", nil)
	items := make([]*Item, 1000)
	for i := range items {
		items[i] = &Item{Source: fmt.Sprintf("%s/in/%06d.jpg", dir, i), Target: fmt.Sprintf("%06d.jpg", i), Format: jpeg.Format, stamp: inputs.Stamp{Size: 1000, ModTime: time.Now()}}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e := book.entry(opt, &Result{item: items[i%len(items)], err: fmt.Errorf("failed")})
		if line := e.encode(); len(line) > journal.MaxPayload {
			b.Fatal(len(line))
		}
	}
}
