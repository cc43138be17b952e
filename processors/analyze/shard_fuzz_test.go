package analyze

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fanout/internal/wire"
	"fanout/processors/analyze/source"
)

// Shards and their merge tell what a single run does, whatever the text.
func FuzzShardsAgreeWithASingleRun(f *testing.F) {
	for i, s := range []string{
		"a,b\n1,2\n", "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n3,4\r\n", "a\n\n\n1\n", "a,b,c\n1\n1,2,3,4\n", "a,b\n5\" pipe,\"x\"y\n", "a,b\n\"open\n1,2",
		"x\r1\r2\r", "a,b\n#c \"\n1,2\n", "a,b\n1\\,2,3\n\"\\\"\n\",2\n", "a,b\n1, \"2\n,\"\n", "a,b\n\xff,1\n1,2,3\n", messy(0, 20), messy(1, 20), misleading(3000, "\n"),
	} {
		f.Add([]byte(s), uint64(i)*0x9e3779b97f4a7c15)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, choices uint64) {
		if len(data) > 1<<14 {
			t.Skip()
		}
		pick := func(n uint64) int {
			k := choices % n
			choices /= n
			return int(k)
		}
		name := filepath.Join(dir, "data.csv")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		opt := defaults(name)
		opt.Source.Delimiter, opt.Source.Header = ',', source.HeaderNo
		opt.BadRows, opt.Blank, opt.Repeated = BadRows(pick(3)), BlankLines(pick(2)), RepeatedHeaders(pick(2))
		opt.Source.Comment = []string{source.NoComment, "#"}[pick(2)]
		opt.Source.Escape = []byte{0, '\\'}[pick(2)]
		opt.Source.SkipInitialSpace = pick(2) == 1
		opt.Source.Invalid = source.Invalid(pick(2))
		opt.Source.MaxRecord = []int64{64, 1000, 1 << 20}[pick(3)]
		opt.Profile.MaxDistinct = 3
		opt.ChunkSize = 16 + pick(512)
		s := sharding{shards: 1 + pick(7), workers: 1, window: 1 + int64(pick(128)), unit: 1 + int64(pick(64))}
		if _, err := NewPlan(t.Context(), opt); err != nil {
			t.Skip()
		}
		s.check(t, opt)
	})
}

// A part may have been written by anybody.
func FuzzMergeTakesAnyPart(f *testing.F) {
	name := filepath.Join(f.TempDir(), "data.csv")
	if err := os.WriteFile(name, []byte(misleading(3000, "\n")), 0o666); err != nil {
		f.Fatal(err)
	}
	opt := defaults(name)
	opt.BadRows, opt.Profile.MaxDistinct = Skip, 5
	s := sharding{shards: 2, workers: 1}
	parts := s.makeParts(f, opt)
	f.Add(parts[0], parts[1])
	f.Add(parts[1], parts[0])
	f.Add([]byte{beginFrame, 1, 0}, []byte{endFrame, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		r, _ := s.merge(t, opt, memoryParts{first, second})
		if damaged := (*PartError)(nil); r.err != nil && !errors.As(r.err, &damaged) {
			t.Errorf("%v", r.err)
		}
	})
}

// What can be decoded has one encoding.
func FuzzDecodeResult(f *testing.F) {
	r := Result{
		rows: 5, badRows: 1, bad: []badRow{{3, 17, "1 field instead of 2", []byte("x")}}, lines: 9, lastCR: true, errLine: 4,
		err: &source.LengthError{What: "record", Limit: 64},
	}
	r.misfits.usual = 2
	r.misfits.add(1, 1)
	f.Add(r.append(nil))
	f.Add((&Result{errLine: -1, err: errors.New("other")}).append(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Result
		if r.decode(data) != nil {
			return
		}
		again := r.append(nil)
		var s Result
		if err := s.decode(again); err != nil || !bytes.Equal(s.append(nil), again) {
			t.Errorf("%q becomes %q: %v", data, again, err)
		}
	})
}

func TestErrorsOfPartsNameSettingsAsTheirReaderDoes(t *testing.T) {
	name := func(setting string) string { return "--" + setting }
	for _, err := range []error{&source.LengthError{What: "record", Limit: 5}, &MemoryError{Columns: 3}, errors.New("plain")} {
		got := decodeError(wire.NewDecoder(appendError(nil, err)))
		if got.Error() != err.Error() {
			t.Errorf("%q, want %q", got, err)
		}
		e, ok := err.(interface {
			Explain(func(string) string) (string, string)
		})
		if !ok {
			continue
		}
		message, hint := e.Explain(name)
		gotMessage, gotHint := got.(*toldError).Explain(name)
		if gotMessage != message || gotHint != hint {
			t.Errorf("%q, %q, want %q, %q", gotMessage, gotHint, message, hint)
		}
	}
}
