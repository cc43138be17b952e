package unpack

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Binary is a format of files that are no text.
type Binary struct {
	Kind   string // "a Parquet file"
	Advice string // what a user may do; may be empty
	Pipe   string // instead: the command that writes what is in FILE
}

// AdviceFor returns what a user of one of the program's commands may do.
func (b *Binary) AdviceFor(command string) string {
	if b.Pipe != "" {
		return b.Pipe + " | fanout " + command + " -"
	}
	return b.Advice
}

const (
	adviseTable   = "a program such as DuckDB or pandas writes its table as CSV"
	adviseSheet   = "save its table as CSV"
	adviseProgram = "the program that wrote it can export CSV"
)

// binaries are how files of binary formats begin.
var binaries = []struct {
	at    int // where it stands
	magic string
	Binary
}{
	{0, "PAR1", Binary{Kind: "a Parquet file", Advice: adviseTable}},
	{0, "PARE", Binary{Kind: "an encrypted Parquet file", Advice: adviseTable}},
	{0, "Obj\x01", Binary{Kind: "an Avro file", Advice: adviseTable}},
	{0, "ORC", Binary{Kind: "an ORC file", Advice: adviseTable}},
	{0, "ARROW1", Binary{Kind: "an Arrow file", Advice: adviseTable}},
	{0, "FEA1", Binary{Kind: "a Feather file", Advice: adviseTable}},
	{0, "\xff\xff\xff\xff", Binary{Kind: "an Arrow stream or another binary format", Advice: adviseTable}},
	{0, "\x89HDF\r\n\x1a\n", Binary{Kind: "an HDF5 file", Advice: adviseTable}},
	{0, "CDF\x01", Binary{Kind: "a NetCDF file", Advice: adviseTable}},
	{0, "CDF\x02", Binary{Kind: "a NetCDF file", Advice: adviseTable}},
	{8, "DUCK", Binary{Kind: "a DuckDB database", Pipe: "duckdb -csv FILE -c 'FROM TABLE'"}},
	{0, "SQLite format 3\x00", Binary{Kind: "an SQLite database", Pipe: "sqlite3 -csv -header FILE 'SELECT * FROM TABLE'"}},
	{0, "\x93NUMPY", Binary{Kind: "a NumPy array", Advice: adviseTable}},
	{0, "\x80\x04\x95", Binary{Kind: "a Python pickle", Advice: adviseProgram}},
	{0, "\x80\x05\x95", Binary{Kind: "a Python pickle", Advice: adviseProgram}},
	{0, "RDX3\n", Binary{Kind: "an R workspace", Advice: "write.csv in R writes its tables"}},
	{0, "RDX2\n", Binary{Kind: "an R workspace", Advice: "write.csv in R writes its tables"}},
	{0, "X\n\x00\x00\x00", Binary{Kind: "an R object", Advice: "write.csv in R writes its table"}},
	{0, "$FL2@(#)", Binary{Kind: "an SPSS file", Advice: adviseProgram}},
	{0, "$FL3@(#)", Binary{Kind: "an SPSS file", Advice: adviseProgram}},
	{0, "<stata_dta>", Binary{Kind: "a Stata file", Advice: adviseProgram}},
	{0, "MATLAB 5.0 MAT-file", Binary{Kind: "a MATLAB file", Advice: adviseProgram}},
	{0, "PK\x03\x04", Binary{Kind: "a ZIP archive", Pipe: "unzip -p FILE"}},
	{0, "PK\x05\x06", Binary{Kind: "an empty ZIP archive"}},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Binary{Kind: "an old Excel or Office document", Advice: adviseSheet}},
	{0, gzipMagic + "\x08", Binary{Kind: "a gzip file packed once more", Pipe: "gzip -dc FILE"}},
	{0, zstdMagic, Binary{Kind: "a zstd file packed once more", Pipe: "zstd -dc FILE"}},
	{0, "BZh", Binary{Kind: "a bzip2 file packed once more", Pipe: "bzip2 -dc FILE"}},
	{0, "\xfd7zXZ\x00", Binary{Kind: "an xz file packed once more", Pipe: "xz -dc FILE"}},
	{0, "7z\xbc\xaf\x27\x1c", Binary{Kind: "a 7z archive", Pipe: "7z e -so FILE"}},
	{0, "Rar!\x1a\x07", Binary{Kind: "a RAR archive", Pipe: "unrar p -inul FILE"}},
	{0, "\x04\x22\x4d\x18", Binary{Kind: "an lz4 file", Pipe: "lz4 -dc FILE"}},
	{0, "\x1f\x9d", Binary{Kind: "a file packed by compress", Pipe: "zcat FILE"}},
	{0, "\x5d\x00\x00\x80\x00", Binary{Kind: "an lzma file", Pipe: "xz -dc FILE"}},
	{0, "\x89LZO\x00\r\n\x1a\n", Binary{Kind: "an lzop file", Pipe: "lzop -dc FILE"}},
	{0, "LZIP\x01", Binary{Kind: "an lzip file", Pipe: "lzip -dc FILE"}},
	{0, "%PDF-", Binary{Kind: "a PDF document"}},
	{0, "\x89PNG", Binary{Kind: "a PNG image"}},
	{0, "\xff\xd8\xff", Binary{Kind: "a JPEG image"}},
	{0, "GIF8", Binary{Kind: "a GIF image"}},
	{0, "RIFF", Binary{Kind: "a RIFF file, such as a WebP image or a sound"}},
	{0, "BM", Binary{Kind: "a BMP image"}},
	{0, "II*\x00", Binary{Kind: "a TIFF image"}},
	{0, "MM\x00*", Binary{Kind: "a TIFF image"}},
	{0, "\x7fELF", Binary{Kind: "a program"}},
	{0, "MZ", Binary{Kind: "a program"}},
	{0, "\x03\xd9\xa2\x9a", Binary{Kind: "a KeePass database", Advice: adviseProgram}},
	{0, "\x00\x01\x00\x00Standard ", Binary{Kind: "an Access database", Advice: adviseProgram}},
	{0, "Salted__", Binary{Kind: "a file encrypted by OpenSSL"}},
	{0, "age-encryption.org/", Binary{Kind: "a file encrypted by age", Pipe: "age -d FILE"}},
	{0, "MSCF\x00", Binary{Kind: "a CAB archive", Pipe: "cabextract -p FILE"}},
	{0, "!<arch>\n", Binary{Kind: "an ar archive or a package"}},
	{0, "070701", Binary{Kind: "a cpio archive"}},
	{0, "bplist00", Binary{Kind: "a binary property list"}},
}

// BinaryOf returns the format of the file that begins with head, if it is a
// binary one; whole says that head is the whole file. Text may begin like one,
// but without control characters.
func BinaryOf(head []byte, whole bool) (b Binary, ok bool) {
	if b, ok := tarOf(head, whole); ok {
		return b, true
	}
	for i := range binaries {
		s := &binaries[i]
		if len(head) > s.at && bytes.HasPrefix(head[s.at:], []byte(s.magic)) {
			return s.Binary, true
		}
	}
	return b, false
}

// sumsUp reports whether a block has the checksum of a tar header (POSIX
// pax). What is none is not handed to archive/tar, which would keep a copy.
func sumsUp(block []byte) bool {
	const at, end = 148, 156 // of the checksum, which counts as blanks
	var sum, signed int64    // some programs have added signed bytes
	for i, c := range block {
		if at <= i && i < end {
			c = ' '
		}
		sum += int64(c)
		signed += int64(int8(c))
	}
	stored, err := strconv.ParseInt(strings.Trim(string(block[at:end]), " \x00"), 8, 64)
	return err == nil && (stored == sum || stored == signed)
}

// tarOf names a tar archive and what is in it, as far as head goes.
func tarOf(head []byte, whole bool) (b Binary, ok bool) {
	const blockSize = 512
	if len(head) < blockSize || head[0] == 0 || !sumsUp(head[:blockSize]) {
		return b, false
	}
	archive := tar.NewReader(bytes.NewReader(head))
	first, files := "", 0
	for {
		h, err := archive.Next()
		if err != nil {
			whole = whole && err == io.EOF
			break
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if files++; first == "" {
			first = h.Name
		}
	}
	pipe := fmt.Sprintf("tar -xOf FILE %q", first)
	switch {
	case first == "":
		return b, false
	case !whole:
		return Binary{Kind: fmt.Sprintf("a tar archive, first in it %q", first), Pipe: pipe}, true
	}
	noun := "files"
	if files == 1 {
		noun = "file"
	}
	return Binary{Kind: fmt.Sprintf("a tar archive of %d %s, the first is %q", files, noun, first), Pipe: pipe}, true
}
