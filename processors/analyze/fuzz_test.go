package analyze

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"fanout/processors/analyze/csvscan/csvtest"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// Whatever encoding/csv accepts has the same rows and values here, in chunks of
// any size; and the whole report is the same for two sizes, whatever the input
// and the kernels.
func FuzzAnalyzeAgreesWithEncodingCSV(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n", "a\n\n\n1\n", "a,b,c\n1\n1,2,3,4\n", "a,b\n5\" pipe,\"x\"y\n", "a,b\n\"open\n1,2",
		"v\n0.1\n1e5\n-7\n12345678901234567890123\n", "d\n2024-01-02\n2024-01-02T03:04:05.5Z\n", "x\r1\r2\r", messy(0, 20), messy(1, 20),
	} {
		f.Add([]byte(s), 64)
	}
	dir := f.TempDir()
	f.Cleanup(limitKernels(f, 0))
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		if bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || !utf8.Valid(data) {
			t.Skip() // what comes before the scanner is tested elsewhere
		}
		name := filepath.Join(dir, "data.csv")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		opt := defaults(name)
		opt.Source.Delimiter, opt.Source.Header = ',', source.HeaderNo
		opt.Source.Comment, opt.Source.SkipLines = source.NoComment, 0
		opt.Profile.MaxDistinct = 3
		limitKernels(t, 0)
		whole := start(t, opt, 1)
		limitKernels(t, size)
		opt.ChunkSize = 64 + max(0, size)%4096
		parts := start(t, opt, 1) // that workers change nothing is tested elsewhere, and more of them slow the fuzzer down
		if source := whole.plan.Sources[0]; source.Err != nil && strings.HasPrefix(source.Err.Error(), "not a CSV file") {
			t.Skip()
		}
		if len(whole.reports) != 1 || len(parts.reports) != 1 {
			t.Fatalf("%v %v", whole.records, parts.records)
		}
		if a, b := toJSON(t, whole.reports[0]), toJSON(t, parts.reports[0]); a != b {
			t.Errorf("in chunks of %d\n%s\nas a whole\n%s", opt.ChunkSize, b, a)
		}
		if want, ok := csvtest.Records(data); ok {
			compareWithRecords(t, parts.reports[0], want)
		}
	})
}

func compareWithRecords(t *testing.T, r *profile.Report, records [][]string) {
	t.Helper()
	if r.Rows != int64(len(records)) {
		t.Fatalf("%d rows, want %d", r.Rows, len(records))
	}
	if len(records) == 0 {
		return
	}
	ragged := int64(0)
	for _, rec := range records {
		if len(rec) != len(records[0]) {
			ragged++
		}
	}
	if r.RaggedRows != ragged || len(r.Columns) != len(records[0]) {
		t.Fatalf("%d ragged, %d columns, want %d, %d", r.RaggedRows, len(r.Columns), ragged, len(records[0]))
	}
	for i, c := range r.Columns {
		nulls, values := int64(0), map[string]bool{}
		first, last := "", ""
		for _, rec := range records {
			if i >= len(rec) || rec[i] == "" {
				nulls++
				continue
			}
			v := rec[i]
			if len(values) == 0 || v < first {
				first = v
			}
			last = max(last, v)
			values[v] = true
		}
		if c.Nulls != nulls || c.Count != int64(len(records))-nulls {
			t.Errorf("%s: %d nulls and %d values, want %d nulls", c.Name, c.Nulls, c.Count, nulls)
		}
		// encoding/csv makes LF of CRLF in quotes, so that texts may differ
		// there.
		if c.Type == profile.String && !strings.Contains(first+last+c.Min.Text+c.Max.Text, "\n") &&
			(c.Min.Text != shown(first) || c.Max.Text != shown(last)) {
			t.Errorf("%s: %q to %q, want %q to %q", c.Name, c.Min.Text, c.Max.Text, first, last)
		}
	}
}
