package part

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/zeebo/xxh3"

	"fanout/chunker"
)

// A Footer says what a part is.
type Footer struct {
	Command     string  `json:"command"`
	Shard       int     `json:"shard"`
	Shards      int     `json:"shards"`
	Fingerprint string  `json:"fingerprint"` // of the plan
	Attempt     Attempt `json:"attempt"`

	// What became of the shard's items.
	Done    int64 `json:"done"`
	Failed  int64 `json:"failed"`
	Skipped int64 `json:"skipped"`
}

// An Attempt says who has made a part.
type Attempt struct {
	Host string `json:"host"`
	PID  int    `json:"pid"`
	Job  string `json:"job,omitempty"` // as the scheduler names it
}

// Path returns the name of a shard's part in dir.
func Path(dir string, s chunker.Shard) string {
	return filepath.Join(dir, fmt.Sprintf("part-%05d-of-%05d", s.I, s.N))
}

const (
	magic       = "fanout.1"
	trailerSize = 8 + 16 + 16 + int64(len(magic))
	maxFooter   = 1 << 20
)

// trailer appends the footer and what follows it.
func trailer(f *Footer, payload xxh3.Uint128) ([]byte, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(len(b)))
	sum := payload.Bytes()
	b = append(b, sum[:]...)
	sum = xxh3.Hash128(b).Bytes()
	b = append(b, sum[:]...)
	return append(b, magic...), nil
}

// A DamagedError says that a part is not what a shard has written.
type DamagedError struct {
	Name string
	Err  error
}

func (e *DamagedError) Error() string { return fmt.Sprintf("%q is damaged: %v", e.Name, e.Err) }

// Unwrap returns what is wrong with it.
func (e *DamagedError) Unwrap() error { return e.Err }

var (
	errNoFooter = errors.New("it does not end as a part does")
	errChecksum = errors.New("its checksum is another")
)

// readFooter reads the footer of a part. size is that of the payload.
func readFooter(f *os.File) (footer *Footer, size int64, sum [16]byte, err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, 0, sum, err
	}
	damaged := func(err error) (*Footer, int64, [16]byte, error) {
		return nil, 0, sum, &DamagedError{f.Name(), err}
	}
	end := info.Size() - trailerSize
	if end < 0 || !info.Mode().IsRegular() {
		return damaged(errNoFooter)
	}
	var t [trailerSize]byte
	if _, err := f.ReadAt(t[:], end); err != nil {
		return nil, 0, sum, err
	}
	length := binary.LittleEndian.Uint64(t[:8])
	if string(t[40:]) != magic || length > maxFooter || int64(length) > end {
		return damaged(errNoFooter)
	}
	size = end - int64(length)
	text := make([]byte, length, length+24)
	if _, err := f.ReadAt(text, size); err != nil {
		return nil, 0, sum, err
	}
	if xxh3.Hash128(append(text, t[:24]...)).Bytes() != [16]byte(t[24:40]) {
		return damaged(errChecksum)
	}
	footer = &Footer{}
	if err := json.Unmarshal(text, footer); err != nil {
		return damaged(err)
	}
	return footer, size, [16]byte(t[8:24]), nil
}

// readAtMost reads all of r, which may have that many bytes.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("it is larger than %d bytes", limit)
	}
	return text, err
}
