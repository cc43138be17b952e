package source

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"fanout/internal/unpack"
)

// zipMagic begins the first member of a ZIP archive.
const zipMagic = "PK\x03\x04"

// zipped is the format of ZIP archives, which are not read as a stream.
var zipped = &unpack.Format{Name: "zip"}

// openZip returns the only member of a ZIP archive, and closes the file in the
// end. read may be nil.
func openZip(f *os.File, read func(n int)) (io.ReadCloser, error) {
	z, err := onlyMember(f, read)
	if err != nil {
		f.Close()
		if other := (*FormatError)(nil); errors.As(err, &other) {
			return nil, err
		}
		return nil, zipped.Explain(err)
	}
	return readCloser{zipped.Named(z), func() error { z.Close(); return f.Close() }}, nil
}

// onlyMember returns the only member of a ZIP archive. The error is a
// [*FormatError] if there are none or several, or if it is a spreadsheet.
func onlyMember(f *os.File, read func(n int)) (io.ReadCloser, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(&countingReaderAt{f, read}, info.Size())
	if errors.Is(err, zip.ErrFormat) {
		return nil, errors.New("the file is cut off or damaged")
	}
	if err != nil {
		return nil, err
	}
	if kind := documentKind(z); kind != "" {
		return nil, &FormatError{Kind: kind, Advice: adviseSheet}
	}
	members := slices.DeleteFunc(slices.Clone(z.File), func(m *zip.File) bool {
		return m.FileInfo().IsDir() || strings.HasPrefix(m.Name, "__MACOSX/") || path.Base(m.Name) == ".DS_Store"
	})
	if len(members) != 1 {
		return nil, severalMembers(members)
	}
	m := members[0]
	const encrypted = 1 // APPNOTE.TXT, section 4.4.4
	switch {
	case m.Flags&encrypted != 0:
		return nil, &FormatError{Kind: "an encrypted ZIP archive", Advice: "unpack it first"}
	case m.Method != zip.Store && m.Method != zip.Deflate:
		return nil, &FormatError{
			Kind: fmt.Sprintf("a ZIP archive with compression method %d", m.Method), Advice: "unzip -p" + advisePipe,
		}
	}
	return m.Open()
}

// documentKind names a document that is stored as a ZIP archive, or returns "".
func documentKind(z *zip.Reader) string {
	for _, m := range z.File {
		switch m.Name {
		case "xl/workbook.xml":
			return "an Excel workbook (.xlsx)"
		case "xl/workbook.bin":
			return "an Excel workbook (.xlsb)"
		case "word/document.xml":
			return "a Word document"
		case "ppt/presentation.xml":
			return "a PowerPoint presentation"
		case "META-INF/manifest.xml":
			return "an OpenDocument file, such as .ods"
		case "Index/Document.iwa":
			return "an iWork document, such as .numbers"
		}
	}
	return ""
}

// severalMembers is the error for an archive that has not one member.
func severalMembers(members []*zip.File) error {
	if len(members) == 0 {
		return &FormatError{Kind: "a ZIP archive without files"}
	}
	const few = 5
	names := make([]string, 0, few+1)
	for _, m := range members[:min(few, len(members))] {
		names = append(names, m.Name)
	}
	if more := len(members) - few; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return &FormatError{
		Kind:   fmt.Sprintf("a ZIP archive of %d files: %s", len(members), strings.Join(names, ", ")),
		Advice: fmt.Sprintf("unzip -p FILE %q | fanout analyze -", members[0].Name),
	}
}

// A countingReaderAt tells how many bytes are read.
type countingReaderAt struct {
	io.ReaderAt
	count func(n int)
}

func (c *countingReaderAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	if c.count != nil {
		c.count(n)
	}
	return n, err
}
