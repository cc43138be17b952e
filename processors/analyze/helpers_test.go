package analyze

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"fanout/internal/cpu"
	"fanout/pool"
	"fanout/processors"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// A run is what the hooks of a job were called with.
type run struct {
	plan    *Plan
	reports []*profile.Report
	records []*Record
	bad     []*BadRow
	warned  []string
	total   Total
	runs    int // of the pool
	err     error
}

func defaults(paths ...string) *Options {
	quantiles, _ := profile.ParseQuantiles("25,50,75")
	return &Options{
		Source:  source.Options{Paths: paths, Quote: '"', SkipLines: source.AutoSkip, MaxRecord: 16 << 20},
		Profile: profile.Options{Top: 10, MaxDistinct: 65536, Quantiles: quantiles},
	}
}

// start runs a plan for opt on the given number of workers.
func start(t testing.TB, opt *Options, workers int) *run {
	t.Helper()
	r := &run{}
	var err error
	r.plan, err = NewPlan(context.Background(), opt)
	if err != nil {
		r.err = err
		return r
	}
	hooks := Hooks{
		Report: func(rep *profile.Report) error { r.reports = append(r.reports, rep); return nil },
		Bad:    func(b *BadRow) error { r.bad = append(r.bad, b); return nil },
		Warn:   func(place, say string) { r.warned = append(r.warned, filepath.Base(place)+": "+say) },
	}
	job := NewJob(context.Background(), opt, r.plan, monitor(&r.records), hooks)
	_, r.err = processors.Run(context.Background(), pool.Options{Workers: workers}, counted{job, &r.runs})
	r.total = job.Total()
	return r
}

// monitor returns a Monitor that collects the records and allows any number of
// failures.
func monitor(records *[]*Record) processors.Monitor {
	return processors.Monitor{
		Tally: &processors.Tally{},
		Limit: &processors.Limit{Max: -1},
		Sink: func(record processors.Record) error {
			*records = append(*records, record.(*Record))
			return nil
		},
	}
}

// A counted job counts the runs of the pool that it takes.
type counted struct {
	*Job
	runs *int
}

func (c counted) Chunks() iter.Seq2[*Chunk, error] {
	*c.runs++
	return c.Job.Chunks()
}

// analyzeFile analyzes one file; change may change the options.
func analyzeFile(t testing.TB, name string, change func(*Options)) (*profile.Report, *source.Source) {
	t.Helper()
	opt := defaults(name)
	if change != nil {
		change(opt)
	}
	r := start(t, opt, 2)
	if r.err != nil || len(r.reports) != 1 {
		t.Fatalf("%s: %d reports, %v %+v", name, len(r.reports), r.err, r.records)
	}
	return r.reports[0], r.plan.Sources[0]
}

// analyzeText analyzes a file of that content.
func analyzeText(t testing.TB, text string, change func(*Options)) *profile.Report {
	t.Helper()
	r, _ := analyzeFile(t, tempFile(t, text), change)
	return r
}

func tempFile(t testing.TB, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "data.csv")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// toJSON writes reports for comparison.
func toJSON(t testing.TB, v any) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func runJob(t testing.TB, job *Job, workers int) error {
	t.Helper()
	_, err := processors.Run(context.Background(), pool.Options{Workers: workers}, job)
	return err
}

// limitKernels makes the kernels use the i-th level that this processor has,
// the reference being number 0, and returns a function that lifts the limit.
func limitKernels(t testing.TB, i int) (lift func()) {
	t.Helper()
	level := cpu.Level(max(0, i) % (int(cpu.Supported()) + 1))
	if err := cpu.Limit(level); err != nil {
		t.Fatal(err)
	}
	return func() { _ = cpu.Limit(cpu.Supported()) }
}

// floatText returns f as a report has it.
func floatText(f float64) string {
	text, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return string(text)
}

// shown returns a value as a report has it: of a long one the beginning, cut
// before a character.
func shown(value string) string {
	const limit = 1000
	if len(value) <= limit {
		return value
	}
	cut := limit
	for !utf8.RuneStart(value[cut]) {
		cut--
	}
	return value[:cut] + "…"
}

// overwrite replaces the content of a file.
func overwrite(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
