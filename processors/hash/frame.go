package hash

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"fanout/internal/wire"
)

// partVersion is that of frames. Parts of another version have another
// fingerprint.
const partVersion = 1

// A frame is some rows of a part, one after the other in the list: a part is
// frames to its end.
type frame struct {
	line   int64   // of the last row
	rows   int64   // at most chunkRows
	broken []int64 // lines of those that failed by a fault of ours
	keys   []byte  // salt and key of each row that was hashed, in order
}

// encode returns the frame with its length before it.
func (f *frame) encode() []byte {
	b := make([]byte, 4, 64+10*len(f.broken)+len(f.keys))
	b = wire.AppendUint(b, uint64(f.line))
	b = wire.AppendUint(b, uint64(f.rows))
	b = wire.AppendUint(b, uint64(len(f.broken)))
	for _, line := range f.broken {
		b = wire.AppendUint(b, uint64(line))
	}
	b = wire.AppendBytes(b, f.keys)
	binary.LittleEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

// frames reads the frames of a part.
type frames struct {
	in     *bufio.Reader
	hashed int // bytes of a salt and a key
}

func newFrames(in io.Reader, opt *Options) *frames {
	return &frames{in: bufio.NewReader(in), hashed: opt.hashedBytes()}
}

// hashedBytes returns how many bytes a salt and a key have.
func (opt *Options) hashedBytes() int {
	return len(opt.salt(make([]byte, opt.SaltBytes))) + opt.Params.KeyLength()
}

// next reads the next frame, or returns io.EOF. The frame is the caller's.
func (f *frames) next() (*frame, error) {
	var head [4]byte
	if _, err := io.ReadFull(f.in, head[:]); err == io.EOF {
		return nil, err
	} else if err != nil {
		return nil, short(err)
	}
	size := int64(binary.LittleEndian.Uint32(head[:]))
	if size > 64+chunkRows*int64(f.hashed+binary.MaxVarintLen64) {
		return nil, errFrame
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(f.in, b); err != nil {
		return nil, short(err)
	}
	return decodeFrame(b, f.hashed)
}

// short returns an error of reading a part that ends within a frame.
func short(err error) error {
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return errFrame
	}
	return err
}

// decodeFrame decodes a frame of rows whose salt and key have hashed bytes.
func decodeFrame(b []byte, hashed int) (*frame, error) {
	d := wire.NewDecoder(b)
	f := &frame{line: int64(d.Uint()), rows: int64(d.Uint())}
	for range d.Len(1) {
		f.broken = append(f.broken, int64(d.Uint()))
	}
	f.keys = d.Bytes()
	if err := d.End(); err != nil {
		return nil, fmt.Errorf("%w: %w", errFrame, err)
	}
	n := int64(len(f.keys) / hashed)
	switch last := int64(0); {
	case f.rows < 1 || f.rows > chunkRows || f.line < f.rows || f.line == math.MaxInt64:
		return nil, errFrame
	case len(f.keys)%hashed != 0 || n+int64(len(f.broken)) > f.rows:
		return nil, errFrame
	default:
		for _, line := range f.broken {
			if line <= last || line > f.line {
				return nil, errFrame
			}
			last = line
		}
	}
	return f, nil
}
