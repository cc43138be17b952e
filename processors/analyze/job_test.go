package analyze

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fanout/internal/inputs"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze/profile"
)

// messy returns CSV text with everything that makes a chunk border hard: quotes
// where they belong and where not, line ends of all kinds, empty lines, ragged
// rows, long fields, numbers of all sizes.
func messy(seed uint64, rows int) string {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("id,x,note,when\n")
	ends := []string{"\n", "\n", "\n", "\r\n", "\r"}
	for i := range rows {
		fmt.Fprintf(&b, "%d,", i)
		switch rnd.IntN(6) {
		case 0:
		case 1:
			b.WriteString(strconv.FormatFloat(rnd.NormFloat64()*1e10, 'e', -1, 64))
		case 2:
			fmt.Fprintf(&b, "%d%018d.%d", rnd.IntN(1000)+1, rnd.Int64N(1e18), rnd.IntN(1000))
		default:
			fmt.Fprintf(&b, "%.4f", rnd.NormFloat64()*100)
		}
		b.WriteByte(',')
		switch rnd.IntN(8) {
		case 0:
			b.WriteString(`"a ""quoted"", ` + ends[rnd.IntN(5)] + `text"`)
		case 1:
			b.WriteString(`5" pipe`)
		case 2:
			b.WriteString(`"closed"and "more"`)
		case 3:
			b.WriteString(`"` + strings.Repeat("long é ", rnd.IntN(60)) + `"`)
		case 4:
			b.WriteString(`""`)
		case 5:
			fmt.Fprintf(&b, "%d", rnd.IntN(1000000))
		default:
			fmt.Fprintf(&b, "w%d", rnd.IntN(50))
		}
		if rnd.IntN(20) > 0 {
			fmt.Fprintf(&b, ",20%02d-01-%02d", rnd.IntN(30), 1+rnd.IntN(28))
		}
		if rnd.IntN(20) == 0 {
			b.WriteString(",surplus")
		}
		b.WriteString(ends[rnd.IntN(5)])
		if rnd.IntN(20) == 0 {
			b.WriteString(ends[rnd.IntN(5)])
		}
	}
	if seed%2 == 0 {
		b.WriteString(`1,2,"open to the end` + "\r\n,")
	}
	return b.String()
}

func TestResultsDoNotDependOnWorkersChunksOrKernels(t *testing.T) {
	defer limitKernels(t, 0)()
	runs := 0
	for seed := range uint64(4) {
		text := messy(seed, 3000)
		for _, policy := range []BadRows{Pad, Skip} {
			set := func(opt *Options) {
				opt.BadRows = policy
				opt.Profile.MaxDistinct = 1000 // so that some columns leave the exact regime
			}
			name := tempFile(t, text)
			compressed := compressedFile(t, text)
			var want string
			for _, size := range []int{1 << 20, 64, 100, 333, 1024, 4096, 65536} {
				for _, workers := range []int{1, 2, 7, 64} {
					if size < 1000 && workers != 2 {
						continue
					}
					for _, path := range []string{name, compressed} {
						opt := defaults(path)
						set(opt)
						opt.ChunkSize = size
						limitKernels(t, runs)
						runs++
						r := start(t, opt, workers)
						if r.err != nil || len(r.reports) != 1 {
							t.Fatalf("%v %+v", r.err, r.records[0])
						}
						r.reports[0].Files = nil
						for _, b := range r.bad {
							b.File = ""
						}
						for i, w := range r.warned {
							_, r.warned[i], _ = strings.Cut(w, ":")
						}
						got := toJSON(t, []any{r.reports, r.bad, r.warned})
						if want == "" {
							want = got
						}
						if got != want {
							t.Fatalf("seed %d, policy %d, %d workers, chunks of %d, %s: %s", seed, policy, workers, size, filepath.Ext(path), firstDifference(got, want))
						}
					}
				}
			}
		}
	}
}

// A chunk of n bytes puts the first border at every position in turn, and the
// others at its multiples.
func TestReportsAreTheSameWhereverANastyFileIsCut(t *testing.T) {
	defer limitKernels(t, 0)()
	text := messy(0, 25) + "\r\n" + messy(3, 5) + "\"\"\"\r\n\"\"\",\"x\"\r"
	name, compressed := tempFile(t, text), compressedFile(t, text)
	var want string
	for size := len(text); size > 0; size-- {
		if testing.Short() && size%7 > 0 && size < len(text) {
			continue
		}
		opt := defaults(name)
		if size%3 == 0 {
			opt = defaults(compressed)
		}
		opt.BadRows, opt.ChunkSize = Skip, size
		limitKernels(t, size)
		r := start(t, opt, 2)
		if len(r.reports) != 1 {
			t.Fatalf("chunks of %d: %v %+v", size, r.err, r.records)
		}
		r.reports[0].Files = nil
		for _, b := range r.bad {
			b.File = ""
		}
		got := toJSON(t, []any{r.reports, r.bad})
		if want == "" {
			want = got
		}
		if got != want {
			t.Fatalf("chunks of %d: %s", size, firstDifference(got, want))
		}
	}
}

func compressedFile(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "data.csv.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTakenAndLeftOutAreAllRecords(t *testing.T) {
	text := messy(1, 2000)
	all := analyzeText(t, text, nil)
	if all.BadRows != 0 || all.Rows != 2000 {
		t.Errorf("%d rows and %d bad, want 2000 and 0", all.Rows, all.BadRows)
	}
	opt := defaults(tempFile(t, text))
	opt.BadRows = Skip
	r := start(t, opt, 2)
	some := r.reports[0]
	if some.Rows+some.BadRows != 2000 || some.BadRows == 0 || some.RaggedRows != 0 || int64(len(r.bad)) != some.BadRows {
		t.Errorf("%d rows and %d bad (%d reported, %d ragged), want 2000 together", some.Rows, some.BadRows, len(r.bad), some.RaggedRows)
	}
}

func TestBadRowsAreReportedWithLineAndOffset(t *testing.T) {
	text := "a,b\r\n1,2\r\n\r\n3\r\n\"x\ny\",4,5\r\n6,\"7\"8\r\n9,10\r\n\"open"
	opt := defaults(tempFile(t, text))
	opt.BadRows = Skip
	for _, size := range []int{1, 2, 3, 5, 7, 11, 1000} {
		opt.ChunkSize = size
		r := start(t, opt, 3)
		if len(r.reports) != 1 {
			t.Fatalf("%+v", r.records[0])
		}
		var got []string
		for _, b := range r.bad {
			got = append(got, fmt.Sprintf("%d %d %s %q", b.Line, b.Offset, b.Reason, b.Record))
			if !strings.HasPrefix(text[b.Offset:], b.Record) {
				t.Errorf("offset %d is not that of %q", b.Offset, b.Record)
			}
		}
		want := []string{
			`4 12 1 field instead of 2 "3"`,
			`5 15 3 fields instead of 2 "\"x\ny\",4,5"`,
			`7 26 text after a closing quote "6,\"7\"8"`,
			`9 40 1 field instead of 2 "\"open"`,
		}
		if !slices.Equal(got, want) {
			t.Errorf("chunks of %d:\n%s\nwant\n%s", size, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if want := []string{"data.csv:9: this quote is never closed: all that follows is one field"}; !slices.Equal(r.warned, want) {
			t.Errorf("chunks of %d: warned %q, want %q", size, r.warned, want)
		}
	}
}

func TestBadRowRefusesTheFileOnRequest(t *testing.T) {
	opt := defaults(tempFile(t, "a,b\n1,2\n3\n4,5\n6\n"))
	opt.BadRows = Abort
	for _, size := range []int{1, 3, 100} {
		opt.ChunkSize = size
		r := start(t, opt, 3)
		if len(r.reports) != 0 || r.total.Failed != 1 || r.records[0].Reason != "line 3: 1 field instead of 2" {
			t.Errorf("%d reports, %+v", len(r.reports), r.records[0])
		}
	}
}

func TestLongRecordIsRefusedWhereverItLies(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, text := range []string{
		"a,b\n1,2\n3," + long + "\n5,6\n", "a,b\n1,2\n3,\"" + long + "\n\"\n", "a,b\n1,2\n3," + long,
		"a,b\n1,2\n3,\"" + long + strings.Repeat("\n5,6", 3000),
	} {
		for _, name := range []string{tempFile(t, text), compressedFile(t, text)} {
			for _, size := range []int{64, 1000, 1 << 20} {
				opt := defaults(name)
				opt.ChunkSize, opt.Source.MaxRecord = size, 4000
				r := start(t, opt, 3)
				if len(r.reports) != 0 || r.records[0].Status != processors.Failed ||
					r.records[0].Reason != "line 3: the record is longer than 4,000 bytes (MaxRecord); a closing quote may be missing" {
					t.Errorf("%s, chunks of %d: %+v", filepath.Ext(name), size, r.records[0])
				}
				opt.Source.MaxRecord = 20000
				if r := start(t, opt, 3); len(r.reports) != 1 {
					t.Errorf("%s, chunks of %d: %+v", filepath.Ext(name), size, r.records[0])
				}
			}
		}
	}
}

func TestDemotedColumnHasTheFiguresOfText(t *testing.T) {
	var b strings.Builder
	b.WriteString("v\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "%d\n", i+100)
	}
	b.WriteString("x\n")
	for _, maxDistinct := range []int{10, 100000} {
		c := analyzeText(t, b.String(), func(opt *Options) { opt.Profile.MaxDistinct, opt.ChunkSize = maxDistinct, 1000 }).Columns[0]
		if c.Type != profile.String || c.Count != 5001 || c.Min.Text != "100" || c.Max.Text != "x" || c.Sum.Defined || c.NZero != nil ||
			c.MinLength.Text != "1" || c.MaxLength.Text != "4" || c.Quantiles != nil {
			t.Errorf("%+v", c)
		}
	}
}

func TestTenTenthsAreOne(t *testing.T) {
	c := analyzeText(t, "v\n"+strings.Repeat("0.1\n", 10), nil).Columns[0]
	if c.Sum.Text != "1" || c.Mean.Text != "0.1" || c.Variance.Text != "0" {
		t.Errorf("sum %s, mean %s, variance %s", c.Sum.Text, c.Mean.Text, c.Variance.Text)
	}
}

func TestPanicFailsTheDatasetAndNotTheRun(t *testing.T) {
	a, b := tempFile(t, messy(1, 500)), tempFile(t, messy(1, 500))
	opt := defaults(a, b)
	opt.PerFile, opt.ChunkSize = true, 100
	plan, err := NewPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	plan.Datasets[0].columns = []int{99} // there is no such column
	var reports []*profile.Report
	var records []*Record
	job := NewJob(t.Context(), opt, plan, monitor(&records), Hooks{
		Report: func(r *profile.Report) error { reports = append(reports, r); return nil },
		Warn:   func(string, string) {},
	})
	if err := runJob(t, job, 3); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 1 || reports[0].Files[0] != b || !strings.HasPrefix(records[0].Reason, "panic while it was worked on") {
		t.Errorf("%d reports, %+v", len(reports), records[0])
	}
}

// Making a report takes seconds where there are thousands of columns.
func TestNoReportIsMadeOnceTheContextIsDone(t *testing.T) {
	opt := defaults(tempFile(t, messy(1, 500)))
	plan, err := NewPlan(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	var records []*Record
	m := monitor(&records)
	m.Sink = func(processors.Record) error { // the file has been read
		cancel(stop)
		return nil
	}
	job := NewJob(ctx, opt, plan, m, Hooks{
		Report: func(*profile.Report) error { t.Error("a report was made"); return nil },
		Warn:   func(string, string) {},
	})
	if err := runJob(t, job, 3); err != stop || job.Total().Datasets != 0 {
		t.Errorf("%v, %+v", err, job.Total())
	}
}

// firstDifference shows where two long texts part.
func firstDifference(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return fmt.Sprintf("\n%s\nwant\n%s", around(got), around(want))
}

// A changing job has its file written to while that is being read.
type changing struct {
	*Job
	change func()
}

func (c changing) Merge(r *Result) error {
	c.change()
	return c.Job.Merge(r)
}

func TestAFileThatChangesWhileItIsReadFailsByName(t *testing.T) {
	for _, name := range []string{tempFile(t, "a,b\n1,2\n"), compressedFile(t, "a,b\n1,2\n")} {
		opt := defaults(name)
		plan, err := NewPlan(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		var records []*Record
		hooks := Hooks{
			Report: func(*profile.Report) error { t.Error("it was reported"); return nil },
		}
		job := NewJob(t.Context(), opt, plan, monitor(&records), hooks)
		later := time.Now().Add(time.Hour)
		if _, err := processors.Run(context.Background(), pool.Options{Workers: 2}, changing{job, func() {
			if err := os.Chtimes(name, later, later); err != nil {
				t.Error(err)
			}
		}}); err != nil {
			t.Fatal(err)
		}
		if len(records) != 1 || records[0].Status != processors.Failed || records[0].Reason != inputs.ErrChanged.Error() {
			t.Errorf("%s: %+v", name, records)
		}
	}
}
