package format

import (
	"io"
	"sync"
)

// Probe reads what the headers of an image say. The file has size bytes and the
// base name name; r is read in small pieces at the places that matter, GIF
// (whose frames cannot be found otherwise) once from end to end. Damage after
// the headers is no error.
//
// Errors are those of Sniff, *FormatError, *UnsupportedError, and whatever r
// returned.
func (t Table) Probe(r io.ReaderAt, size int64, name string) (Facts, error) {
	store := pieces.Get().(*[pieceBytes]byte)
	defer pieces.Put(store)
	reader := &pieceReader{r: r, size: max(size, 0), left: maxPieces, store: store[:]}
	file := Section{Size: reader.size, format: "unknown", r: reader}
	var head []byte
	if n := min(file.Size, SniffBytes); n > 0 {
		if head = file.At(0, int(n)); head == nil {
			return Facts{}, file.Fail(0, "truncated")
		}
	}
	f, err := t.Sniff(head, name)
	if err != nil {
		return Facts{}, err
	}
	file.format = f.Name
	if f.ReadsAll {
		file.readAll()
	}
	facts, err := f.ReadFacts(file)
	if err == nil {
		err = reader.err // the device failed where only extras were read
	}
	if err != nil {
		return Facts{}, err
	}
	facts.Format = f
	facts.complete()
	for i := range facts.Pages {
		facts.Pages[i].Format = f
		facts.Pages[i].complete()
	}
	return facts, nil
}

// pieces are the memory of Probe: facts hold nothing of it.
var pieces = sync.Pool{New: func() any { return new([pieceBytes]byte) }}
