package unpack

import (
	"bufio"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// nextFrame cuts off a frame of Zstandard (RFC 8878, section 3.1.1).
func nextFrame(in *bufio.Reader, m *member) error {
	h, err := in.Peek(zstd.HeaderMaxSize)
	if len(h) == 0 && err == io.EOF {
		return io.EOF
	}
	var head zstd.Header
	if head.Decode(h) != nil {
		return errUncut
	}
	if head.Skippable {
		if head.SkippableSize > maxMember {
			return errUncut
		}
		m.limit = 0
		return m.take(in, head.HeaderSize+int(head.SkippableSize))
	}
	if head.HasFCS && head.FrameContentSize > maxMember {
		return errUncut
	}
	if err := m.take(in, head.HeaderSize); err != nil {
		return err
	}
	if err := takeBlocks(in, m); err != nil {
		return err
	}
	if head.HasFCS {
		m.limit = int(head.FrameContentSize)
	}
	if head.HasCheckSum {
		return m.take(in, 4)
	}
	return nil
}

// takeBlocks takes the blocks of a frame up to the last one, and sets the limit
// of their text (RFC 8878, section 3.1.1.2).
func takeBlocks(in *bufio.Reader, m *member) error {
	m.limit = 0
	for last := false; !last; {
		if err := m.take(in, 3); err != nil {
			return err
		}
		b := m.compressed[len(m.compressed)-3:]
		header := int(b[0]) | int(b[1])<<8 | int(b[2])<<16
		last = header&1 != 0
		n := header >> 3 // Block_Size: of the text, or of a compressed block as stored
		const rle, compressed = 1, 2
		switch header >> 1 & 3 {
		case rle:
			m.limit += n
			n = 1
		case compressed:
			m.limit += 128 << 10 // Block_Maximum_Size
		default:
			m.limit += n
		}
		if err := m.take(in, n); err != nil {
			return err
		}
		if m.limit > maxMember {
			return errUncut
		}
	}
	return nil
}

func newZstdDecompressor(window int64) decompressor {
	z, err := zstd.NewReader(nil, append(slices.Clip(zstdOptions), zstd.WithDecoderMaxWindow(uint64(window)), zstd.WithDecodeAllCapLimit(true))...)
	return func(text, compressed []byte, limit int) ([]byte, error) {
		if err != nil {
			return text, err
		}
		if cap(text) < limit {
			text = make([]byte, 0, limit)
		}
		return z.DecodeAll(compressed, text)
	}
}
