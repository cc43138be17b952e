package analyze

import (
	"strings"
	"testing"

	"fanout/processors/analyze/csvscan"
)

// Some kilobytes of text show where the quotes are, though some are astray.
func TestStatesAreGuessedFromTheTextAround(t *testing.T) {
	prose := "id,text\n" + strings.Repeat("1,\"It was, as he said, \"\"late\"\",\nand the rain, which had begun,\nwent on, and on\"\n2,short\n", 2000)
	one := "note\n" + strings.Repeat("\"a line\nanother line\n\nand \"\"more\"\"\"\nplain\n", 3000)
	for name, text := range map[string]string{
		"stray quotes": messy(1, 8000), "records in quotes": misleading(200_000, "\n"), "prose": prose, "one column": one,
		"no quotes": "a,b\n" + strings.Repeat("1,2\n", 50_000),
	} {
		opt := defaults(tempFile(t, text))
		plan, err := NewPlan(t.Context(), opt)
		if err != nil {
			t.Fatal(err)
		}
		job := &Job{opt: opt}
		f := job.newFile(job.newReading(plan.Datasets[0]), 0)
		if err := f.open(); err != nil {
			t.Fatal(err)
		}
		defer f.file.Close()
		const window, step = 8 << 10, 773
		wrong, all := 0, 0
		state, last := csvscan.RecordStart, f.source.Body
		for at := int64(2 * window); at < f.source.Size; at += step {
			_, _, state = f.scanner.Index(nil, []byte(text[:at]), int(last), int(at), state)
			last = at
			all++
			guess, err := guessState(f, at, window)
			if err != nil {
				t.Fatal(err)
			}
			if guess != state {
				wrong++
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d of %d guesses are wrong", name, wrong, all)
		}
	}
}
