package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"

	"fanout/internal/unpack/unpacktest"
)

// textOf probes a file of that content and returns its records.
func textOf(t *testing.T, content []byte, decompressors int) (text string, rest bool, err error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, content, 0o666); err != nil {
		t.Fatal(err)
	}
	found, err := Find(t.Context(), &Options{Paths: []string{name}})
	if err != nil {
		t.Fatal(err)
	}
	s := found.Sources[0]
	if s.Probe(testOptions()); s.Err != nil {
		return "", false, s.Err
	}
	s.Body = 0
	in, err := s.Text(nil, decompressors)
	if err != nil {
		return "", false, err
	}
	defer in.Close()
	var b strings.Builder
	buf := make([]byte, 1000)
	for {
		n, err := in.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			if err.Error() == "EOF" {
				err = nil
			}
			return b.String(), in.Rest(), err
		}
	}
}

// Zeros after the data are passed over, anything else is said: both as one
// stream and member by member.
func TestWhatFollowsGzipDataIsPassedOver(t *testing.T) {
	const text = "a,b\n1,2\n3,4\n"
	for _, bgzf := range []bool{false, true} {
		member := unpacktest.GzipMember(t, text, bgzf)
		for name, tt := range map[string]struct {
			tail string
			text string
			rest bool
			err  string
		}{
			"nothing":         {"", text, false, ""},
			"zeros":           {strings.Repeat("\x00", 10240), text, false, ""},
			"one zero":        {"\x00", text, false, ""},
			"rubbish":         {"rubbish", text, true, ""},
			"zeros, rubbish":  {"\x00\x00rubbish", text, true, ""},
			"zeros, a member": {"\x00\x00" + string(member), text + text, false, ""},
			"half a magic":    {"\x1f\x8b", text, false, "gzip: the file is cut off"},
			"half a header":   {"\x1f\x8b\x08\x00\x00", text, false, "gzip: the file is cut off"},
			"half a member":   {string(member[:len(member)-3]), text + text, false, "gzip: the file is cut off"},
			"another method":  {"\x1f\x8b\x07", text, true, ""},
		} {
			for decompressors := 1; decompressors <= 3; decompressors++ {
				got, rest, err := textOf(t, append(bytes.Clone(member), tt.tail...), decompressors)
				if tt.err != "" && err != nil && err.Error() == tt.err {
					continue
				}
				if got != tt.text || rest != tt.rest || err != nil {
					t.Errorf("%s, BGZF %v, %d decompressors: %q, rest %v, %v", name, bgzf, decompressors, got, rest, err)
				}
			}
		}
	}
}

// zipOf makes an archive of files, in pairs of name and content.
func zipOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAZipOfOneFileIsRead(t *testing.T) {
	const text = "a,b\n1,2\n"
	for name, archive := range map[string][]byte{
		"plain":    zipOf(t, "folder/", "", "folder/a.csv", text),
		"of a Mac": zipOf(t, "a.csv", text, "__MACOSX/._a.csv", "x", ".DS_Store", "y"),
		"utf-16":   zipOf(t, "a.csv", "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x00"),
	} {
		if got, _, err := textOf(t, archive, 2); got != text || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	encrypted := zipOf(t, "a.csv", text)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	other := zipOf(t, "a.csv", text)
	other[bytes.Index(other, []byte("PK\x01\x02"))+10] = 9
	for name, tt := range map[string]struct {
		archive []byte
		want    string
	}{
		"several":   {zipOf(t, "a.csv", text, "b.csv", text, "c", "", "d", "", "e", "", "f", ""), `not a CSV file but a ZIP archive of 6 files: a.csv, b.csv, c, d, e, and 1 more; unzip -p FILE "a.csv" | fanout analyze -`},
		"none":      {zipOf(t, "a/", ""), "not a CSV file but a ZIP archive without files"},
		"xlsx":      {zipOf(t, "[Content_Types].xml", "", "xl/workbook.xml", ""), "not a CSV file but an Excel workbook (.xlsx); save its table as CSV"},
		"encrypted": {encrypted, "not a CSV file but an encrypted ZIP archive; unpack it first"},
		"method":    {other, "not a CSV file but a ZIP archive with compression method 9; unzip -p FILE | fanout analyze -"},
		"cut off":   {zipOf(t, "a.csv", text)[:40], "zip: the file is cut off or damaged"},
	} {
		if _, _, err := textOf(t, tt.archive, 2); fmt.Sprint(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := &Source{Name: "x", pipe: bytes.NewReader(zipOf(t, "a.csv", text))}
	if s.Probe(testOptions()); fmt.Sprint(s.Err) != "not a CSV file but a ZIP archive, which cannot be read from a pipe; unzip -p FILE | fanout analyze -" {
		t.Error(s.Err)
	}
}

func TestATarArchiveIsNamedWithItsFiles(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range []string{"data/", "data/a.csv", "data/b.csv"} {
		h := &tar.Header{Name: name, Mode: 0o644, Typeflag: tar.TypeDir}
		if !strings.HasSuffix(name, "/") {
			h.Typeflag, h.Size = tar.TypeReg, 4
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			_, _ = w.Write([]byte("a\n1\n"))
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const want = `not a CSV file but a tar archive of 2 files, the first is "data/a.csv"; tar -xOf FILE "data/a.csv" | fanout analyze -`
	for _, content := range [][]byte{b.Bytes(), unpacktest.GzipMember(t, b.String(), false)} {
		if _, _, err := textOf(t, content, 1); fmt.Sprint(err) != want {
			t.Error(err)
		}
	}
}

// The programs of these formats make the files, in several streams and padded.
func TestOtherPackedFilesAreRead(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,some text that is packed\n", 5000)
	for _, program := range []string{"bzip2", "xz"} {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Logf("no %s here", program)
			continue
		}
		pack := exec.Command(path, "-c")
		pack.Stdin = strings.NewReader(text)
		packed, err := pack.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := textOf(t, packed, 4); got != text || err != nil {
			t.Errorf("%s: %d bytes, %v", program, len(got), err)
		}
		if got, _, err := textOf(t, append(packed, packed...), 4); got != text+text || err != nil {
			t.Errorf("%s twice: %d bytes, %v", program, len(got), err)
		}
		if _, _, err := textOf(t, packed[:len(packed)-20], 4); err == nil || !strings.HasPrefix(err.Error(), program+": the file is cut off") {
			t.Errorf("%s cut off: %v", program, err)
		}
	}
	var b bytes.Buffer
	w := s2.NewWriter(&b, s2.WriterSnappyCompat())
	_, _ = w.Write([]byte(text))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _, err := textOf(t, b.Bytes(), 4); got != text || err != nil {
		t.Errorf("snappy: %d bytes, %v", len(got), err)
	}
}
