package analyze

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"fanout/internal/charset"
	"fanout/processors/analyze/profile"
	"fanout/processors/analyze/source"
)

// shared returns a folder of files beside the repository on the
// developers' machines, and skips the test where they do not.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("../../../shared/data", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skip("needs the shared files: ", err)
	}
	return dir
}

// An oracleReport is what testdata/oracle.py prints.
type oracleReport struct {
	Rows, Ragged, Blank int64
	Columns             []struct {
		Count, Nulls, Distinct int64
		MinLength              *uint64 `json:"min_length"`
		MaxLength              *uint64 `json:"max_length"`
		MinText                string  `json:"min_text"`
		MaxText                string  `json:"max_text"`
		Kind                   string
		Sum, Min, Max          string
		Mean, Variance, StdDev *float64
		Spread                 struct{ P25, P50, P75, IQR, MAD string }
		NullPercent            *float64 `json:"null_percent"`
		Mode                   string
		Sorted                 string
		Constant, Unique       bool
		NZero                  int64 `json:"n_zero"`
		NNegative              int64 `json:"n_negative"`
	}
}

// Every figure is what Python's csv and fractions say, rounded once.
func TestFiguresAreThoseOfPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	if testing.Short() {
		t.Skip("takes seconds")
	}
	own, _ := filepath.Glob("../../testdata/csv/*.csv")
	names := own
	if dir := filepath.Join("../../../shared/data", "csv"); dirExists(dir) {
		for _, pattern := range []string{"*.csv", "edge/*.csv", "spectrum/csvs/*.csv"} {
			more, _ := filepath.Glob(filepath.Join(dir, pattern))
			names = append(names, more...)
		}
	}
	for seed := range uint64(4) {
		name := filepath.Join(t.TempDir(), fmt.Sprintf("messy%d.csv", seed))
		if err := os.WriteFile(name, []byte(messy(seed, 2000)), 0o666); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel() // Python is slow
			r, src := analyzeFile(t, name, nil)
			if src.Empty() {
				t.Skip("empty")
			}
			header := "0"
			if src.HasHeader {
				header = "1"
			}
			encoding := map[charset.Encoding]string{charset.UTF8: "utf-8-sig", charset.UTF16LE: "utf-16", charset.UTF16BE: "utf-16", charset.Latin1: "latin-1", charset.Windows1252: "cp1252"}[src.Encoding]
			delimiter := string(src.Delimiter)
			if src.Delimiter == source.NoDelimiter {
				delimiter = "\x1f" // Python splits quoted fields at line ends given as the delimiter
			}
			out, err := exec.Command(python, "testdata/oracle.py", name, delimiter, encoding, header).Output()
			if err != nil {
				t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
			}
			var want oracleReport
			if err := json.Unmarshal(out, &want); err != nil {
				t.Fatal(err)
			}
			compareWithOracle(t, r, &want)
		})
	}
}

func dirExists(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func compareWithOracle(t *testing.T, r *profile.Report, want *oracleReport) {
	t.Helper()
	if r.Rows != want.Rows || r.RaggedRows != want.Ragged || r.BadRows != 0 || len(r.Columns) != len(want.Columns) {
		t.Fatalf("%d rows, %d ragged, %d columns, want %d, %d, %d", r.Rows, r.RaggedRows, len(r.Columns), want.Rows, want.Ragged, len(want.Columns))
	}
	if r.BlankLines != want.Blank {
		t.Errorf("%d blank lines, want %d", r.BlankLines, want.Blank)
	}
	for i, got := range r.Columns {
		w := want.Columns[i]
		check := func(what string, ok bool, got, want any) {
			t.Helper()
			if !ok {
				t.Errorf("%s: %s is %v, want %v", r.Columns[i].Name, what, got, want)
			}
		}
		check("count", got.Count == w.Count && got.Nulls == w.Nulls, got.Count, w.Count)
		if got.DistinctExact {
			check("distinct", got.Distinct == w.Distinct, got.Distinct, w.Distinct)
		}
		if w.NullPercent != nil {
			check("null_percent", got.NullPercent.Text == floatText(*w.NullPercent), got.NullPercent, *w.NullPercent)
		}
		if got.TopExact {
			check("mode", got.Mode.Text == shown(w.Mode), got.Mode, w.Mode)
		}
		if got.Type == profile.String || w.Kind != "other" {
			check("sorted", got.Sorted.Text == w.Sorted, got.Sorted.Text, w.Sorted)
		}
		check("constant", got.Constant == w.Constant, got.Constant, w.Constant)
		if got.Unique != nil {
			check("unique", *got.Unique == w.Unique, *got.Unique, w.Unique)
		}
		if w.MinLength != nil {
			check("min_length", got.MinLength.Text == fmt.Sprint(*w.MinLength), got.MinLength, *w.MinLength)
			check("max_length", got.MaxLength.Text == fmt.Sprint(*w.MaxLength), got.MaxLength, *w.MaxLength)
		}
		if got.Type == profile.String {
			check("kind", w.Kind == "other", got.Type, w.Kind)
			check("min", got.Min.Text == shown(w.MinText), got.Min, w.MinText)
			check("max", got.Max.Text == shown(w.MaxText), got.Max, w.MaxText)
		}
		if got.Type != profile.Integer && got.Type != profile.Float || w.Kind == "other" {
			continue
		}
		check("type", string(got.Type) == w.Kind, got.Type, w.Kind)
		check("sum", sameNumber(got.Sum, w.Sum), got.Sum.Text, w.Sum)
		check("min", sameNumber(got.Min, w.Min), got.Min.Text, w.Min)
		check("max", sameNumber(got.Max, w.Max), got.Max.Text, w.Max)
		if *got.QuantilesExact {
			checkSpread(check, &got, w.Spread.P25, w.Spread.P50, w.Spread.P75, w.Spread.IQR, w.Spread.MAD)
		}
		check("n_zero", *got.NZero == w.NZero, *got.NZero, w.NZero)
		check("n_negative", *got.NNegative == w.NNegative, *got.NNegative, w.NNegative)
		for _, f := range []struct {
			name string
			got  profile.Scalar
			want *float64
		}{{"mean", got.Mean, w.Mean}, {"variance", got.Variance, w.Variance}, {"stddev", got.StdDev, w.StdDev}} {
			if f.want == nil {
				check(f.name, !f.got.Defined, f.got, "undefined")
			} else {
				check(f.name, f.got.Text == floatText(*f.want), f.got, *f.want)
			}
		}
	}
}

// checkSpread compares figures that are exact or, where floats hold the values,
// rounded once.
func checkSpread(check func(what string, ok bool, got, want any), c *profile.Column, want ...string) {
	got := []profile.Scalar{c.Quantiles[0].Value, c.Quantiles[1].Value, c.Quantiles[2].Value, c.IQR, c.MAD}
	for i, name := range []string{"p25", "p50", "p75", "iqr", "mad"} {
		x, _ := new(big.Rat).SetString(want[i])
		f, _ := x.Float64()
		check(name, got[i].Text == floatText(f) || sameNumber(got[i], want[i]), got[i].Text, want[i])
	}
	check("mad_error", c.MADError.Text == "0", c.MADError.Text, "0")
}

// sameNumber compares a decimal with a fraction as Python writes it.
func sameNumber(got profile.Scalar, want string) bool {
	g, ok := new(big.Rat).SetString(got.Text)
	w, ok2 := new(big.Rat).SetString(want)
	return ok && ok2 && g.Cmp(w) == 0
}
