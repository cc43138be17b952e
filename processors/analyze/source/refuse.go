package source

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
)

// A FormatError is a file that is no CSV file but one of another format.
type FormatError struct {
	Kind    string // "JSON", "a PDF document"
	Advice  string // what a user may do; may be empty
	Setting string // what has it read all the same; "": nothing
}

func (e *FormatError) Error() string {
	text, _ := e.Explain(func(setting string) string { return setting })
	return text
}

// Explain returns the message; name gives the name of the setting.
func (e *FormatError) Explain(name func(string) string) (message, hint string) {
	message = "not a CSV file but " + e.Kind
	if e.Advice != "" {
		message += "; " + e.Advice
	}
	if e.Setting != "" {
		message += "; with " + name(e.Setting) + " it is read all the same"
	}
	return message, ""
}

// A signature is how files of a format begin.
type signature struct {
	at           int // where it stands
	magic        string
	kind, advice string
}

const (
	advisePipe    = " FILE | fanout analyze -"
	adviseTable   = "a program such as DuckDB or pandas writes its table as CSV"
	adviseSheet   = "save its table as CSV"
	adviseProgram = "the program that wrote it can export CSV"
)

// signatures are those of binary formats.
var signatures = []signature{
	{0, "PAR1", "a Parquet file", adviseTable},
	{0, "PARE", "an encrypted Parquet file", adviseTable},
	{0, "Obj\x01", "an Avro file", adviseTable},
	{0, "ORC", "an ORC file", adviseTable},
	{0, "ARROW1", "an Arrow file", adviseTable},
	{0, "FEA1", "a Feather file", adviseTable},
	{0, "\xff\xff\xff\xff", "an Arrow stream or another binary format", adviseTable},
	{0, "\x89HDF\r\n\x1a\n", "an HDF5 file", adviseTable},
	{0, "CDF\x01", "a NetCDF file", adviseTable},
	{0, "CDF\x02", "a NetCDF file", adviseTable},
	{8, "DUCK", "a DuckDB database", "duckdb -csv FILE -c 'FROM TABLE' | fanout analyze -"},
	{0, "SQLite format 3\x00", "an SQLite database", "sqlite3 -csv -header FILE 'SELECT * FROM TABLE' | fanout analyze -"},
	{0, "\x93NUMPY", "a NumPy array", adviseTable},
	{0, "\x80\x04\x95", "a Python pickle", adviseProgram},
	{0, "\x80\x05\x95", "a Python pickle", adviseProgram},
	{0, "RDX3\n", "an R workspace", "write.csv in R writes its tables"},
	{0, "RDX2\n", "an R workspace", "write.csv in R writes its tables"},
	{0, "X\n\x00\x00\x00", "an R object", "write.csv in R writes its table"},
	{0, "$FL2@(#)", "an SPSS file", adviseProgram},
	{0, "$FL3@(#)", "an SPSS file", adviseProgram},
	{0, "<stata_dta>", "a Stata file", adviseProgram},
	{0, "MATLAB 5.0 MAT-file", "a MATLAB file", adviseProgram},
	{0, "PK\x03\x04", "a ZIP archive", "unzip -p" + advisePipe},
	{0, "PK\x05\x06", "an empty ZIP archive", ""},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office document", adviseSheet},
	{0, gzipMagic + "\x08", "a gzip file packed once more", "gzip -dc" + advisePipe},
	{0, zstdMagic, "a zstd file packed once more", "zstd -dc" + advisePipe},
	{0, "BZh", "a bzip2 file packed once more", "bzip2 -dc" + advisePipe},
	{0, "\xfd7zXZ\x00", "an xz file packed once more", "xz -dc" + advisePipe},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", "7z e -so" + advisePipe},
	{0, "Rar!\x1a\x07", "a RAR archive", "unrar p -inul" + advisePipe},
	{0, "\x04\x22\x4d\x18", "an lz4 file", "lz4 -dc" + advisePipe},
	{0, "\x1f\x9d", "a file packed by compress", "zcat" + advisePipe},
	{0, "\x5d\x00\x00\x80\x00", "an lzma file", "xz -dc" + advisePipe},
	{0, "\x89LZO\x00\r\n\x1a\n", "an lzop file", "lzop -dc" + advisePipe},
	{0, "LZIP\x01", "an lzip file", "lzip -dc" + advisePipe},
	{0, "%PDF-", "a PDF document", ""},
	{0, "\x89PNG", "a PNG image", ""},
	{0, "\xff\xd8\xff", "a JPEG image", ""},
	{0, "GIF8", "a GIF image", ""},
	{0, "RIFF", "a RIFF file, such as a WebP image or a sound", ""},
	{0, "BM", "a BMP image", ""},
	{0, "II*\x00", "a TIFF image", ""},
	{0, "MM\x00*", "a TIFF image", ""},
	{0, "\x7fELF", "a program", ""},
	{0, "MZ", "a program", ""},
	{0, "bplist00", "a binary property list", ""},
}

// refuseBinary names a file that is no text. Text may begin like one, but
// without control characters.
func refuseBinary(head []byte, whole bool) error {
	if controls(head[:min(len(head), maxSample)]) == 0 {
		return nil
	}
	if err := refuseTar(head, whole); err != nil {
		return err
	}
	for _, s := range signatures {
		if len(head) > s.at && bytes.HasPrefix(head[s.at:], []byte(s.magic)) {
			return &FormatError{Kind: s.kind, Advice: s.advice}
		}
	}
	return nil
}

// refuseControls refuses what has many control characters. The limits are far
// above what text has, and below random bytes, of which a tenth are such.
// Fields of fixed width may be filled up with NULs.
func refuseControls(sample []byte, unicode bool) error {
	const some, most = 50, 2 // one in so many
	n, limit := controls(sample), some
	if unicode {
		limit = most
	}
	if n*limit <= len(sample) {
		return nil
	}
	return &FormatError{
		Kind:    fmt.Sprintf("binary: %d of its first %d bytes are control characters", n, len(sample)),
		Setting: "Encoding",
	}
}

// refuseTar names a tar archive and what is in it, as far as head goes.
func refuseTar(head []byte, whole bool) error {
	const blockSize = 512
	if len(head) < blockSize || head[0] == 0 {
		return nil
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
	switch {
	case first == "":
		return nil
	case !whole:
		return &FormatError{Kind: fmt.Sprintf("a tar archive, first in it %q", first), Advice: tarAdvice(first)}
	}
	return &FormatError{
		Kind:   fmt.Sprintf("a tar archive of %s, the first is %q", countOf(files, "file"), first),
		Advice: tarAdvice(first),
	}
}

func tarAdvice(first string) string {
	return fmt.Sprintf("tar -xOf FILE %q | fanout analyze -", first)
}
